import { isRegion } from '../platform/aws-quotas.ts';

/** What `npm start` takes from its environment. */
export interface Settings {
  readonly port: number;
  readonly smtpPort: number;
  readonly host: string | undefined;
  /** Empty: in memory only. */
  readonly dataFolder: string;
  readonly accountKey: string | undefined;
  readonly timeScale: number;
  /** The region whose quotas the emulators have; undefined: none. */
  readonly quotasOf: string | undefined;
  readonly tableInProcess: boolean;
}

/** A mistake of the person who starts the service: the message says what to do. */
export class SettingsError extends Error {}

export const HELP = `npm start runs the whole service on this machine, with a demo account.

Environment variables:

  PORT         port of the console and the API; default: 3000
  SMTP_PORT    port that accepts e-mail for integrations and heartbeats; default: 2525, or another one if it is in use
  HOST         address to listen on; default: 127.0.0.1, which only this machine reaches
  TOCSIN_DATA  folder for all data; default: .tocsin; empty: in memory only
  ACCOUNT_KEY  an API key of the demo account of your choice, at the first start of a data folder; default: a random one
  TIME_SCALE   how many times faster than real time the clock runs; default: 1
  TABLE_IN_PROCESS  true: functions call the table without an AWS client and the check of roles, as for the bench
  QUOTAS       a region, such as eu-west-1: the emulators throttle as AWS does there; default: they do not

Delete the data folder to begin again.`;

/** Whether the arguments ask for {@link HELP}. Throws {@link SettingsError} for any others: `--port 4000` does nothing. */
export function asksForHelp(args: readonly string[]): boolean {
  const [strange] = args.filter((arg) => arg !== '--help' && arg !== '-h');
  if (strange !== undefined) {
    throw new SettingsError(
      `npm start does not know ${strange}. Settings are environment variables, as in PORT=4000 npm start. All of them: ` +
        'npm start -- --help',
    );
  }
  return args.length > 0;
}

/** Reads the settings. Throws {@link SettingsError} for a value that cannot be used. */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  return {
    port: readNumber(environment, 'PORT', 3000, isPort, 'a port from 0 to 65535'),
    smtpPort: readNumber(environment, 'SMTP_PORT', 2525, isPort, 'a port from 0 to 65535'),
    host: environment.HOST || undefined,
    dataFolder: environment.TOCSIN_DATA ?? '.tocsin',
    accountKey: environment.ACCOUNT_KEY || undefined,
    timeScale: readNumber(environment, 'TIME_SCALE', 1, (it) => it > 0, 'a number above 0'),
    quotasOf: readRegion(environment.QUOTAS),
    tableInProcess: readFlag(environment, 'TABLE_IN_PROCESS'),
  };
}

function readRegion(text: string | undefined): string | undefined {
  if (!text) return undefined;
  if (!isRegion(text)) throw new SettingsError(`QUOTAS=${text} is not a region, such as eu-west-1.`);
  return text;
}

function readFlag(environment: Readonly<Record<string, string | undefined>>, name: string): boolean {
  const text = environment[name] || 'false';
  if (text !== 'true' && text !== 'false')
    throw new SettingsError(`${name}=${text} is neither true nor false.`);
  return text === 'true';
}

const isPort = (value: number) => Number.isInteger(value) && value >= 0 && value <= 65_535;

function readNumber(
  environment: Readonly<Record<string, string | undefined>>,
  name: string,
  standard: number,
  isAllowed: (value: number) => boolean,
  expected: string,
): number {
  const text = environment[name];
  if (!text) return standard;
  const value = Number(text);
  if (!Number.isFinite(value) || !isAllowed(value)) {
    throw new SettingsError(`${name}=${text} is not ${expected}.`);
  }
  return value;
}
