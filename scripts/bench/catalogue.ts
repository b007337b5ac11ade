/** What a figure should be. A figure without an aim is shown for comparison. */
export type Aim = { readonly atMost: number } | { readonly atLeast: number } | { readonly exactly: number };

/** A claim of the bench: its name is stable, so that programs can follow it over time. */
export interface Claim {
  /** For people: of what the figure is. */
  readonly what: string;
  /** Empty: a count or a ratio. */
  readonly unit: '' | '$' | 'ms' | 's' | 'kB' | 'MB' | '/s';
  /** Digits after the point that are shown. */
  readonly digits: number;
  readonly aim?: Aim;
}

type Claims = Readonly<Record<string, Claim>>;

const claim = (unit: Claim['unit'], digits: number, what: string, aim?: Aim): Claim => ({
  what,
  unit,
  digits,
  ...(aim && { aim }),
});
const count = (what: string, aim?: Aim) => claim('', 0, what, aim);
const seconds = (what: string, aim?: Aim) => claim('s', 1, what, aim);
const ms = (what: string, aim?: Aim) => claim('ms', 0, what, aim);
const perSecond = (what: string, aim?: Aim) => claim('/s', 0, what, aim);
const megabytes = (what: string, aim?: Aim) => claim('MB', 0, what, aim);
const dollars = (what: string, aim?: Aim) => claim('$', 2, what, aim);
const ratio = (what: string, aim?: Aim) => claim('', 1, what, aim);

const atMost = (value: number): Aim => ({ atMost: value });
const atLeast = (value: number): Aim => ({ atLeast: value });
const exactly = (value: number): Aim => ({ exactly: value });

const BURST = 'Burst of 500 alerts to 50 people by webhook';
const ALONE = 'The same, product alone (the table called as a function)';

const burst = (
  name: string,
  aims: { readonly perSecond: number; readonly half?: number; readonly cpu: number },
) =>
  ({
    notified_per_second: perSecond(`${name}: people notified`, atLeast(aims.perSecond)),
    half_within: seconds(
      `${name}: half of them within`,
      aims.half === undefined ? undefined : atMost(aims.half),
    ),
    cpu_per_thousand: seconds(`${name}: CPU time for 1,000 alerts`, atMost(aims.cpu)),
    lost: count(`${name}: notifications lost`, exactly(0)),
    twice: count(`${name}: notifications sent twice`, exactly(0)),
    /** At most one for each person: the warm-up may have opened those that are used. */
    connections: count(`${name}: TLS connections opened for its 500 webhooks`, atMost(50)),
  }) satisfies Claims;

const latency = (name: string, aims: { readonly p50?: number; readonly p99?: number } = {}) =>
  ({
    p50: ms(`${name}, median`, aims.p50 === undefined ? undefined : atMost(aims.p50)),
    p99: ms(`${name}, 99th percentile`, aims.p99 === undefined ? undefined : atMost(aims.p99)),
    max: ms(`${name}, longest`),
  }) satisfies Claims;

const steps = (name: string) =>
  ({
    missing: count(`${name}: alerts without a notification`, exactly(0)),
    duplicated: count(`${name}: notifications duplicated`, exactly(0)),
    early: count(`${name}: notifications before they were due`, exactly(0)),
    per_second: perSecond(`${name}: notified`),
    late_p50: ms(`${name}: late, median`),
    late_p99: ms(`${name}: late, 99th percentile`),
  }) satisfies Claims;

/** Puts a prefix before the names of claims. */
type Prefixed<Prefix extends string, Group extends Claims> = {
  readonly [Name in keyof Group & string as `${Prefix}.${Name}`]: Claim;
};
const named = <Prefix extends string, Group extends Claims>(prefix: Prefix, group: Group) =>
  Object.fromEntries(Object.entries(group).map(([name, each]) => [`${prefix}.${name}`, each])) as Prefixed<
    Prefix,
    Group
  >;

const NEIGHBOUR = 'Notification of a quiet account';

