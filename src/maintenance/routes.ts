import type { Caller } from '../accounts/model.ts';
import type { Directory } from '../api/directory.ts';
import { requireAccountKey } from '../api/resource.ts';
import { created, defineRoute, done, ok, type Route } from '../api/route.ts';
import { type Instant, toIso } from '../platform/clock.ts';
import { notFound, unprocessable } from '../platform/errors.ts';
import { derivedId } from '../platform/ids.ts';
import { endDateInput, listQuery, type MaintenanceInput, maintenanceInput } from './input.ts';
import { endOf, isAhead, type Maintenance, type MaintenanceRule, type Status, statusOf } from './model.ts';
import type { MaintenanceStore } from './store.ts';

const base = { tag: 'Maintenance', domain: 'configuration' } as const;
const READ = ['read', 'configuration'] as const;
const WRITE = ['create-update', 'configuration'] as const;
const DELETE = ['delete', 'configuration'] as const;

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
  },
  description: maintenance.description,
});

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
      throw unprocessable({ [`rules[${i}].entity`]: `No ${entity.type} exists with [${entity.id}]` });
    }
  }

  async function made(
    accountId: string,
    id: string,
    body: MaintenanceInput,
    now: Instant,
  ): Promise<Maintenance> {
    const { description, time, rules } = body;
    if (time.type === 'schedule' && (time.endDate ?? 0) <= now) {
      throw unprocessable({ 'time.endDate': 'must be in the future' });
    }
    await requireEntities(accountId, rules);
    const endDate = time.type === 'schedule' ? time.endDate : endOf(time.type, now);
    return {
      id,
      description,
      type: time.type,
      startDate: time.type === 'schedule' ? (time.startDate ?? now) : now,
      ...(endDate !== undefined && { endDate }),
      rules,
    };
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
      handle: async ({ caller, params, body, now }) => {
        requireAccountKey(caller, 'change maintenance');
        const id = params.id ?? '';
        await inState(caller.accountId, id, now, ['planned']);
        const next = await made(caller.accountId, id, body, now);
        const maintenance = await changed(caller, id, now, ['planned'], () => next);
        return done('Updated', maintenanceMeta(maintenance, now));
      },
    }),
    defineRoute({
      ...base,
      method: 'DELETE',
      path: ONE,
      summary: 'Delete a maintenance; one that is active ends',
      rights: DELETE,
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
      summary: 'Cancel a maintenance that is active or planned',
      rights: WRITE,
      answers: 200,
      handle: async ({ caller, params, now }) => {
        requireAccountKey(caller, 'cancel maintenance');
        await changed(caller, params.id ?? '', now, ['active', 'planned'], (current) => ({
          ...current,
          cancelledAt: now,
        }));
        return done('Cancelled');
      },
    }),
    defineRoute({
      ...base,
      method: 'POST',
      path: `${ONE}/change-end-date`,
      summary: 'Move the end of an active maintenance',
      rights: WRITE,
      answers: 200,
      body: endDateInput,
      handle: async ({ caller, params, body, now }) => {
        requireAccountKey(caller, 'change maintenance');
        if (body.endDate <= now) throw unprocessable({ endDate: 'must be in the future' });
        const maintenance = await changed(caller, params.id ?? '', now, ['active'], (current) => ({
          ...current,
          endDate: body.endDate,
        }));
        return done('Updated', maintenanceMeta(maintenance, now));
      },
    }),
  ];
}

function requireState(maintenance: Maintenance, states: readonly Status[], now: Instant): void {
  const status = statusOf(maintenance, now);
  if (states.includes(status)) return;
  throw unprocessable({ status: `The maintenance is ${status}; it must be ${states.join(' or ')}` });
}
