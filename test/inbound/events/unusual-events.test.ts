import { logger } from '../../../src/platform/logger.ts';
import { inboundService } from './inbound-service.ts';

/** Events with words that the documentation of their tool does not name, or with texts that look like such words. */

// The events log warnings.
logger.setLogLevel('SILENT');

/** The alert action that an event leads to, with its target; undefined if it is ignored. */
async function actionOf(type: string, event: object | string) {
  const { post, sent } = inboundService();
  expect((await post(`/v1/json/${type}?apiKey=API`, event)).status).toBe(202);
  const [first] = sent;
  return first && { target: first.message.target.value, note: first.message.note, ...first.message.action };
}

const nagios = { host_name: 'db1', host_state: 'DOWN' };
const sentryIssue = { issue: { id: '77', title: 'TypeError' } };
const gitHubAlert = {
  alert: { number: 1, html_url: 'https://git.example/1' },
  repository: { full_name: 'a/b' },
};
const check = (conclusion: string) => ({
  action: 'completed',
  check_run: { name: 'build', conclusion, head_sha: 'abc' },
  repository: { full_name: 'a/b' },
});

describe('a word that is not known opens an alert', () => {
  test.each<[string, string, object]>([
    ['a type of notification of Nagios', 'Nagios', { ...nagios, notification_type: 'ALERT' }],
    ['a type of notification of Icinga', 'Icinga2', { ...nagios, type: 'host' }],
    ['an action on an issue of Sentry', 'Sentry', { action: 'regressed', data: sentryIssue }],
    ['an issue of Sentry without an action', 'Sentry', { data: sentryIssue }],
    [
      'a state of a metric alert of Sentry',
      'Sentry',
      { action: 'open', data: { metric_alert: { id: '1', title: 'Errors' } } },
    ],
    ['a conclusion of a run of GitHub', 'GitHub', check('exploded')],
    ['an action on a security alert of GitHub', 'GitHub', { ...gitHubAlert, action: 'publicly_leaked' }],
    [
      'an action of an event of PagerDuty',
      'PagerDuty',
      { event_action: 'triggered', dedup_key: 'd', payload: { summary: 'Disk full' } },
    ],
  ])('%s', async (_, type, event) => {
    expect(await actionOf(type, event)).toMatchObject({ type: 'Create' });
  });

  test.each<[string, string, object]>([
    ['flapping', 'Nagios', { ...nagios, notification_type: 'FLAPPINGSTOP' }],
    ['a downtime', 'Icinga2', { ...nagios, type: 'DOWNTIMEREMOVED' }],
    ['the assignee of an issue', 'Sentry', { action: 'assigned', data: sentryIssue }],
    ['an installation', 'Sentry', { action: 'created', data: { installation: { uuid: 'u' } } }],
    ['a run that waits for somebody', 'GitHub', check('action_required')],
    ['the assignee of a security alert', 'GitHub', { ...gitHubAlert, action: 'assigned' }],
  ])('%s does not', async (_, type, event) => {
    expect(await actionOf(type, event)).toBeUndefined();
  });
});

test.each(['CRITICAL', 'HIGH'])(
  'an event of EventBridge of an unknown kind and the severity %s opens an alert although its state is good',
  async (severity) => {
    const event = {
      id: '1',
      'detail-type': 'Replica State Change',
      source: 'aws.example',
      resources: ['arn:aws:example:eu-central-1:123456789012:replica/r'],
      detail: { state: 'ACTIVE', severity, message: 'The replica is behind' },
    };
    expect(await actionOf('CloudWatchEvents', event)).toMatchObject({ type: 'Create' });
  },
);

test.each(['OK', 'UP'])('the state %s of Nagios closes the alert although no type says so', async (state) => {
  const event = { host_name: 'db1', service_desc: 'disk', service_state: state };
  expect(await actionOf('Nagios', event)).toMatchObject({ type: 'Close', target: 'db1/disk' });
});

test('a comment on an issue of Sentry becomes a note of its alert', async () => {
  const event = { action: 'created', data: { comment_id: 3, issue_id: 77, comment: 'The cache is cold' } };
  expect(await actionOf('Sentry', event)).toMatchObject({
    type: 'AddNote',
    target: 'sentry-77',
    note: 'The cache is cold',
  });
});

