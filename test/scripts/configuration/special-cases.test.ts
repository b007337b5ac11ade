import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommandError } from '../../../scripts/command-line.ts';
import { exportConfiguration } from '../../../scripts/configuration/export.ts';
import { readFolder, toFiles, writeFolder } from '../../../scripts/configuration/folder.ts';
import { applyImport, formatPlan } from '../../../scripts/configuration/import.ts';
import { createdId } from '../../../simulator/configuration-api.ts';
import { createHeartbeatStore } from '../../../src/domain/heartbeats/store.ts';
import { isSameAddress } from '../../../src/domain/users/contacts.ts';
import type { User } from '../../../src/domain/users/model.ts';
import { createUserStore } from '../../../src/domain/users/store.ts';
import type { Table } from '../../../src/platform/table.ts';
import { NOON } from '../../support/builders.ts';
import {
  aFolder,
  apiFor,
  aRichCompany,
  edit,
  exportedFiles,
  exportedFolder,
  importFolder,
  plan,
} from './imports.ts';

const JANE = 'users/jane@example.com.json';

test.each([
  [
    'a reference to nothing',
    'escalations/long-way.json',
    // biome-ignore lint/suspicious/noExplicitAny: a file may have any members
    (file: any) => {
      file.rules[1].recipient.name = 'Platfrom';
    },
    'escalations/long-way.json: rules[1].recipient: No team exists with [Platfrom]',
  ],
  [
    'a wrong value in a part',
    JANE,
    // biome-ignore lint/suspicious/noExplicitAny: a file may have any members
    (file: any) => {
      file.contacts[1].to = 'call me';
    },
    'users/jane@example.com.json: contacts[1].to: must be a phone number as countrycode-number, such as 1-9999999999',
  ],
  [
    'a member that is not known',
    'teams/operations.json',
    // biome-ignore lint/suspicious/noExplicitAny: a file may have any members
    (file: any) => {
      file.routingRules[0].colour = 'red';
    },
    'teams/operations.json: routingRules[0].colour: is not known',
  ],
  [
    'a misspelt member',
    'teams/operations.json',
    // biome-ignore lint/suspicious/noExplicitAny: a file may have any members
    (file: any) => {
      file.mebmers = file.members;
      delete file.members;
    },
    'teams/operations.json: mebmers: is not known; did you mean members?',
  ],
  [
    'a misspelt member of a contact',
    JANE,
    // biome-ignore lint/suspicious/noExplicitAny: a file may have any members
    (file: any) => {
      file.contacts[1].enabeld = false;
    },
    'users/jane@example.com.json: contacts[1].enabeld: is not known; did you mean enabled?',
  ],
  [
    'a step for a contact that it lacks',
    JANE,
    // biome-ignore lint/suspicious/noExplicitAny: a file may have any members
    (file: any) => {
      file.contacts = file.contacts.filter(({ method }: { method: string }) => method !== 'ntfy');
      file.notificationRules = file.notificationRules.filter(
        ({ name }: { name: string }) => name === 'Databases at night',
      );
    },
    'users/jane@example.com.json: notificationRules[0].steps[2].contact: must be one of the contacts of the file',
  ],
  [
    'a team that is taken from a schedule',
    'schedules/nights.json',
    // biome-ignore lint/suspicious/noExplicitAny: a file may have any members
    (file: any) => {
      delete file.ownerTeam;
    },
    'schedules/nights.json: ownerTeam: cannot be removed once it is set; change it, or delete the thing and import it again',
  ],
  [
    'another type of an integration',
    'integrations/grafana.json',
    // biome-ignore lint/suspicious/noExplicitAny: a file may have any members
    (file: any) => {
      file.type = 'Prometheus';
    },
    'integrations/grafana.json: type: cannot be changed; it is Grafana',
  ],
])('a file with %s is refused with its member, and nothing changes', async (_, path, change, message) => {
  const table = await aRichCompany();
  const folder = await exportedFolder(table, 'first');
  edit(folder, path, change);
  edit(folder, 'roles/night-watch.json', (role) => {
    role.grantedRights = [];
  });
  const before = await exportedFiles(table, 'first');
  await expect(plan(table, 'first', folder)).rejects.toThrow(new Error(message));
  await expect(importFolder(table, 'first', folder)).rejects.toThrow(message);
  expect(await exportedFiles(table, 'first')).toEqual(before);
});

