import { isDeepStrictEqual } from 'node:util';
import type { Caller } from '../../domain/accounts/model.ts';
import type { Directory } from '../../domain/directory/directory.ts';
import { invalid, notFound } from '../../domain/kernel/errors.ts';
import {
  endOf,
  findTimeSpan,
  isAhead,
  type Maintenance,
  type MaintenanceRule,
  type Status,
  statusOf,
} from '../../domain/maintenance/model.ts';
import { around, type Recurrence } from '../../domain/maintenance/recurrence.ts';
import type { MaintenanceStore } from '../../domain/maintenance/store.ts';
import { requireAccountKey } from '../../http/resource.ts';
import { DELETE, READ, WRITE } from '../../http/rights.ts';
import { created, done, doneWith, ok, type Route } from '../../http/route.ts';
import { type Instant, toIso } from '../../platform/clock.ts';
import { derivedId } from '../../platform/ids.ts';
import { defineRoute } from './define-route.ts';
import { cancelQuery, endDateInput, listQuery, type MaintenanceInput, maintenanceInput } from './input.ts';

const base = { tag: 'Maintenance', domain: 'configuration' } as const;

const ALL = '/v1/maintenance';
const ONE = `${ALL}/{id}`;

const missing = (id: string) => notFound(`Maintenance with id [${id}] does not exist.`);

const maintenanceMeta = (maintenance: Maintenance, now: Instant) => ({
  id: maintenance.id,
  status: statusOf(maintenance, now),
  time: {
    type: maintenance.type,
    startDate: toIso(maintenance.startDate),
    ...(maintenance.endDate !== undefined && { endDate: toIso(maintenance.endDate) }),
    ...(maintenance.recurrence && { recurrence: recurrenceView(maintenance.recurrence) }),
  },
  ...(maintenance.recurrence && occurrenceView(maintenance, now)),
  description: maintenance.description,
});

const recurrenceView = ({ until, ...recurrence }: Recurrence) => ({
  ...recurrence,
  ...(until !== undefined && { until: toIso(until) }),
});

/** The occurrence that is active, or else the next; nothing where none is ahead. */
function occurrenceView(maintenance: Maintenance, now: Instant) {
  const { startDate, endDate } = (isAhead(maintenance, now) && findTimeSpan(maintenance, now)) || {};
  if (startDate === undefined || endDate === undefined) return {};
  return { occurrence: { startDate: toIso(startDate), endDate: toIso(endDate) } };
}