describe('brackets before a title of Datadog', () => {
  test.each(['Success rate', 'OK button', 'Recovery time'])('[%s] belongs to the title', async (name) => {
    const title = `[${name}] of the shop is bad`;
    expect(await actionOf('Datadog', { title, alert_type: 'error' })).toMatchObject({
      type: 'Create',
      message: `[Datadog] ${title}`,
      target: title,
    });
  });

  test.each(['Triggered', 'Re-Triggered', 'No data', 'Warn'])('[%s] is a transition', async (transition) => {
    const event = { title: `[${transition} on {host:db1}] Disk`, alert_type: 'error' };
    expect(await actionOf('Datadog', event)).toMatchObject({ type: 'Create', target: 'Disk host:db1' });
  });

  test.each(['Recovered', 'OK'])('[%s] is one that ends the problem', async (transition) => {
    const event = { title: `[${transition} on {host:db1}] Disk` };
    expect(await actionOf('Datadog', event)).toMatchObject({ type: 'Close', target: 'Disk host:db1' });
  });

  test('a transition of that name in the payload does not end the problem', async () => {
    const event = { title: 'Disk', alert_transition: 'Success rate low' };
    expect(await actionOf('Datadog', event)).toMatchObject({ type: 'Create' });
  });
});

describe('a default subject of Zabbix, without a status', () => {
  const host = 'Problem name: Disk\nHost: db1\nOriginal problem ID: 7';

  test.each([
    ['Problem: Disk', 'Create', 'db1 Disk'],
    ['PROBLEM: Disk', 'Create', 'db1 Disk'],
    ['🔥 Problem: Disk', 'Create', 'db1 Disk'],
    ['Resolved: Disk', 'Close', 'db1 Disk'],
    ['Resolved in 45s: Disk', 'Close', 'db1 Disk'],
    ['✅ Resolved in 1M 2d 3h 4m 5s: Disk', 'Close', 'db1 Disk'],
    ['OK: Disk', 'Close', 'db1 Disk'],
    ['Service "Web shop" problem: Disk', 'Create', 'db1 Service "Web shop": Disk'],
    ['Service "Web shop" resolved in 5m: Disk', 'Close', 'db1 Service "Web shop": Disk'],
    ['Updated problem: Disk', 'AddNote', 'db1 Disk'],
    ['Acknowledged: Disk', 'AddNote', 'db1 Disk'],
  ])('%s: %s', async (subject, type, target) => {
    expect(await actionOf('Zabbix', { subject, message: host })).toMatchObject({ type, target });
    expect(await actionOf('Zabbix', `${subject}\n${host}`)).toMatchObject({ type, target });
  });

  test.each([
    'Resolved ticket 5: Disk',
    'Resolved in part: Disk',
    'OK, but slow: Disk',
    'Disk is not OK: full',
    'Problem resolved: Disk',
    'ok: Disk',
    'Resolved in 5m:',
  ])('another subject opens an alert: %s', async (subject) => {
    expect(await actionOf('Zabbix', { subject, message: host })).toMatchObject({ type: 'Create' });
  });

  test('the end of a problem on an unknown host does not close the alert, which may be of another host', async () => {
    expect(await actionOf('Zabbix', { subject: 'Resolved in 5m: Disk' })).toMatchObject({
      type: 'AddNote',
      target: 'Disk',
    });
  });

  test('the subject names the same problem at its beginning and its end, also if there is a status', async () => {
    const of = (event: object) => actionOf('Zabbix', { host_name: 'db1', ...event });
    expect(await of({ event_value: '1', alert_subject: 'Problem: Disk' })).toMatchObject({
      type: 'Create',
      target: 'db1 Disk',
    });
    expect(await of({ event_value: '0', alert_subject: 'Resolved in 5m: Disk' })).toMatchObject({
      type: 'Close',
      target: 'db1 Disk',
    });
  });

  test('the status decides, whatever the subject says', async () => {
    const event = { subject: 'OK: Disk', host: 'db1' };
    expect(await actionOf('Zabbix', { ...event, event_value: '1' })).toMatchObject({ type: 'Create' });
    expect(await actionOf('Zabbix', { ...event, event_status: 'RESOLVED' })).toMatchObject({ type: 'Close' });
  });

  test('another text is not understood', async () => {
    expect(await actionOf('Zabbix', 'The disk burns')).toMatchObject({
      type: 'Create',
      message: '[Zabbix] Event not understood: The disk burns',
    });
  });
});

