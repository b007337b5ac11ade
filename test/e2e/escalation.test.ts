import { waitFor } from '../../simulator/local-service.ts';
import {
  type Account,
  concurrently,
  ESCALATION,
  MINUTE,
  openAccount,
  person,
  ruleFor,
  TEAM,
} from './account.ts';

let account: Account;

beforeAll(async () => {
  account = await openAccount(60);
});

afterAll(() => account.service.stop());

const nightShift = { responders: [{ type: 'escalation', name: ESCALATION }] };
const create = (message: string, more: object = nightShift) =>
  account.act('POST', '/v2/alerts', { message, alias: message, ...more });
const act = (alias: string, action: string, body: object = {}) =>
  account.act('POST', `/v2/alerts/${encodeURIComponent(alias)}/${action}?identifierType=alias`, body);

concurrently(
  'the user on call is notified by e-mail, SMS and call with the delays of their rule, then the next user',
  async () => {
    await create('Nobody answers');

    const sent = await account.waitForMessages('Nobody answers', 6);

    expect(sent).toEqual(['jane email', 'jane sms', 'jane voice', 'omar email', 'omar sms', 'omar voice']);
    const messages = await account.messagesAbout('Nobody answers');
    const { createdAt } = await account.alert('Nobody answers');
    const minutes = messages.map(({ at }) => (at - Date.parse(String(createdAt))) / MINUTE);
    [0, 1, 2, 4, 5, 6].forEach((due, i) => {
      expect(minutes[i]).toBeGreaterThanOrEqual(due);
    });
  },
);

concurrently(
  'an acknowledge stops the remaining steps, and the alert names who acknowledged it',
  async () => {
    await create('Acknowledged');
    await account.waitForMessages('Acknowledged', 1);

    await act('Acknowledged', 'acknowledge', { user: 'omar@night.example' });
    await waitFor(
      () => account.alert('Acknowledged'),
      ({ acknowledged }) => acknowledged === true,
    );
    await account.waitForEscalation();

    const sent = await account.sentAbout('Acknowledged');
    expect(sent).not.toContain('jane voice');
    expect(sent).not.toContain('omar email');
    expect(await account.alert('Acknowledged')).toMatchObject({
      status: 'open',
      owner: 'omar@night.example',
      report: { acknowledgedBy: 'omar@night.example' },
    });
  },
);

concurrently('an SMS reply acknowledges the alert, and the next user is not notified', async () => {
  await create('By text');
  const sent = () => account.messagesAbout('By text');
  const text = await waitFor(sent, (all) => all.some(({ channel }) => channel === 'sms'));
  const { text: words = '', to } = text.find(({ channel }) => channel === 'sms')!;
  const [, code] = /Reply (A\d{4}) to ack/.exec(words) ?? [];

  await account.replyBySms(to[0]!, `${code}`.toLowerCase());
  await waitFor(
    () => account.alert('By text'),
    ({ acknowledged }) => acknowledged === true,
  );
  await waitFor(sent, (all) => all.some(({ text = '' }) => text.startsWith('Acknowledged: ')));
  await account.waitForEscalation();

  expect(await account.sentAbout('By text')).not.toContain('omar email');
  expect(await account.alert('By text')).toMatchObject({
    owner: 'jane@night.example',
    report: { acknowledgedBy: 'jane@night.example' },
  });
});

concurrently('a closed alert notifies nobody, and its alias can open another alert', async () => {
  await create('Closed');
  await account.waitForMessages('Closed', 1);
  const { id } = await account.alert('Closed');

  await act('Closed', 'close', { user: 'jane@night.example' });
  const status = async () => (await account.call('GET', `/v2/alerts/${id}`)).body.data as { status: string };
  await waitFor(status, (alert) => alert.status === 'closed');
  await account.waitForEscalation();
  const before = await account.sentAbout('Closed');
  expect(before).not.toContain('jane voice');
  expect(before).not.toContain('omar email');

  await create('Closed');
  const again = await account.waitForMessages('Closed', before.length + 1);
  expect(again[before.length]).toBe('jane email');
  expect((await account.alert('Closed')).id).not.toBe(id);
});

concurrently('an unacknowledge restarts the escalation', async () => {
  await create('Not taken after all');
  await account.waitForMessages('Not taken after all', 1);
  await act('Not taken after all', 'acknowledge', { user: 'jane@night.example' });
  await waitFor(
    () => account.alert('Not taken after all'),
    ({ acknowledged }) => acknowledged === true,
  );
  const before = await account.sentAbout('Not taken after all');

  await act('Not taken after all', 'unacknowledge');

  const sent = await account.waitForMessages('Not taken after all', before.length + 4);
  expect(sent.slice(before.length, before.length + 4)).toEqual([
    'jane email',
    'jane sms',
    'jane voice',
    'omar email',
  ]);
});

concurrently('a snoozed alert notifies nobody until the snooze ends', async () => {
  await create('Snoozed');
  await account.waitForMessages('Snoozed', 1);
  const [first] = await account.messagesAbout('Snoozed');
  const endTime = first!.at + 8 * MINUTE;

  await act('Snoozed', 'snooze', { endTime: new Date(endTime).toISOString() });
  await waitFor(
    () => account.alert('Snoozed'),
    ({ snoozed }) => snoozed === true,
  );
  const before = (await account.sentAbout('Snoozed')).length;
  const sent = await account.waitForMessages('Snoozed', before + 1);

  expect(sent[before]).toBe('jane email');
  const messages = await account.messagesAbout('Snoozed');
  expect(messages[before]!.at).toBeGreaterThanOrEqual(endTime);
  expect(await account.alert('Snoozed')).toMatchObject({ snoozed: false, status: 'open' });
});