test('a thing with renamedFrom keeps its id, and what refers to it follows', async () => {
  const table = await aRichCompany();
  const { body } = await apiFor(table, 'first')('GET', '/v2/teams/Operations?identifierType=name');
  const folder = await exportedFolder(table, 'first');
  edit(folder, 'teams/operations.json', (team) => {
    team.name = 'Platform';
    team.renamedFrom = 'Operations';
  });
  for (const path of [
    'account.json',
    'escalations/long-way.json',
    'escalations/operations_escalation.json',
    'heartbeats/backup.json',
    'integrations/grafana.json',
    'policies/operations.json',
    'saved-searches/my-alerts.json',
    'schedules/nights.json',
    'schedules/operations_schedule.json',
    'services/shop.json',
  ]) {
    edit(folder, path, (document) => {
      const renamed = JSON.parse(JSON.stringify(document).replaceAll('"Operations"', '"Platform"'));
      Object.assign(document, renamed);
    });
  }
  expect(formatPlan(await plan(table, 'first', folder))).toBe('> teams/Operations → Platform\n1 to rename.');
  await importFolder(table, 'first', folder);
  const renamed = await apiFor(table, 'first')('GET', '/v2/teams/Platform?identifierType=name');
  expect(renamed.body.data.id).toBe(body.data.id);
  expect(formatPlan(await plan(table, 'first', folder))).toBe('Nothing to change.');
});

test('pruning an account to nothing but a user deletes all the rest, whatever refers to what', async () => {
  const table = await aRichCompany();
  const folder = await exportedFolder(table, 'first');
  const files = readFolder(folder).filter(({ path }) => path !== 'account.json' && path !== JANE);
  for (const { path } of files) rmSync(join(folder, path));
  edit(folder, 'account.json', (account) => {
    delete account.fallbackResponder;
  });
  edit(folder, JANE, (jane) => {
    for (const rule of jane.notificationRules) delete rule.schedules;
  });
  const { planned } = await importFolder(table, 'first', folder, true);
  expect(planned.deleted).toHaveLength(files.length);
  expect(Object.keys(await exportedFiles(table, 'first'))).toEqual(['README.md', 'account.json', JANE]);
});

test('a heartbeat that is deleted while its alert is open closes the alert', async () => {
  const table = await aRichCompany();
  const heartbeats = createHeartbeatStore(table);
  await heartbeats.ping('first', 'backup', NOON - 30 * 86_400_000, undefined);
  const backup = await heartbeats.get('first', 'backup');
  if (!backup) throw new Error('The heartbeat is missing.');
  await heartbeats.replace({ ...backup, expiry: { detectedAt: NOON - 1_000, alertRequested: true } });
  const folder = await exportedFolder(table, 'first');
  rmSync(join(folder, 'heartbeats/backup.json'));
  const { messages } = await importFolder(table, 'first', folder, true);
  expect(messages).toMatchObject([{ action: { type: 'Close' } }]);
});

test('the contacts of browsers are not in the files, and an import leaves them and their steps alone', async () => {
  const table = await aRichCompany();
  const call = apiFor(table, 'first');
  const to = 'https://push.example.com/subscription';
  await createdId(call, '/v2/users/jane@example.com/contacts', {
    method: 'webpush',
    to,
    keys: { p256dh: `B${'A'.repeat(86)}`, auth: 'A'.repeat(22) },
  });
  const folder = await exportedFolder(table, 'first');
  expect(JSON.stringify(await exportedFiles(table, 'first'))).not.toContain(to);
  edit(folder, JANE, (jane) => {
    for (const rule of jane.notificationRules) rule.name = `New ${rule.name}`;
  });
  const stepsTo = async () => {
    const user = await createUserStore(table).getByName('first', 'jane@example.com');
    return user?.notificationRules.flatMap(({ steps }) => steps.filter(({ contact }) => contact.to === to));
  };
  const before = await stepsTo();
  expect(before).toHaveLength(1);
  await importFolder(table, 'first', folder);
  expect(await stepsTo()).toMatchObject([{ contact: { to }, enabled: true }]);
  const user = await createUserStore(table).getByName('first', 'jane@example.com');
  expect(user?.contacts.some((contact) => contact.to === to)).toBe(true);
});

test('a contact with another address keeps its id, and the steps that use it follow', async () => {
  const table = await aRichCompany();
  const before = await createUserStore(table).getByName('first', 'jane@example.com');
  const folder = await exportedFolder(table, 'first');
  edit(folder, JANE, (jane) => {
    Object.assign(jane, JSON.parse(JSON.stringify(jane).replaceAll('49-15112345678', '49-15187654321')));
  });
  const { planned } = await importFolder(table, 'first', folder);
  expect(planned.changed.map(({ thing }) => thing)).toEqual(['users/jane@example.com']);
  const after = await createUserStore(table).getByName('first', 'jane@example.com');
  expect(after?.contacts.map(({ id }) => id)).toEqual(before?.contacts.map(({ id }) => id));
  expect(JSON.stringify(after)).not.toContain('49-15112345678');
  expect(formatPlan(await plan(table, 'first', folder))).toBe('Nothing to change.');
});

