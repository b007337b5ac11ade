import { type Call, configurationApi } from '../../../simulator/configuration-api.ts';
import type { EscalationRule } from '../../../src/domain/escalations/model.ts';
import type { Rotation, Schedule } from '../../../src/domain/schedules/model.ts';
import { onCallParticipants } from '../../../src/domain/schedules/on-call.ts';
import { createDirectory } from '../../../src/handlers/directory.ts';
import { DAY, HOUR, toIso } from '../../../src/platform/clock.ts';
import {
  anEscalation,
  anOverride,
  aRotation,
  aSchedule,
  aTeam,
  aUser,
  SET_UP,
} from '../../support/builders.ts';
import { useTable } from '../../support/table.ts';

const table = useTable();

const ann = aUser({ username: 'ann@example.com' });
const bob = aUser({ username: 'bob@example.com' });
const cem = aUser({ username: 'cem@example.com' });
const ops = aTeam({
  name: 'Ops',
  members: [
    { userId: bob.id, role: 'admin' },
    { userId: cem.id, role: 'user' },
  ],
});
const rule = (
  recipient: EscalationRule['recipient'],
  more: Partial<EscalationRule> = {},
): EscalationRule => ({
  condition: 'if-not-acked',
  notifyType: 'default',
  delayMinutes: 5,
  recipient,
  ...more,
});

/** An account with three users, a team, and those schedules. */
async function anAccount(accountId: string, schedules: readonly Schedule[]): Promise<Call> {
  const directory = createDirectory(table());
  await Promise.all([
    ...[ann, bob, cem].map((user) => directory.users.create(accountId, user)),
    directory.teams.create(accountId, ops),
    ...schedules.map((schedule) => directory.schedules.create(accountId, schedule)),
  ]);
  return configurationApi(table(), { accountId });
}

const partiesOf = (type: 'team' | 'escalation', id: string): Rotation =>
  aRotation([], { participants: [{ type, id }] });

