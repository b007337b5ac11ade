/** The result of one check. `unknown`: AWS did not say, for example because a right is missing. */
export interface Finding {
  readonly state: 'ok' | 'wrong' | 'unknown';
  readonly text: string;
  /** The command or step that puts it right. */
  readonly fix?: string;
}

/** Calls a reading operation of an AWS service, such as ('sesv2', 'GetAccount', {}). */
// biome-ignore lint/suspicious/noExplicitAny: each check knows the response of its operation
export type AwsCall = (service: string, operation: string, input?: object) => Promise<any>;

/** What the stage is configured to be, from serverless.yml and --param. */
export interface StageSettings {
  readonly stage: string;
  readonly region: string;
  readonly parameter: (name: string) => string;
}

export interface CheckDeps {
  readonly call: AwsCall;
  readonly settings: StageSettings;
  /** MX records of a domain, as host names. */
  readonly resolveMx: (domain: string) => Promise<readonly string[]>;
}

/** A group of checks. */
export type Check = (deps: CheckDeps) => Promise<readonly Finding[]>;

export const ok = (text: string): Finding => ({ state: 'ok', text });
export const wrong = (text: string, fix: string): Finding => ({ state: 'wrong', text, fix });
export const unknown = (text: string, fix: string): Finding => ({ state: 'unknown', text, fix });

/** The findings of a check, or that it is unknown because a call failed. */
export async function attempt(
  what: string,
  run: () => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
  try {
    return await run();
  } catch (error) {
    const { name, message, $metadata } = error as Error & { $metadata?: { httpStatusCode?: number } };
    // What is no answer of AWS, such as that of a proxy, has a status only.
    const answer = name === 'Unknown' ? `status ${$metadata?.httpStatusCode ?? 'unknown'}` : name;
    return [unknown(`${what}: AWS answered ${answer}`, message)];
  }
}

/** Whether the error says that the thing does not exist. */
export const isMissing = (error: unknown): boolean =>
  /NotFound|ValidationError|NoSuch|does not exist/.test(
    `${(error as Error).name} ${(error as Error).message}`,
  );
