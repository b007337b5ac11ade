import { parseCommandLine, refuse } from './arguments.ts';
import { runSmokeTest, type SmokeStep } from './smoke/run.ts';

const USAGE = `npm run smoke -- --url <address of the API> --key <API key> [--notify <username>] [--json]

Creates an alert in the account of the key, waits until the user is notified, acknowledges and closes it, and deletes it. Takes
less than a minute. Without --notify it notifies success@simulator.amazonses.com, an address of SES that accepts every e-mail, and
creates a user for it if there is none. The key needs all rights. The exit status is 0 if everything worked.`;

const { values } = parseCommandLine(USAGE, {
  url: { type: 'string' },
  key: { type: 'string' },
  notify: { type: 'string' },
  json: { type: 'boolean' },
});
const url = values.url || refuse('--url is missing.', USAGE);
const key = values.key || refuse('--key is missing.', USAGE);
if (!/^https?:$/.test(URL.parse(url)?.protocol ?? '')) {
  refuse(`--url must be an address such as https://alerts.example.com, not ${url}.`, USAGE);
}

const print = ({ name, ok, tookMs, reason }: SmokeStep) =>
  console.log(
    `${ok ? 'ok   ' : 'wrong'} ${name}, ${(tookMs / 1000).toFixed(1)} s${reason ? `: ${reason}` : ''}`,
  );

const steps = await runSmokeTest({
  url: url.replace(/\/$/, ''),
  key,
  ...(values.notify && { notify: values.notify }),
  onStep: values.json ? () => {} : print,
});
if (values.json) console.log(JSON.stringify(steps));
process.exitCode = steps.every(({ ok }) => ok) ? 0 : 1;