describe('the priority is that of the first word that is known', () => {
  test.each<[string, string, object, string]>([
    [
      'Datadog: the priority of the monitor, not that of the event',
      'Datadog',
      { title: '[P1] [Triggered] Disk', priority: 'low', alert_type: 'error' },
      'P1',
    ],
    [
      'Zabbix: a severity that somebody renamed',
      'Zabbix',
      {
        event_name: 'Disk',
        event_severity: 'Katastrophe',
        event_nseverity: '5',
      },
      'P1',
    ],
    [
      'API: a queue named priority',
      'API',
      { message: 'Disk', priority: 'batch', severity: 'critical' },
      'P1',
    ],
    ['syslog: crit', 'API', { message: 'Disk', severity: 'crit' }, 'P1'],
    ['syslog: err', 'API', { message: 'Disk', level: 'ERR' }, 'P2'],
    ['an incident level', 'API', { message: 'Disk', severity: 'SEV1' }, 'P1'],
    [
      'EventBridge: a severity as an object',
      'CloudWatchEvents',
      {
        id: '1',
        'detail-type': 'Finding of ours',
        source: 'ours',
        detail: { severity: { label: 'CRITICAL' } },
      },
      'P1',
    ],
  ])('%s', async (_, type, event, priority) => {
    expect(await actionOf(type, event)).toMatchObject({ type: 'Create', priority });
  });
});

describe('a group of Alertmanager', () => {
  const alert = (status: string, severity: string) => ({
    status,
    labels: { alertname: 'HighLoad', severity },
    annotations: {},
  });
  const group = (...alerts: object[]) => ({
    status: 'firing',
    groupKey: '{}:{alertname="HighLoad"}',
    groupLabels: { alertname: 'HighLoad' },
    commonLabels: { alertname: 'HighLoad' },
    alerts,
  });

  test.each(['Prometheus', 'Grafana'])('%s: has the highest priority of those that fire', async (type) => {
    const event = group(alert('firing', 'info'), alert('firing', 'critical'), alert('firing', 'warning'));
    expect(await actionOf(type, event)).toMatchObject({ type: 'Create', priority: 'P1' });
  });

  test('those that are resolved do not count', async () => {
    const event = group(alert('resolved', 'critical'), alert('firing', 'warning'));
    expect(await actionOf('Prometheus', event)).toMatchObject({ priority: 'P3' });
  });
});

describe('Grafana', () => {
  const group = (orgId: number, status: string) => ({
    status,
    orgId,
    groupKey: '{}:{alertname="Disk"}',
    commonLabels: { alertname: 'Disk' },
    alerts: [{ status, labels: { alertname: 'Disk' } }],
  });

  test('rules of the same name in two organizations are two alerts', async () => {
    const [first, second, end] = [
      await actionOf('Grafana', group(1, 'firing')),
      await actionOf('Grafana', group(2, 'firing')),
      await actionOf('Grafana', group(2, 'resolved')),
    ];
    expect(second?.target).not.toBe(first?.target);
    expect(end).toMatchObject({ type: 'Close', target: second?.target });
  });

  test('a test of the older alerting, which has no rule, is an alert of its own', async () => {
    const test = { ruleId: 0, ruleName: 'Test notification', state: 'alerting', orgId: 1 };
    const targets = [await actionOf('Grafana', test), await actionOf('Grafana', test)];
    expect(targets[0]?.target).not.toBe(targets[1]?.target);
  });
});

test('New Relic: the title may be where its own template reads it', async () => {
  const event = { issueId: 'i1', state: 'ACTIVATED', annotations: { title: ['Apdex is low'] } };
  expect(await actionOf('NewRelicV2', event)).toMatchObject({
    message: '[New Relic] Apdex is low',
    target: 'newrelic-i1',
  });
});

test('the title of an event that is not understood is one line', async () => {
  const { post, sent } = inboundService();
  await post('/v1/json/datadog?apiKey=Datadog', '{"title": "Disk full\nof db1", "id": 1}');
  expect(sent[0]?.message.action).toMatchObject({ message: '[Datadog] Event not understood: Disk full' });
});