/** Plans, shows, changes and ends maintenance. It concerns the whole account, so a team's key cannot. */
export function maintenanceRoutes({
  directory,
  maintenance: store,
}: {
  readonly directory: Directory;
  readonly maintenance: MaintenanceStore;
}): readonly Route[] {
  /** Throws 422 where a rule is about something that does not exist. */
  async function requireEntities(accountId: string, rules: readonly MaintenanceRule[]): Promise<void> {
    const policies = rules.some(({ entity }) => entity.type === 'policy')
      ? await Promise.all([
          directory.policies.alert.all(accountId),
          directory.policies.notification.all(accountId),
        ])
      : [];
    const policyIds = new Set(policies.flat().flatMap((list) => list.policies.map(({ id }) => id)));
    const integrations = await directory.integrations.getMany(
      accountId,
      rules.flatMap(({ entity }) => (entity.type === 'integration' ? entity.id : [])),
    );
    const known = { policy: policyIds, integration: new Set(integrations.map(({ id }) => id)) };
    for (const [i, { entity }] of rules.entries()) {
      if (known[entity.type].has(entity.id)) continue;
      throw invalid({ [`rules[${i}].entity`]: `No ${entity.type} exists with [${entity.id}]` });
    }
  }

  async function made(
    accountId: string,
    id: string,
    body: MaintenanceInput,
    now: Instant,
  ): Promise<Maintenance> {
    const { description, time, rules } = body;
    const planned = { id, description, rules };
    if (time.type !== 'schedule') {
      await requireEntities(accountId, rules);
      const endDate = endOf(time.type, now);
      return { ...planned, type: time.type, startDate: now, ...(endDate !== undefined && { endDate }) };
    }
    const maintenance: Maintenance = { ...planned, ...time };
    if (!isAhead(maintenance, now)) {
      throw invalid(
        time.recurrence
          ? { 'time.recurrence': 'must have an occurrence whose end is in the future' }
          : { 'time.endDate': 'must be in the future' },
      );
    }
    await requireEntities(accountId, rules);
    return maintenance;
  }

  async function inState(
    accountId: string,
    id: string,
    now: Instant,
    states: readonly Status[],
  ): Promise<void> {
    const found = await store.get(accountId, id);
    if (!found) throw missing(id);
    requireState(found, states, now);
  }

  /** Changes the maintenance; throws 404 where there is none, and 422 where it is in none of those states. */
  async function changed(
    { accountId }: Caller,
    id: string,
    now: Instant,
    states: readonly Status[],
    change: (current: Maintenance) => Maintenance,
  ): Promise<Maintenance> {
    let result: Maintenance | undefined;
    await inState(accountId, id, now, states);
    await store.change(accountId, now, (all) =>
      all.map((each) => {
        if (each.id !== id) return each;
        requireState(each, states, now);
        result = change(each);
        return result;
      }),
    );
    if (!result) throw missing(id);
    return result;
  }

  return [
    defineRoute({
      ...base,
      method: 'POST',
      path: ALL,
      summary: 'Plan a maintenance, or begin one now',
      rights: WRITE,
      body: maintenanceInput,
      response: 'created',
      handle: async ({ caller, body, requestId, now }) => {
        requireAccountKey(caller, 'plan maintenance');
        const id = derivedId('maintenance', caller.accountId, requestId);
        const maintenance = await made(caller.accountId, id, body, now);
        await store.change(caller.accountId, now, (all) => [
          ...all.filter((each) => each.id !== id),
          maintenance,
        ]);
        return created(maintenanceMeta(maintenance, now));
      },
    }),
    defineRoute({
      ...base,
      method: 'GET',
      path: ALL,
      summary: 'List maintenance; past includes what was cancelled',
      rights: READ,
      query: listQuery,
      response: 'maintenances',
      handle: async ({ caller, query, now }) => {
        requireAccountKey(caller, 'see maintenance');
        const all = await store.all(caller.accountId);
        const wanted = all.filter(
          (each) => query.type === 'all' || isAhead(each, now) === (query.type === 'non-expired'),
        );
        const sorted = wanted.toSorted((a, b) => b.startDate - a.startDate);
        return ok(sorted.map((each) => maintenanceMeta(each, now)));
      },
    }),
    defineRoute({
      ...base,
      method: 'GET',
      path: ONE,
      summary: 'Get a maintenance',
      rights: READ,
      response: 'maintenance',
      handle: async ({ caller, params, now }) => {
        requireAccountKey(caller, 'see maintenance');
        const id = params.id ?? '';
        const found = await store.get(caller.accountId, id);
        if (!found) throw missing(id);
        return ok({ ...maintenanceMeta(found, now), rules: found.rules });
      },
    }),
    defineRoute({
      ...base,
      method: 'PUT',
      path: ONE,
      summary: 'Replace a maintenance that is planned',
      rights: WRITE,
      body: maintenanceInput,
      response: 'updated',
      handle: async ({ caller, params, body, now }) => {
        requireAccountKey(caller, 'change maintenance');
        const id = params.id ?? '';
        await inState(caller.accountId, id, now, ['planned']);
        const next = await made(caller.accountId, id, body, now);
        const maintenance = await changed(caller, id, now, ['planned'], (current) => ({
          ...next,
          ...(current.moved && isSameTime(current, next) && { moved: current.moved }),
        }));
        return doneWith('Updated', maintenanceMeta(maintenance, now));
      },
    }),
    defineRoute({
      ...base,
      method: 'DELETE',
      path: ONE,
      summary: 'Delete a maintenance; one that is active ends',
      rights: DELETE,
      response: 'deleted',
      handle: async ({ caller, params, now }) => {
        requireAccountKey(caller, 'delete maintenance');
        const id = params.id ?? '';
        if (!(await store.delete(caller.accountId, id, now))) throw missing(id);
        return done('Deleted');
      },
    }),
    defineRoute({
      ...base,
      method: 'POST',
      path: `${ONE}/cancel`,
      summary: 'Cancel a maintenance that is active or planned, or the active occurrence of a recurring one',
      rights: WRITE,
      answers: 200,
      query: cancelQuery,
      response: 'cancelled',
      handle: async ({ caller, params, query, now }) => {
        requireAccountKey(caller, 'cancel maintenance');
        const states = query.scope === 'series' ? (['active', 'planned'] as const) : (['active'] as const);
        await changed(caller, params.id ?? '', now, states, (current) =>
          query.scope === 'occurrence' && current.recurrence
            ? endingAt(current, now, now)
            : { ...current, cancelledAt: now },
        );
        return done('Cancelled');
      },
    }),
    defineRoute({
      ...base,
      method: 'POST',
      path: `${ONE}/change-end-date`,
      summary: 'Move the end of an active maintenance; of a recurring one that of the active occurrence',
      rights: WRITE,
      answers: 200,
      body: endDateInput,
      response: 'updated',
      handle: async ({ caller, params, body, now }) => {
        requireAccountKey(caller, 'change maintenance');
        if (body.endDate <= now) throw invalid({ endDate: 'must be in the future' });
        const maintenance = await changed(caller, params.id ?? '', now, ['active'], (current) =>
          endingAt(current, body.endDate, now),
        );
        return doneWith('Updated', maintenanceMeta(maintenance, now));
      },
    }),
  ];
}

/** Whether both take place at the same times. */
const isSameTime = (a: Maintenance, b: Maintenance): boolean =>
  a.startDate === b.startDate && a.endDate === b.endDate && isDeepStrictEqual(a.recurrence, b.recurrence);

/**
 * The active maintenance as it ends then; of a recurring one its active occurrence, which must not reach into the next:
 * throws 422.
 */
function endingAt(current: Maintenance, endDate: Instant, now: Instant): Maintenance {
  const span = findTimeSpan(current, now);
  if (!current.recurrence || current.endDate === undefined || !span) return { ...current, endDate };
  const first = { startDate: current.startDate, endDate: current.endDate };
  const { next } = around(first, current.recurrence, now);
  if (next && endDate > next.startDate) {
    throw invalid({ endDate: 'must not be after the next occurrence begins' });
  }
  return { ...current, moved: { startDate: span.startDate, endDate } };
}

function requireState(maintenance: Maintenance, states: readonly Status[], now: Instant): void {
  const status = statusOf(maintenance, now);
  if (states.includes(status)) return;
  throw invalid({ status: `The maintenance is ${status}; it must be ${states.join(' or ')}` });
}
