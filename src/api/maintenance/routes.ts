import { isDeepStrictEqual } from 'node:util';
import type { Caller } from '../../domain/accounts/model.ts';
import type { Directory } from '../../domain/directory/directory.ts';
import { invalid, notFound } from '../../domain/kernel/errors.ts';
import {
  findTimeSpan,
  getEndDate,
  getMaintenanceStatus,
  isActiveOrPlanned,
  type Maintenance,
  type MaintenanceRule,
  type MaintenanceStatus,
  withEndDate,
} from '../../domain/maintenance/model.ts';
import type { Recurrence } from '../../domain/maintenance/recurrence.ts';
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

/** Opsgenie refuses to delete an active one; it can be cancelled. */
const DELETABLE: readonly MaintenanceStatus[] = ['planned', 'past', 'cancelled'];

const missing = (id: string) => notFound(`Maintenance with id [${id}] does not exist.`);

const maintenanceView = (maintenance: Maintenance, now: Instant) => ({
  id: maintenance.id,
  status: getMaintenanceStatus(maintenance, now),
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

/** The occurrence that is active, or else the next; absent if there is none. */
function occurrenceView(maintenance: Maintenance, now: Instant) {
  const { startDate, endDate } =
    (isActiveOrPlanned(maintenance, now) && findTimeSpan(maintenance, now)) || {};
  if (startDate === undefined || endDate === undefined) return {};
  return { occurrence: { startDate: toIso(startDate), endDate: toIso(endDate) } };
}

/** Maintenance windows. They affect the whole account, so keys of teams are refused. */
export function maintenanceRoutes({
  directory,
  maintenance: store,
}: {
  readonly directory: Directory;
  readonly maintenance: MaintenanceStore;
}): readonly Route[] {
  /** Throws `invalid` if a rule is about an integration or policy that does not exist. */
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

  async function createMaintenance(
    accountId: string,
    id: string,
    body: MaintenanceInput,
    now: Instant,
  ): Promise<Maintenance> {
    const { description, time, rules } = body;
    const planned = { id, description, rules };
    if (time.type !== 'schedule') {
      await requireEntities(accountId, rules);
      const endDate = getEndDate(time.type, now);
      return { ...planned, type: time.type, startDate: now, ...(endDate !== undefined && { endDate }) };
    }
    const maintenance: Maintenance = { ...planned, ...time };
    if (!isActiveOrPlanned(maintenance, now)) {
      throw invalid(
        time.recurrence
          ? { 'time.recurrence': 'must have an occurrence whose end is in the future' }
          : { 'time.endDate': 'must be in the future' },
      );
    }
    await requireEntities(accountId, rules);
    return maintenance;
  }

  async function requireMaintenanceInState(
    accountId: string,
    id: string,
    now: Instant,
    states: readonly MaintenanceStatus[],
  ): Promise<void> {
    const found = await store.get(accountId, id);
    if (!found) throw missing(id);
    requireState(found, states, now);
  }

  /** Changes a maintenance. Throws `not-found`, and `invalid` if it is in none of the given states. */
  async function changeMaintenance(
    { accountId }: Caller,
    id: string,
    now: Instant,
    states: readonly MaintenanceStatus[],
    change: (current: Maintenance) => Maintenance,
  ): Promise<Maintenance> {
    let result: Maintenance | undefined;
    await requireMaintenanceInState(accountId, id, now, states);
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
      summary: 'Create a maintenance, planned or starting now',
      rights: WRITE,
      body: maintenanceInput,
      response: 'created',
      handle: async ({ caller, body, requestId, now }) => {
        requireAccountKey(caller, 'plan maintenance');
        const id = derivedId('maintenance', caller.accountId, requestId);
        const maintenance = await createMaintenance(caller.accountId, id, body, now);
        await store.change(caller.accountId, now, (all) => [
          ...all.filter((each) => each.id !== id),
          maintenance,
        ]);
        return created(maintenanceView(maintenance, now));
      },
    }),
    defineRoute({
      ...base,
      method: 'GET',
      path: ALL,
      summary: 'List maintenance; type=past includes cancelled ones',
      rights: READ,
      query: listQuery,
      response: 'maintenances',
      handle: async ({ caller, query, now }) => {
        requireAccountKey(caller, 'see maintenance');
        const all = await store.listAll(caller.accountId);
        const wanted = all.filter(
          (each) => query.type === 'all' || isActiveOrPlanned(each, now) === (query.type === 'non-expired'),
        );
        const sorted = wanted.toSorted((a, b) => b.startDate - a.startDate);
        return ok(sorted.map((each) => maintenanceView(each, now)));
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
        return ok({ ...maintenanceView(found, now), rules: found.rules });
      },
    }),
    defineRoute({
      ...base,
      method: 'PUT',
      path: ONE,
      summary: 'Replace a planned maintenance',
      rights: WRITE,
      body: maintenanceInput,
      response: 'updated',
      handle: async ({ caller, params, body, now }) => {
        requireAccountKey(caller, 'change maintenance');
        const id = params.id ?? '';
        await requireMaintenanceInState(caller.accountId, id, now, ['planned']);
        const next = await createMaintenance(caller.accountId, id, body, now);
        const maintenance = await changeMaintenance(caller, id, now, ['planned'], (current) => ({
          ...next,
          ...(current.movedOccurrence &&
            hasSameTimes(current, next) && { movedOccurrence: current.movedOccurrence }),
        }));
        return doneWith('Updated', maintenanceView(maintenance, now));
      },
    }),
    defineRoute({
      ...base,
      method: 'DELETE',
      path: ONE,
      summary: 'Delete a maintenance; an active one must be cancelled first',
      rights: DELETE,
      response: 'deleted',
      handle: async ({ caller, params, now }) => {
        requireAccountKey(caller, 'delete maintenance');
        const id = params.id ?? '';
        await requireMaintenanceInState(caller.accountId, id, now, DELETABLE);
        if (!(await store.delete(caller.accountId, id, now))) throw missing(id);
        return done('Deleted');
      },
    }),
    defineRoute({
      ...base,
      method: 'POST',
      path: `${ONE}/cancel`,
      summary: 'Cancel an active or planned maintenance, or the active occurrence of a recurring one',
      rights: WRITE,
      answers: 200,
      query: cancelQuery,
      response: 'cancelled',
      handle: async ({ caller, params, query, now }) => {
        requireAccountKey(caller, 'cancel maintenance');
        const states = query.scope === 'series' ? (['active', 'planned'] as const) : (['active'] as const);
        await changeMaintenance(caller, params.id ?? '', now, states, (current) =>
          query.scope === 'occurrence' && current.recurrence
            ? withEndDate(current, now, now)
            : { ...current, cancelledAt: now },
        );
        return done('Cancelled');
      },
    }),
    defineRoute({
      ...base,
      method: 'POST',
      path: `${ONE}/change-end-date`,
      summary: 'Change the end of an active maintenance, or of the active occurrence of a recurring one',
      rights: WRITE,
      answers: 200,
      body: endDateInput,
      response: 'updated',
      handle: async ({ caller, params, body, now }) => {
        requireAccountKey(caller, 'change maintenance');
        if (body.endDate <= now) throw invalid({ endDate: 'must be in the future' });
        const maintenance = await changeMaintenance(caller, params.id ?? '', now, ['active'], (current) =>
          withEndDate(current, body.endDate, now),
        );
        return doneWith('Updated', maintenanceView(maintenance, now));
      },
    }),
  ];
}

/** Whether both have the same dates and recurrence. */
const hasSameTimes = (a: Maintenance, b: Maintenance): boolean =>
  a.startDate === b.startDate && a.endDate === b.endDate && isDeepStrictEqual(a.recurrence, b.recurrence);

function requireState(maintenance: Maintenance, states: readonly MaintenanceStatus[], now: Instant): void {
  const status = getMaintenanceStatus(maintenance, now);
  if (states.includes(status)) return;
  throw invalid({ status: `The maintenance is ${status}; it must be ${states.join(' or ')}` });
}
