import { parseCommandLine, refuse, requireNumber } from '../arguments.ts';
import { measureWebhookBurst } from '../load/webhook-burst.ts';
import { connectGoAlert, formatComparison, measureGoAlert } from './goalert.ts';
import { measurePageLatency } from './page-latency.ts';
import { MAX_ALERTS } from './run.ts';

const USAGE = `node scripts/bench/beside-goalert.ts --url <address> --token <token> --database <address> [--alerts <number>]

Sets the local service beside a GoAlert that already runs, and prints a row for each: lone pages, and a burst of alerts.
Needs the program psql.

  --url       of GoAlert, such as http://localhost:8081
  --token     of an integration key of the type "generic" of a service in it
  --database  of GoAlert, such as postgres://goalert@localhost/goalert; it is only read
  --alerts    of the burst; default: 500

The escalation policy of that service has to notify at once. GoAlert notifies a person through one contact method only so often, and
has limits of open alerts in a service: what you compare depends on its settings and on how many people the policy notifies. Close
the alerts whose summary begins with "Bench" afterwards.`;

const { values } = parseCommandLine(USAGE, {
  url: { type: 'string' },
  token: { type: 'string' },
  database: { type: 'string' },
  alerts: { type: 'string', default: '500' },
});
const { url, token, database } = values;
if (!url || !token || !database || !URL.canParse(url)) {
  refuse('--url, --token and --database are required, and --url must be an address.', USAGE);
}
const alerts = requireNumber(USAGE, '--alerts', values.alerts, [1, MAX_ALERTS]);

const PAGES = 20;
/** As shipped, GoAlert sends less than one message a second of a burst. */
const LIMIT_MS = 1_800_000;

process.stderr.write('GoAlert …\n');
const goAlert = await measureGoAlert(connectGoAlert({ url, token, database }), {
  alerts,
  pages: PAGES,
  limitMs: LIMIT_MS,
});
process.stderr.write('Tocsin …\n');
const page = await measurePageLatency();
const { notifiedPerSecond, half, lost, twice } = await measureWebhookBurst({ alerts });
const pageP50 = page['latency.page.p50'] ?? Number.NaN;
console.log(
  formatComparison({ Tocsin: { pageP50, notifiedPerSecond, half, lost, twice }, GoAlert: goAlert }),
);
process.exit(0);