describe('who is on call', () => {
  test('on-calls returns who is on call now, or at a given date', async () => {
    const schedule = aSchedule([aRotation([ann.id, bob.id])]);
    const call = await anAccount('now', [schedule]);
    const parent = { id: schedule.id, name: 'Ops_schedule', enabled: true };
    expect((await call('GET', `/v2/schedules/${schedule.id}/on-calls`)).body.data).toEqual({
      _parent: parent,
      onCallParticipants: [{ id: ann.id, name: 'ann@example.com', type: 'user' }],
    });
    const tomorrow = encodeURIComponent('2026-11-03T12:00:00+01:00');
    const path = `/v2/schedules/Ops_schedule/on-calls?scheduleIdentifierType=name&flat=true&date=${tomorrow}`;
    expect((await call('GET', path)).body.data).toEqual({
      _parent: parent,
      onCallRecipients: ['bob@example.com'],
    });
  });

  test('a team resolves to its members, an escalation to the recipients of its rules', async () => {
    const nested = aSchedule([aRotation([ann.id, cem.id])], { name: 'nested' });
    const escalation = anEscalation({
      name: 'night',
      rules: [
        rule({ type: 'schedule', id: nested.id }),
        rule({ type: 'schedule', id: nested.id }, { notifyType: 'next', delayMinutes: 10 }),
        rule({ type: 'team', id: ops.id }, { notifyType: 'admins', delayMinutes: 15 }),
      ],
    });
    const schedule = aSchedule([partiesOf('team', ops.id), partiesOf('escalation', escalation.id)]);
    const call = await anAccount('nested', [schedule, nested]);
    await createDirectory(table()).escalations.create('nested', escalation);

    const { data } = (await call('GET', `/v2/schedules/${schedule.id}/on-calls`)).body;
    const user = (one: typeof ann) => ({ id: one.id, name: one.username, type: 'user' });
    expect(data.onCallParticipants).toEqual([
      { id: ops.id, name: 'Ops', type: 'team', onCallParticipants: [user(bob), user(cem)] },
      {
        id: escalation.id,
        name: 'night',
        type: 'escalation',
        onCallParticipants: [
          {
            id: nested.id,
            name: 'nested',
            type: 'schedule',
            notifyType: 'default',
            escalationTime: 5,
            onCallParticipants: [user(ann)],
          },
          {
            id: nested.id,
            name: 'nested',
            type: 'schedule',
            notifyType: 'next',
            escalationTime: 10,
            onCallParticipants: [user(cem)],
          },
          {
            id: ops.id,
            name: 'Ops',
            type: 'team',
            notifyType: 'admins',
            escalationTime: 15,
            onCallParticipants: [user(bob)],
          },
        ],
      },
    ]);
    const flat = (await call('GET', `/v2/schedules/${schedule.id}/on-calls?flat=true`)).body.data;
    expect(flat.onCallRecipients).toEqual(['bob@example.com', 'cem@example.com', 'ann@example.com']);
  });

  test('a schedule and an escalation that refer to each other are expanded once', async () => {
    const escalation = anEscalation({ name: 'round' });
    const schedule = aSchedule([partiesOf('escalation', escalation.id), aRotation([ann.id])]);
    const call = await anAccount('circle', [schedule]);
    const rules = [rule({ type: 'schedule', id: schedule.id })];
    await createDirectory(table()).escalations.create('circle', { ...escalation, rules });
    const flat = await call('GET', `/v2/schedules/${schedule.id}/on-calls?flat=true`);
    expect(flat.body.data.onCallRecipients).toEqual(['ann@example.com']);
  });

  test('a deleted user is shown only by id', async () => {
    const schedule = aSchedule([aRotation(['gone', ann.id])]);
    const call = await anAccount('gone', [schedule]);
    const path = `/v2/schedules/${schedule.id}/on-calls`;
    expect((await call('GET', path)).body.data.onCallParticipants).toEqual([{ id: 'gone', type: 'user' }]);
    expect((await call('GET', `${path}?flat=true`)).body.data.onCallRecipients).toEqual([]);
  });

  test('the list covers every schedule of the account', async () => {
    const schedules = [
      aSchedule([aRotation([ann.id])], { name: 'a' }),
      aSchedule([aRotation([bob.id])], { name: 'b', enabled: false }),
    ];
    const call = await anAccount('every', schedules);
    const listed = (await call('GET', '/v2/schedules/on-calls?flat=true')).body.data;
    expect(
      Object.fromEntries(
        listed.map((one: { _parent: { name: string }; onCallRecipients: string[] }) => [
          one._parent.name,
          one.onCallRecipients,
        ]),
      ),
    ).toEqual({ a: ['ann@example.com'], b: [] });
    expect((await call('GET', '/v2/schedules/on-calls')).body.data).toHaveLength(2);
  });

  test('next is the next party, exact next is who is on call after the next handover', async () => {
    const schedule = aSchedule([aRotation([ann.id, ann.id, bob.id])]);
    const call = await anAccount('next', [schedule]);
    const path = `/v2/schedules/${schedule.id}/next-on-calls`;
    expect((await call('GET', path)).body.data).toMatchObject({
      nextOnCallRecipients: [{ id: bob.id, name: 'bob@example.com', type: 'user' }],
      exactNextOnCallRecipients: [{ id: ann.id, type: 'user' }],
    });
    expect((await call('GET', `${path}?flat=true`)).body.data).toEqual({
      _parent: { id: schedule.id, name: 'Ops_schedule', enabled: true },
      nextOnCallParticipants: ['bob@example.com'],
      exactNextOnCallParticipants: ['ann@example.com'],
    });
  });

  test.each(['date=tomorrow', 'flat=perhaps', 'scheduleIdentifierType=colour'])(
    '%s is refused',
    async (query) => {
      const schedule = aSchedule();
      const call = await anAccount(`query ${query}`, [schedule]);
      expect((await call('GET', `/v2/schedules/${schedule.id}/on-calls?${query}`)).status).toBe(422);
    },
  );
});

