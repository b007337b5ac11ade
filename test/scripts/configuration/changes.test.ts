import { formatPlan } from '../../../scripts/configuration/import.ts';
import type { Table } from '../../../src/platform/table.ts';
import { aRichCompany, edit, exportedFiles, exportedFolder, importFolder, plan } from './imports.ts';

/** A folder of the rich company in which one file was edited. */
// biome-ignore lint/suspicious/noExplicitAny: a file may have any members
async function aFolderWith(table: Table, path: string, change: (document: any) => void): Promise<string> {
  const folder = await exportedFolder(table, 'first');
  edit(folder, path, change);
  return folder;
}

/** Changes of one file, with the lines of the plan. After the import, the file is as it was edited. */
// biome-ignore lint/suspicious/noExplicitAny: a file may have any members
const CHANGES: readonly [title: string, path: string, change: (document: any) => void, lines: string[]][] = [
  [
    'a description',
    'teams/operations.json',
    (team) => {
      team.description = 'Watches';
    },
    ['~ teams/Operations', '    description: "Keeps the lights on" → "Watches"'],
  ],
  [
    'an added and a removed member, and a role',
    'teams/operations.json',
    (team) => {
      team.members = [
        { user: { username: 'mia@example.com' }, role: 'user' },
        { user: { username: 'jane@example.com' }, role: 'admin' },
      ];
      team.roles = [{ name: 'Witness', rights: [] }];
    },
    [
      '~ teams/Operations',
      '    members[omar@example.com]: removed',
      '    members[mia@example.com]: added {"user":{"username":"mia@example.com"},"role":"user"}',
      '    roles[Scribe]: removed',
      '    roles[Witness]: added {"name":"Witness","rights":[]}',
    ],
  ],
  [
    'the order of routing rules, and one without its time restriction',
    'teams/operations.json',
    (team) => {
      const [first, second, standard] = team.routingRules;
      const { timeRestriction: _, ...always } = second;
      team.routingRules = [always, first, standard];
    },
    [
      '~ teams/Operations',
      '    routingRules[Nights and weekends].timeRestriction: {"type":"time-of-day","restriction":{"startHour":20,"startMin":0,"endHour":8,"endMin":30}} → (nothing)',
      '    routingRules: the order is Nights and weekends, Nobody, Default Routing Rule',
    ],
  ],
  [
    'a rotation, and an override that is cancelled',
    'schedules/nights.json',
    (schedule) => {
      schedule.rotations[0].length = 1;
      delete schedule.rotations[0].endDate;
      delete schedule.overrides;
    },
    [
      '~ schedules/Nights',
      '    overrides: [{"alias":"wedding / party?",',
      '    rotations[First].endDate: "2030-01-05T20:00:00.000Z" → (nothing)',
      '    rotations[First].length: 2 → 1',
    ],
  ],
  [
    'an escalation without its repeat',
    'escalations/long-way.json',
    (escalation) => {
      delete escalation.repeat;
      escalation.rules[0].delay.timeAmount = 2;
    },
    [
      '~ escalations/Long way',
      '    repeat: {"closeAlertAfterAll":true,"count":3,"resetRecipientStates":true,"waitInterval":30} → (nothing)',
      '    rules[0].delay.timeAmount: 1 → 2',
    ],
  ],
  [
    'a user without quiet hours and mute, a contact more and one less, and a rule without its limits',
    'users/jane@example.com.json',
    (user) => {
      delete user.quietHours;
      delete user.mutedUntil;
      delete user.skypeUsername;
      user.contacts = user.contacts.filter(({ to }: { to: string }) => !to.startsWith('https://hooks'));
      for (const rule of user.notificationRules) {
        rule.steps = rule.steps.filter(
          ({ contact }: { contact: { method: string } }) => contact.method !== 'webhook',
        );
      }
      user.contacts.push({ method: 'mobile', to: 'fcm:janes-phone', enabled: true });
      const rule = user.notificationRules.find(({ name }: { name: string }) => name === 'Databases at night');
      for (const member of ['criteria', 'timeRestriction', 'repeat']) delete rule[member];
    },
    [
      '~ users/jane@example.com',
      '    contacts[webhook https://hooks.example.com/jane]: removed',
      '    contacts[mobile fcm:janes-phone]: added {"method":"mobile","to":"fcm:janes-phone","enabled":true}',
      '    mutedUntil: "2026-11-27T12:00:00.000Z" → (nothing)',
    ],
  ],
  [
    'the order of policies, and one policy more',
    'policies/account.json',
    (policies) => {
      policies.alert.reverse();
      policies.alert.unshift({ name: 'New', enabled: true, message: 'New', timezone: 'UTC' });
    },
    [
      '~ policies/account',
      '    alert[New]: added {"name":"New","enabled":true,"message":"New","timezone":"UTC"}',
      '    alert: the order is Second, Tag databases',
    ],
  ],
  [
    'an integration without its actions',
    'integrations/grafana.json',
    (integration) => {
      delete integration.actions;
      integration.tags = ['dashboards'];
    },
    ['~ integrations/Grafana', '    tags[grafana]: removed', '    tags[dashboards]: added "dashboards"'],
  ],
  [
    'a heartbeat with the usual message',
    'heartbeats/backup.json',
    (heartbeat) => {
      delete heartbeat.alertMessage;
    },
    ['~ heartbeats/Backup', '    alertMessage: "No backup" → (nothing)'],
  ],
  [
    'a service with one rule less and without audience',
    'services/shop.json',
    (service) => {
      service.incidentRules.shift();
      delete service.audience;
    },
    ['~ services/Shop', '    incidentRules[0].conditionMatchType: "match-all-conditions" → (nothing)'],
  ],
  [
    'the end of maintenance that is active',
    'maintenance/2026-11-24t12-00z-now.json',
    (maintenance) => {
      maintenance.time.endDate = '2026-11-24T14:00:00.000Z';
    },
    [
      '~ maintenance/2026-11-24T12:00Z Now',
      '    time.endDate: "2026-11-24T13:00:00.000Z" → "2026-11-24T14:00:00.000Z"',
    ],
  ],
  [
    'planned maintenance',
    'maintenance/2026-11-25t12-00z-upgrade.json',
    (maintenance) => {
      maintenance.rules.pop();
      maintenance.time.recurrence.interval = 3;
    },
    ['~ maintenance/2026-11-25T12:00Z Upgrade', '    time.recurrence.interval: 2 → 3'],
  ],
  [
    'the account without a fallback responder',
    'account.json',
    (account) => {
      delete account.fallbackResponder;
    },
    ['~ account', '    fallbackResponder: {"name":"Operations","type":"team"} → (nothing)'],
  ],
];