concurrently('Escalate to next fires the next rule immediately', async () => {
  await create('By hand');
  await account.waitForMessages('By hand', 1);
  const { createdAt } = await account.alert('By hand');

  await act('By hand', 'escalate', { escalation: { name: ESCALATION } });

  await waitFor(
    () => account.sentAbout('By hand'),
    (sent) => sent.includes('omar email'),
  );
  const messages = await account.messagesAbout('By hand');
  const toOmar = messages.find(({ to }) => to.includes('omar@night.example'))!;
  expect(toOmar.at - Date.parse(String(createdAt))).toBeLessThan(4 * MINUTE);
});

concurrently('an assigned owner is notified, and the alert shows them as its owner', async () => {
  await create('Assigned');
  await account.waitForMessages('Assigned', 1);

  await act('Assigned', 'assign', { owner: { username: 'kim@night.example' } });

  await waitFor(
    () => account.sentAbout('Assigned'),
    (sent) => sent.includes('kim email'),
  );
  expect(await account.alert('Assigned')).toMatchObject({ owner: 'kim@night.example' });
});

concurrently('an added responder is notified, and the others are not notified again', async () => {
  await create('One more');
  await account.waitForMessages('One more', 2);

  await act('One more', 'responders', { responder: person('kim') });

  const sent = await waitFor(
    () => account.sentAbout('One more'),
    (all) => all.includes('kim voice') && all.includes('omar voice'),
  );
  // Each step of each person once: nothing began anew.
  expect(sent).toHaveLength(9);
  expect(new Set(sent).size).toBe(9);
});

concurrently('an escalation with repeat runs another round and then closes the alert', async () => {
  await account.act('POST', '/v2/escalations', {
    name: 'Twice',
    ownerTeam: { name: TEAM },
    rules: [ruleFor(0, person('kim'))],
    repeat: { waitInterval: 3, count: 1, resetRecipientStates: false, closeAlertAfterAll: true },
  });
  await create('Round and round', { responders: [{ type: 'escalation', name: 'Twice' }] });
  const { id } = await waitFor(
    () => account.alert('Round and round').catch(() => ({}) as Record<string, unknown>),
    (alert) => alert.id !== undefined,
  );

  const closed = await waitFor(
    async () => (await account.call('GET', `/v2/alerts/${id}`)).body.data as Record<string, unknown>,
    ({ status }) => status === 'closed',
  );

  expect(closed).toMatchObject({ status: 'closed' });
  expect(await account.sentAbout('Round and round')).toEqual([
    'kim email',
    'kim sms',
    'kim voice',
    'kim email',
    'kim sms',
    'kim voice',
  ]);
});

concurrently('a duplicate of an open alert increases the count and notifies nobody', async () => {
  await create('Again and again');
  await account.waitForMessages('Again and again', 1);

  for (let i = 0; i < 4; i++) await create('Again and again');
  await waitFor(
    () => account.alert('Again and again'),
    ({ count }) => count === 5,
  );

  const sent = await account.waitForMessages('Again and again', 6);
  await account.waitForEscalation();
  expect(await account.sentAbout('Again and again')).toEqual(sent);
  expect(sent.filter((each) => each === 'jane email')).toHaveLength(1);
});

concurrently(
  'the link in the e-mail asks for confirmation, then acknowledges in the name of its recipient',
  async () => {
    await create('By link');
    await account.waitForMessages('By link', 1);
    const [mail] = await account.messagesAbout('By link');
    const link = /Acknowledge: (\S+)/.exec(String(mail?.text))?.[1] ?? '';

    const page = await fetch(link);

    expect(page.status).toBe(200);
    expect(await page.text()).toContain('By link');
    expect(await account.alert('By link')).toMatchObject({ acknowledged: false });

    const done = await fetch(link, { method: 'POST' });

    expect(done.status).toBe(200);
    expect(
      await waitFor(
        () => account.alert('By link'),
        ({ acknowledged }) => acknowledged === true,
      ),
    ).toMatchObject({ owner: 'jane@night.example' });
    const forged = await fetch(`${link.slice(0, -4)}AAAA`, { method: 'POST' });
    expect(forged.status).toBeGreaterThanOrEqual(400);
  },
);

interface StoryBody {
  readonly state: string;
  readonly entries: readonly {
    readonly kind: string;
    readonly planned: boolean;
    readonly channel?: string;
    readonly person?: { readonly username: string };
  }[];
}

const toNotified = ({ entries }: StoryBody): readonly string[] =>
  entries
    .filter(({ kind }) => kind === 'notification')
    .map(({ person: who, channel }) => `${who?.username.split('@')[0]} ${channel}`);

concurrently('a simulation and the story of the alert name the users who are then notified', async () => {
  const everybody = ['jane email', 'jane sms', 'jane voice', 'omar email', 'omar sms', 'omar voice'];
  const alert = { message: 'Foretold', ...nightShift };
  const simulation = await account.call('POST', '/v2/simulate', { alert });
  expect(simulation.status).toBe(200);
  expect(toNotified(simulation.body.data as StoryBody)).toEqual(everybody);

  await create('Foretold');
  await account.waitForMessages('Foretold', 1);
  const path = '/v2/alerts/Foretold/story?identifierType=alias';
  const story = (await account.call('GET', path)).body.data as StoryBody;
  expect(story.state).toBe('open');
  expect(toNotified(story)).toEqual(everybody);
  expect(story.entries.some(({ kind, planned }) => kind === 'notification' && planned)).toBe(true);

  expect(await account.waitForMessages('Foretold', 6)).toEqual(everybody);
});