describe('the timeline', () => {
  const schedule = aSchedule([aRotation([ann.id, bob.id]), partiesOf('team', ops.id)], {
    timezone: 'Europe/Berlin',
    overrides: [anOverride(cem.id, SET_UP + HOUR, SET_UP + 2 * HOUR, { rotationIds: [aRotation([]).id] })],
  });

  interface ShownPeriod {
    readonly startDate: string;
    readonly endDate: string;
    readonly type: string;
    readonly recipient: { readonly id: string; readonly name: string; readonly type: string };
  }

  test('shows each rotation for a week from now, final and expanded', async () => {
    const call = await anAccount('timeline', [schedule]);
    const { body } = await call('GET', `/v2/schedules/${schedule.id}/timeline?expand=base,override`);
    expect(body.expandable).toEqual(['forwarding']);
    expect(body.data).toMatchObject({
      _parent: { id: schedule.id },
      startDate: toIso(SET_UP),
      endDate: toIso(SET_UP + 7 * DAY),
    });
    const [first, second] = body.data.finalTimeline.rotations;
    expect(first).toMatchObject({ name: 'Rot1', order: 0 });
    expect(first.periods.slice(0, 3)).toEqual([
      {
        startDate: toIso(SET_UP),
        endDate: toIso(SET_UP + HOUR),
        type: 'default',
        recipient: { id: ann.id, name: 'ann@example.com', type: 'user' },
      },
      {
        startDate: toIso(SET_UP + HOUR),
        endDate: toIso(SET_UP + 2 * HOUR),
        type: 'override',
        recipient: { id: cem.id, name: 'cem@example.com', type: 'user' },
      },
      {
        startDate: toIso(SET_UP + 2 * HOUR),
        endDate: toIso(SET_UP + DAY),
        type: 'default',
        recipient: { id: ann.id, name: 'ann@example.com', type: 'user' },
      },
    ]);
    expect(second.periods[0].recipient).toEqual({ id: ops.id, name: 'Ops', type: 'team' });
    expect(body.data.baseTimeline.rotations[0].periods).toHaveLength(7);
    expect(body.data.overrideTimeline.rotations[0].periods).toHaveLength(1);
    expect(body.data).not.toHaveProperty('forwardingTimeline');
  });

  test('agrees with on-calls at every hour of a month with a clock change', async () => {
    const call = await anAccount('timeline-month', [schedule]);
    const from = Date.parse('2027-03-10T00:30:00Z');
    const query = `date=${encodeURIComponent(toIso(from))}&interval=1&intervalUnit=months`;
    const { data } = (await call('GET', `/v2/schedules/${schedule.id}/timeline?${query}`)).body;
    const until = Date.parse(data.endDate);
    expect(data.endDate).toBe('2027-04-09T23:30:00.000Z');
    for (let at = from; at < until; at += HOUR) {
      const now = data.finalTimeline.rotations.flatMap(({ periods }: { periods: ShownPeriod[] }) =>
        periods.filter(({ startDate, endDate }) => Date.parse(startDate) <= at && at < Date.parse(endDate)),
      );
      expect(now.map(({ recipient }: ShownPeriod) => recipient.id)).toEqual(
        onCallParticipants(schedule, at).map(({ id }) => id),
      );
    }
  });

  test.each(['interval=0', 'intervalUnit=years', 'interval=367', 'date=soon'])(
    'refuses %s',
    async (query) => {
      const call = await anAccount(`timeline ${query}`, [schedule]);
      expect((await call('GET', `/v2/schedules/${schedule.id}/timeline?${query}`)).status).toBe(422);
    },
  );

  test('rejects a timeline with too many periods', async () => {
    const hourly = aSchedule([aRotation([ann.id], { type: 'hourly' })], { name: 'hourly' });
    const call = await anAccount('timeline-long', [hourly]);
    const response = await call('GET', `/v2/schedules/${hourly.id}/timeline?interval=24&intervalUnit=months`);
    expect([response.status, Object.keys(response.body.errors)]).toEqual([422, ['interval']]);
  });
});

