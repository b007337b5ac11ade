import { parseArgs } from 'node:util';
import { runSmokeTest, type SmokeStep } from './smoke/run.ts';

const USAGE = `npm run smoke -- --url <address of the API> --key <API key> [--notify <username>] [--json]

Creates an alert in the account of the key, waits until the user is notified, acknowledges and closes it, and deletes it. Takes
less than a minute. Without --notify it notifies success@simulator.amazonses.com, an address of SES that accepts every e-mail, and
creates a user for it if there is none. The key needs all rights. The exit status is 0 if everything worked.`;

const { values } = parseArgs({
  options: {
    url: { type: 'string' },
    key: { type: 'string' },
    notify: { type: 'string' },
    json: { type: 'boolean' },
    help: { type: 'boolean' },
  },
});

const print = ({ name, ok, tookMs, reason }: SmokeStep) =>
  console.log(
    `${ok ? 'ok   ' : 'wrong'} ${name}, ${(tookMs / 1000).toFixed(1)} s${reason ? `: ${reason}` : ''}`,
  );

if (values.help || !values.url || !values.key) {
  console.log(USAGE);
  process.exitCode = values.help ? 0 : 2;
} else {
  const steps = await runSmokeTest({
    url: values.url.replace(/\/$/, ''),
    key: values.key,
    ...(values.notify && { notify: values.notify }),
    onStep: values.json ? () => {} : print,
  });
  if (values.json) console.log(JSON.stringify(steps));
  process.exitCode = steps.every(({ ok }) => ok) ? 0 : 1;
}