/** Every claim by its name, in the order of the table. The name begins with the part of the bench that measures it. */
export const CLAIMS = {
  ...named('latency.page', latency('From 202 to the provider', { p50: 100, p99: 300 })),
  ...named('burst', burst(BURST, { perSecond: 90, half: 4.5, cpu: 18 })),
  ...named('burst.alone', burst(ALONE, { perSecond: 150, cpu: 8 })),
  'burst.memory': megabytes('Memory of the local service with 1,000 open alerts', atMost(350)),
  'burst.ready': seconds('npm start: ready after', atMost(2)),
  'storm.alerts': count(
    '10,000 events on one alias at 1,000 a second, quotas of eu-west-1: alerts',
    exactly(1),
  ),
  'storm.count': count('Storm: count of the alert', exactly(10_000)),
  'storm.notifications': count('Storm: notifications', exactly(1)),
  'storm.failed': count('Storm: requests answered with other than 202 and 429', exactly(0)),
  'storm.throttled': count('Storm: requests answered with 429, which were repeated'),
  'storm.all_sent': seconds('Storm: time until all were accepted'),
  'storm.all_counted': seconds('Storm: time until all were counted'),
  'load.accepted_per_second': perSecond('Alerts that stay open: accepted', atLeast(300)),
  'load.refused': count('Alerts that stay open: refused', exactly(0)),
  'load.cpu_first_tenth': claim('ms', 1, 'CPU time of an alert while the first tenth of them is open'),
  'load.cpu_last': claim('ms', 1, 'CPU time of an alert while nearly all of them are open'),
  'load.cpu_growth': ratio('CPU time of the last alerts, relative to the first', atMost(1.3)),
  'load.memory': megabytes('Memory while all of them are open'),
  ...named('load.page', latency('From 202 to the provider, while all of them are open')),
  ...named('load.first_steps', steps('First steps, due at once')),
  ...named('load.second_steps', steps('Second steps, while all alerts are open')),
  ...named('load.quiet_alone', latency(`${NEIGHBOUR}, alone`)),
  ...named('load.quiet_beside_noisy', latency(`${NEIGHBOUR}, beside one that sends more than it may`)),
  ...named('load.quiet_in_burst', latency(`${NEIGHBOUR}, while the burst of another is processed`)),
  'faults.cases': count('Fault campaign: scenarios'),
  'faults.faults': count('Fault campaign: faults in them'),
  'faults.failed': count('Fault campaign: scenarios that failed', exactly(0)),
  'faults.alerts_sent': count('Fault campaign: alerts sent'),
  'faults.alerts_dead_lettered': count('Fault campaign: alerts that waited in a dead-letter queue'),
  'faults.alerts_lost': count('Fault campaign: alerts lost', exactly(0)),
  'faults.notifications_due': count('Fault campaign: notifications due'),
  'faults.notifications_sent': count('Fault campaign: notifications sent'),
  'faults.notifications_duplicated': count('Fault campaign: notifications duplicated', exactly(0)),
  'faults.notifications_failed': count(
    'Fault campaign: notifications not sent, but logged and dead-lettered',
  ),
  'faults.notifications_late': count('Fault campaign: notifications more than a minute late'),
  'faults.late_p50': seconds('Fault campaign: lateness, median'),
  'faults.killed_executions': count('Executions killed at random'),
  'faults.killed_longest': seconds('Longest time until the escalation of one continued', atMost(120)),
  'price.alert': dollars('A million alerts, each notified of once and acknowledged', atMost(150)),
  'price.cold_alert': dollars('The same with functions that have just started'),
  'price.step': dollars('A million further steps with one notification', atMost(110)),
  'price.duplicate_in_storm': dollars('A million duplicates in a storm', atMost(3)),
  'price.duplicate_alone': dollars(
    'A million duplicates, each alone, from the third of an alert on',
    atMost(5),
  ),
  'price.first_duplicate': dollars('A million first duplicates of an alert, each alone'),
  'price.second_duplicate': dollars('A million second duplicates of an alert, each alone'),
  'price.part.logs': dollars('Of a million alerts, the logs'),
  'price.besides.x_ray': dollars('Besides, for a million alerts: X-Ray'),
  'price.besides.email': dollars('Besides, for a million alerts: e-mail'),
  'price.besides.storage': dollars('Besides, for a million alerts: a month of storage'),
  'price.besides.reconciler': dollars(
    'Besides, for a million alerts: the reconciler, if nobody acknowledges within a minute',
  ),
  'price.feature.alert_policy': dollars('A million alerts cost more if an alert policy applies'),
  'price.feature.auto_close_policy': dollars(
    'A million alerts cost more if a notification policy closes alerts later',
  ),
  'price.feature.incident_rule': dollars('A million alerts cost more if the account has an incident rule'),
  'price.feature.outgoing_webhook': dollars(
    'A million alerts cost more if a webhook is called for each and for its acknowledge',
  ),
  'price.feature.request_status': dollars(
    'A million alerts cost more if the client asks once for the status of its request',
  ),
  'price.feature.alert_story': dollars('A million stories of alerts, in the console or by the API'),
  'price.feature.readiness_report': dollars(
    'A million readiness reports of an account with 50 people and one team',
  ),
  'calls.transitions': ratio('An alert: state transitions', atMost(5)),
  'calls.invocations': ratio('An alert: Lambda invocations', atMost(6)),
  'calls.write_units': ratio('An alert: DynamoDB write units', atMost(20)),
  'calls.read_units': ratio('An alert: DynamoDB read units', atMost(13)),
  'calls.page': ratio('Calls of AWS until somebody is notified', atMost(15)),
  'calls.page_in_batch': ratio('Calls of AWS until somebody is notified, in a batch of ten'),
  'calls.acknowledge': ratio('Calls of AWS for an acknowledge'),
  'capacity.first_quota': perSecond('New alerts at which the first quota of a new AWS account is reached'),
  'capacity.first_parameter': perSecond(
    'New alerts at which the first parameter of the stage prod is reached',
  ),
  'capacity.design_of_account': perSecond(
    'New alerts of one account at which the design ends, policies of 40 kB',
    atLeast(1_000),
  ),
  'capacity.design_of_stage': perSecond(
    'New alerts of all accounts at which the design ends',
    atLeast(10_000),
  ),
  'cold_start.alerts_api': ratio(
    'Start of alerts-api to its first answer, relative to an empty handler',
    atMost(3),
  ),
  'cold_start.alerts_api_accepts': ms(
    'Start of alerts-api until it has accepted an alert, with its calls of AWS',
  ),
  'cold_start.alerts_api_size': claim('kB', 0, 'Code that alerts-api reads at its start'),
  'cold_start.others_least': ratio('Start of the other functions, the fastest'),
  'cold_start.others_most': ratio('Start of the other functions, the slowest'),
  'console.first_load': claim('kB', 0, 'Console: scripts of the first load of Alerts, gzipped', atMost(200)),
  'console.usable': seconds('Alerts can be used after, processor 4 times slower, files cached', atMost(1)),
  'console.scroll_worst': ms('Scrolling through 1,000 alerts: worst frame', atMost(50)),
  'console.scroll_median': ms('Scrolling through 1,000 alerts: median frame'),
  'console.select_worst': ms('Selecting among 1,000 alerts: worst frame', atMost(50)),
  'console.select_median': ms('Selecting among 1,000 alerts: median frame'),
  'bulk.accepted': seconds('Bulk action on 5,000 alerts: accepted after'),
  'bulk.half_done': seconds('Bulk action: half of it done after'),
  'bulk.per_second': perSecond('Bulk action: alerts'),
  'bulk.resumed': seconds('Bulk action: service killed then and started again, continues after'),
  'bulk.finished': seconds('Bulk action: finished after the kill'),
  'bulk.done': count('Bulk action: alerts done', exactly(5_000)),
  'bulk.refused': count('Bulk action: alerts refused', exactly(0)),
  'bulk.not_once': count('Bulk action: alerts not changed exactly once', exactly(0)),
} as const satisfies Claims;

export type ClaimName = keyof typeof CLAIMS;

/** Figures by the names of their claims. A part leaves out what it cannot measure here. */
export type Figures = Readonly<Partial<Record<ClaimName, number>>>;

/** Claims whose names depend on the code that is measured. */
export const OPEN_PREFIX = 'price.table.';

/** A figure for each purpose of the table: what a million alerts cost there. */
export type PurposeFigures = Readonly<Record<`${typeof OPEN_PREFIX}${string}`, number>>;

/** The claim of a name; undefined if there is none. */
export function findClaim(name: string): Claim | undefined {
  if (Object.hasOwn(CLAIMS, name)) return CLAIMS[name as ClaimName];
  if (!name.startsWith(OPEN_PREFIX)) return undefined;
  const purpose = name.slice(OPEN_PREFIX.length).replaceAll('_', ' ');
  return dollars(`Of a million alerts, the table for: ${purpose}`);
}

/** Whether a figure is as it should be; undefined without an aim. */
export function isMet(figure: number, aim: Aim | undefined): boolean | undefined {
  if (!aim) return undefined;
  if ('atMost' in aim) return figure <= aim.atMost;
  return 'atLeast' in aim ? figure >= aim.atLeast : figure === aim.exactly;
}