describe('calendars', () => {
  const events = (file: string) =>
    file
      .replaceAll('\r\n ', '')
      .split('BEGIN:VEVENT')
      .slice(1)
      .map((text) => Object.fromEntries(text.split('\r\n').map((line) => line.split(/:(.*)/s).slice(0, 2))));

  test('the calendar of a schedule has its shifts, with the same UIDs in each export', async () => {
    const schedule = aSchedule([aRotation([ann.id, bob.id], { type: 'weekly', length: 4 })], {
      name: 'Pager; day, night',
    });
    const call = await anAccount('calendar', [schedule]);
    const { status, body } = await call('GET', `/v2/schedules/${schedule.id}.ics`);
    expect(status).toBe(200);
    expect(body).toMatch(/^BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:/);
    expect(events(body).slice(0, 2)).toMatchObject([
      {
        DTSTART: '20261102T090000Z',
        DTEND: '20261130T090000Z',
        SUMMARY: 'ann@example.com on call: Pager\\; day\\, night',
      },
      { DTSTART: '20261130T090000Z', SUMMARY: expect.stringMatching(/^bob/) },
    ]);
    const later = configurationApi(table(), { accountId: 'calendar', clock: () => SET_UP + 33 * DAY });
    const again = events((await later('GET', `/v2/schedules/${schedule.name}.ics?identifierType=name`)).body);
    expect(again[0]).toMatchObject({ UID: events(body)[0]?.UID, DTSTART: '20261102T090000Z' });
  });

  test("the calendar of a user has their own and their teams' shifts", async () => {
    const schedules = [
      aSchedule([aRotation([ann.id, bob.id])], { name: 'own' }),
      aSchedule([partiesOf('team', ops.id)], { name: 'team' }),
      aSchedule([aRotation([ann.id])], { name: 'others' }),
    ];
    const call = await anAccount('personal', schedules);
    const byId = await call('GET', `/v2/schedules/on-calls/${bob.id}.ics`);
    const byName = await call('GET', '/v2/schedules/on-calls/bob@example.com.ics');
    expect(byName.body).toBe(byId.body);
    const summaries = new Set(events(byId.body).map(({ SUMMARY }) => SUMMARY));
    expect(summaries).toEqual(new Set(['bob@example.com on call: own', 'Ops on call: team']));
    expect((await call('GET', '/v2/schedules/on-calls/nobody@example.com.ics')).status).toBe(404);
  });
});

test('the overview shows who is on call, until when, who is next, how to reach them, and gaps', async () => {
  const daily = aSchedule([aRotation([ann.id, bob.id])], { name: 'Daily', ownerTeamId: ops.id });
  const ended = aSchedule([aRotation([ann.id], { endDate: SET_UP + HOUR })], { name: 'Ended' });
  const empty = aSchedule([], { name: 'Empty' });
  await anAccount('overview', [daily, ended, empty]);
  const call = configurationApi(table(), { accountId: 'overview', userId: ann.id });
  const { body } = await call('GET', '/v2/schedules/on-calls/overview');
  const party = ({ id, fullName: name, username }: typeof ann) => ({
    type: 'user',
    id,
    name,
    username,
    methods: ['email'],
  });
  const byName = new Map<string, object>(
    body.data.schedules.map((schedule: { _parent: { name: string } }) => [schedule._parent.name, schedule]),
  );
  expect(byName.get('Daily')).toMatchObject({
    ownerTeam: { id: ops.id, name: 'Ops' },
    onCall: [party(ann)],
    until: toIso(SET_UP + DAY),
    next: [party(bob)],
  });
  expect(byName.get('Ended')).toMatchObject({ onCall: [party(ann)], until: toIso(SET_UP + HOUR), next: [] });
  expect(byName.get('Empty')).toMatchObject({ onCall: [], next: [] });
  expect(byName.get('Empty')).not.toHaveProperty('until');
  expect(body.data.shifts.slice(0, 2)).toEqual([
    {
      schedule: { id: daily.id, name: 'Daily' },
      startDate: toIso(SET_UP),
      endDate: toIso(SET_UP + DAY),
    },
    {
      schedule: { id: ended.id, name: 'Ended' },
      startDate: toIso(SET_UP),
      endDate: toIso(SET_UP + HOUR),
    },
  ]);
});