test('a file of policies that is emptied removes them, also without --prune', async () => {
  const table = await aRichCompany();
  const folder = await exportedFolder(table, 'first');
  edit(folder, 'policies/operations.json', (policies) => {
    policies.notification = [];
  });
  const text = formatPlan(await plan(table, 'first', folder));
  expect(text).toContain('~ policies/Operations\n');
  expect(text).toContain('\n1 to change.');
  await importFolder(table, 'first', folder);
  expect(Object.keys(await exportedFiles(table, 'first'))).not.toContain('policies/operations.json');
  expect(formatPlan(await plan(table, 'first', folder))).toBe('Nothing to change.');
});

test.each(CHANGES)(
  'a plan shows the change of a file, and the import makes it: %s',
  async (_, path, change, lines) => {
    const table = await aRichCompany();
    const folder = await aFolderWith(table, path, change);
    const planned = await plan(table, 'first', folder);
    const text = formatPlan(planned).split('\n');
    for (const line of lines) expect(text.join('\n')).toContain(line);
    expect(text.filter((line) => !line.startsWith('    '))).toEqual([lines[0], '1 to change.']);
    const wanted = JSON.parse((await exportedFiles(table, 'first'))[path] ?? '');
    change(wanted);
    await importFolder(table, 'first', folder);
    expect(JSON.parse((await exportedFiles(table, 'first'))[path] ?? '')).toEqual(wanted);
    expect(formatPlan(await plan(table, 'first', folder))).toBe('Nothing to change.');
  },
);
