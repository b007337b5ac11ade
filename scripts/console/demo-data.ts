import { type LocalService, waitFor } from '../../simulator/local-service.ts';

/** What pictures show in particular. */
export interface DemoData {
  /** The alert whose story is shown. */
  readonly alertId: string;
  /** Its short number. */
  readonly alertNumber: string;
}

interface DemoAlert {
  readonly message: string;
  readonly priority: string;
  readonly tags: readonly string[];
  readonly source: string;
  /** How often it comes in. */
  readonly count?: number;
  readonly responders?: readonly {
    readonly type: string;
    readonly name?: string;
    readonly username?: string;
  }[];
}

const TEAM = 'Operations';
const TO_TEAM = [{ type: 'team', name: TEAM }];

/** In the order in which they come in; the last is the most urgent. */
const ALERTS: readonly DemoAlert[] = [
  {
    message: 'Backup took longer than usual (41 min)',
    priority: 'P5',
    tags: ['backup'],
    source: 'cron',
    responders: [],
  },
  {
    message: 'Certificate of shop.example.com ends in 14 days',
    priority: 'P4',
    tags: ['tls'],
    source: 'Nightly checks',
    responders: TO_TEAM,
  },
  {
    message: 'Disk /var on build-7 is 91 % full',
    priority: 'P3',
    tags: ['build'],
    source: 'Zabbix',
    responders: TO_TEAM,
  },
  {
    message: 'Primary database: replication lag 94 s',
    priority: 'P2',
    tags: ['db-prod-2'],
    source: 'CloudWatch',
    count: 3,
    responders: [{ type: 'user', username: 'jane@example.com' }],
  },
  {
    message: 'Checkout: 5xx rate above 20 % for 5 minutes',
    priority: 'P1',
    tags: ['checkout', 'eu-central-1'],
    source: 'Alertmanager',
    count: 17,
    responders: TO_TEAM,
  },
];

const ACKNOWLEDGED = 'Disk /var on build-7 is 91 % full';

/** Creates a policy, alerts and an acknowledgement in the demo account, as a busy morning has them. */
export async function createDemoData(service: LocalService): Promise<DemoData> {
  const { call } = service;
  const require = async (method: string, path: string, body?: object) => {
    const answer = await call(method, path, body);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  await require('POST', '/v2/policies', {
    type: 'notification',
    name: 'Quiet nights',
    enabled: true,
    filter: {
      type: 'match-all-conditions',
      conditions: [{ field: 'priority', operation: 'equals', expectedValue: 'P4' }],
    },
    delayAction: { delayOption: 'next-time', untilHour: 7, untilMinute: 0 },
  });
  for (const { count = 1, ...alert } of ALERTS)
    for (let i = 0; i < count; i++)
      await require('POST', '/v2/alerts', { ...alert, alias: alert.message, description: 'A demo alert.' });
  const list = async () =>
    (await require('GET', '/v2/alerts?limit=100')).data as readonly {
      readonly id: string;
      readonly tinyId: string;
      readonly message: string;
      readonly count: number;
      readonly acknowledged: boolean;
    }[];
  const isComplete = (found: Awaited<ReturnType<typeof list>>) =>
    ALERTS.every(({ message, count = 1 }) =>
      found.some((alert) => alert.message === message && alert.count >= count),
    );
  const alerts = await waitFor(list, isComplete, 30_000);
  const find = (message: string) => alerts.find((alert) => alert.message === message);
  await require('POST', `/v2/alerts/${find(ACKNOWLEDGED)?.id}/acknowledge`, { user: 'omar@example.com' });
  await waitFor(list, (found) => found.some(({ acknowledged }) => acknowledged));
  const shown = find(ALERTS.at(-1)?.message ?? '');
  return { alertId: shown?.id ?? '', alertNumber: shown?.tinyId ?? '' };
}