test('while a user is imported, there is always a rule and a contact for new alerts', async () => {
  const table = await aRichCompany();
  const folder = await exportedFolder(table, 'first');
  edit(folder, JANE, (jane) => {
    jane.contacts = [{ method: 'email', to: 'new@example.com', enabled: true }];
    jane.notificationRules = [
      {
        name: 'All',
        actionType: 'create-alert',
        enabled: true,
        steps: [
          {
            contact: { method: 'email', to: 'new@example.com' },
            sendAfter: { timeAmount: 0, timeUnit: 'minutes' },
            enabled: true,
          },
        ],
      },
    ];
  });
  let checks = 0;
  const files = readFolder(folder);
  const checked: Table = {
    ...table,
    async put(item, condition) {
      await table.put(item, condition);
      if (item.pk !== 'A#first#USER' || item.username !== 'jane@example.com') return;
      checks += 1;
      const { contacts, notificationRules } = item as unknown as User;
      const isUsed = notificationRules.some(
        ({ actionType, enabled, steps }) =>
          actionType === 'create-alert' &&
          enabled &&
          steps.some((step) =>
            contacts.some((contact) => contact.enabled && isSameAddress(contact, step.contact)),
          ),
      );
      expect(isUsed).toBe(true);
    },
  };
  const planned = await plan(table, 'first', folder);
  const options = { now: NOON, alertActions: { send: async () => {} }, showKey: () => {} };
  await applyImport(checked, 'first', planned, files, options);
  expect(checks).toBeGreaterThan(5);
  expect(formatPlan(await plan(table, 'first', folder))).toBe('Nothing to change.');
});

test('a contact whose token the files do not have is left out with a note, and the rest is imported', async () => {
  const table = await aRichCompany();
  const to = 'u'.repeat(30);
  await createdId(apiFor(table, 'first'), '/v2/users/jane@example.com/contacts', {
    method: 'pushover',
    to,
    token: 't'.repeat(30),
  });
  const folder = await exportedFolder(table, 'first');
  expect((await exportedFiles(table, 'first'))[JANE]).not.toContain('t'.repeat(30));
  expect(formatPlan(await plan(table, 'first', folder))).toBe('Nothing to change.');
  const { planned } = await importFolder(table, 'second', folder);
  expect(planned.notes).toEqual([
    expect.stringContaining('headers: files do not have the values of Authorization'),
    expect.stringContaining('contacts[6]: the pushover contact needs its token, which files do not have.'),
  ]);
  expect((await exportedFiles(table, 'second'))[JANE]).not.toContain('pushover');
  expect(formatPlan(await plan(table, 'second', folder))).toContain('Nothing to change.');
  edit(folder, JANE, (jane) => {
    jane.contacts[6].token = 's'.repeat(30);
  });
  await importFolder(table, 'second', folder);
  expect((await exportedFiles(table, 'second'))[JANE]).toBe((await exportedFiles(table, 'first'))[JANE]);
});

test('the default schedule and escalation of a new team are deleted unless the files have them', async () => {
  const table = await aRichCompany();
  await importFolder(table, 'second', await exportedFolder(table, 'first'));
  const names = Object.keys(await exportedFiles(table, 'second'));
  expect(names).toContain('schedules/operations_schedule.json');
  expect(names).not.toContain('schedules/database_schedule.json');
  expect(names).not.toContain('escalations/database_escalation.json');
});

test('what is over is left out with a note', async () => {
  const table = await aRichCompany();
  const folder = await exportedFolder(table, 'first');
  const past = { startDate: '2026-01-01T00:00:00Z', endDate: '2026-01-02T00:00:00Z' };
  edit(folder, 'forwarding-rules/holiday.json', (rule) => Object.assign(rule, past, { alias: 'past' }));
  edit(folder, 'schedules/nights.json', (schedule) => {
    schedule.overrides.push({ ...schedule.overrides[0], ...past, alias: 'past' });
  });
  expect(formatPlan(await plan(table, 'first', folder))).toBe(
    [
      '  forwarding-rules/holiday is only in the stage; --prune deletes it',
      '! schedules/nights.json: overrides[1]: the override is over and is left out.',
      '! forwarding-rules/holiday.json: The forwarding rule is over and is left out.',
      'Nothing to change. 1 only in the stage.',
    ].join('\n'),
  );
});

test('an export replaces an earlier one, and deletes the files of what is gone', async () => {
  const table = await aRichCompany();
  const folder = await exportedFolder(table, 'first');
  writeFileSync(join(folder, '.gitignore'), '');
  await apiFor(table, 'first')('DELETE', '/v2/heartbeats/Cron');
  writeFolder(folder, await exportConfiguration(table, 'first', NOON));
  const paths = readFolder(folder).map(({ path }) => path);
  expect(paths).toContain('heartbeats/backup.json');
  expect(paths).not.toContain('heartbeats/cron.json');
});

test('an export into a folder with other files is refused', async () => {
  const table = await aRichCompany();
  const folder = aFolder();
  writeFileSync(join(folder, 'notes.txt'), 'mine');
  const configuration = await exportConfiguration(table, 'first', NOON);
  expect(() => writeFolder(folder, configuration)).toThrow(
    `The folder ${folder} has other files. Name an empty one, or one of an earlier export.`,
  );
});

test.each([
  ['user.json', '{}', 'user.json is no configuration.'],
  ['account.json', '{ "timeZone": }', 'account.json: '],
  ['account.json', '[]', 'account.json: the file is a JSON object.'],
  [
    'teams/second.json',
    '{ "name": "OPERATIONS" }',
    'teams/second.json: teams/operations.json has the name OPERATIONS, too.',
  ],
  ['teams/second.json', '{ "title": "x" }', 'teams/second.json: its name is missing.'],
])('a folder with %s of %s is refused', async (path, text, message) => {
  const folder = await exportedFolder(await aRichCompany(), 'first');
  writeFileSync(join(folder, path), text);
  expect(() => readFolder(folder)).toThrow(message);
});

test.each([
  ['teams/eu', 'teams/eu is a folder. Put its files into teams itself.'],
  ['teams/eu.json', 'teams/eu.json is a folder. Put its files into teams itself.'],
])('a folder %s in the folder of a kind is refused', async (path, message) => {
  const folder = await exportedFolder(await aRichCompany(), 'first');
  mkdirSync(join(folder, path));
  expect(() => readFolder(folder)).toThrow(message);
});

test('a file in the place of a folder is refused', async () => {
  const table = await aRichCompany();
  const file = join(aFolder(), 'notes.txt');
  writeFileSync(file, 'mine');
  const message = `${file} is a file, not a folder.`;
  expect(() => readFolder(file)).toThrow(new CommandError(message));
  const configuration = await exportConfiguration(table, 'first', NOON);
  expect(() => writeFolder(file, configuration)).toThrow(new CommandError(message));
  const folder = await exportedFolder(table, 'first');
  rmSync(join(folder, 'maintenance'), { recursive: true, force: true });
  writeFileSync(join(folder, 'maintenance'), '');
  expect(() => readFolder(folder)).toThrow('maintenance is no configuration.');
});

test('a link to nothing is refused in one line', async () => {
  const folder = await exportedFolder(await aRichCompany(), 'first');
  symlinkSync('nowhere', join(folder, 'teams/second.json'));
  expect(() => readFolder(folder)).toThrow(CommandError);
});

test('a byte order mark and hidden files change nothing, and other encodings than UTF-8 are refused', async () => {
  const folder = await exportedFolder(await aRichCompany(), 'first');
  const file = join(folder, 'teams/operations.json');
  const [before, text] = [readFolder(folder), readFileSync(file, 'utf8')];
  writeFileSync(file, `\uFEFF${text}`);
  writeFileSync(join(folder, 'teams/._operations.json'), Buffer.from([0, 5, 22, 7]));
  expect(readFolder(folder)).toEqual(before);
  writeFileSync(file, text.replace('"name": "', '"description": "Zürich", "name": "'), 'latin1');
  expect(() => readFolder(folder)).toThrow(
    'teams/operations.json: the file is not UTF-8. Save it in that encoding.',
  );
});

test('a long name of any script becomes a file name that file systems take', async () => {
  const names = ['警'.repeat(100), '𠮷'.repeat(80), 'a'.repeat(100)];
  const documents = names.map((name) => ({ id: name, document: { name } }));
  const paths = [...toFiles(new Map([['heartbeats', documents]])).keys()].filter(
    (path) => path !== 'README.md',
  );
  expect(paths.toSorted()).toEqual([
    `heartbeats/${'a'.repeat(100)}.json`,
    `heartbeats/${'警'.repeat(66)}.json`,
    `heartbeats/${'𠮷'.repeat(50)}.json`,
  ]);
});
