import type { MailAddressLookup } from '../../domain/accounts/mail-addresses.ts';
import type { Caller } from '../../domain/accounts/model.ts';
import { type Directory, loadTargetFormatter, resolveOwnerTeam } from '../../domain/directory/directory.ts';
import { type Heartbeat, heartbeatId, switched, withLook } from '../../domain/heartbeats/model.ts';
import { type PingDeps, ping, settled } from '../../domain/heartbeats/ping.ts';
import { conflict, invalid, notFound } from '../../domain/kernel/errors.ts';
import { present } from '../../domain/kernel/schemas.ts';
import { reaches } from '../../http/resource.ts';
import { DELETE, READ, WRITE } from '../../http/rights.ts';
import { accepted, created, done, doneWith, type HttpMethod, ok, type Route } from '../../http/route.ts';
import type { Instant } from '../../platform/clock.ts';
import { defineRoute } from './define-route.ts';
import { heartbeatInput, heartbeatPatch, isAllowedInterval } from './input.ts';
import { heartbeatMeta, heartbeatView, targetsOf } from './view.ts';

export interface HeartbeatDeps extends PingDeps {
  readonly directory: Directory;
  /** Absent where the stage has no domain for mail to come in by. */
  readonly createMailAddressLookup?: MailAddressLookup | undefined;
}

const base = { tag: 'Heartbeats', domain: 'configuration' } as const;

const ALL = '/v2/heartbeats';
const ONE = `${ALL}/{name}`;

/** Opsgenie's documents switch and ping with any of them; with GET only ping. */
const SWITCHING = ['POST', 'PUT', 'PATCH'] as const;
const PINGING = ['GET', ...SWITCHING] as const;

const missing = (name: string) => notFound(`Heartbeat with name [${name}] does not exist.`);

/** Creates, shows, changes, deletes and pings heartbeats. */
export function heartbeatRoutes(deps: HeartbeatDeps): readonly Route[] {
  const { directory, heartbeats } = deps;

  /** The address at which the account's heartbeats take pings; nothing where no mail comes in. */
  async function addressesOf(accountId: string): Promise<(heartbeat: Heartbeat) => string | undefined> {
    const addressOf = await deps.createMailAddressLookup?.(accountId);
    return ({ name }) => addressOf?.('heartbeat', name);
  }

  async function named({ accountId, ...caller }: Caller, name: string): Promise<Heartbeat> {
    const found = await heartbeats.get(accountId, heartbeatId(name));
    if (!found || !reaches({ accountId, ...caller }, found.ownerTeamId)) throw missing(name);
    return found;
  }

  async function changed(
    caller: Caller,
    name: string,
    now: Instant,
    change: (current: Heartbeat) => Heartbeat,
  ): Promise<Heartbeat> {
    await named(caller, name);
    const heartbeat = await heartbeats.change(caller.accountId, heartbeatId(name), (current) =>
      withLook(switched(current, change(current), now), now),
    );
    if (!heartbeat) throw missing(name);
    await settled(deps, heartbeat, now);
    return heartbeat;
  }

  const switchRoute = (method: HttpMethod, enabled: boolean) =>
    defineRoute({
      ...base,
      method,
      path: `${ONE}/${enabled ? 'enable' : 'disable'}`,
      summary: enabled
        ? 'Enable a heartbeat; its interval begins anew'
        : 'Disable a heartbeat; its alert is closed',
      rights: WRITE,
      answers: 200,
      response: 'switched',
      handle: async ({ caller, params, now }) => {
        const heartbeat = await changed(caller, params.name ?? '', now, (current) => ({
          ...current,
          enabled,
        }));
        return doneWith(enabled ? 'Enabled' : 'Disabled', heartbeatMeta(heartbeat, now));
      },
    });

  const pingRoute = (method: HttpMethod) =>
    defineRoute({
      ...base,
      domain: 'heartbeat',
      method,
      path: `${ONE}/ping`,
      summary: 'Ping a heartbeat; answers the same where there is none of that name',
      rights: [],
      answers: 202,
      response: 'pinged',
      handle: async ({ caller, params, now }) => {
        const { accountId, teamId } = caller;
        await ping(deps, { accountId, name: params.name ?? '', at: now, teamId }, now);
        return accepted('PONG - Heartbeat received');
      },
    });

  return [
    defineRoute({
      ...base,
      method: 'POST',
      path: ALL,
      summary: 'Create a heartbeat; it is watched from its first ping on',
      rights: WRITE,
      body: heartbeatInput,
      response: 'created',
      handle: async ({ caller, body, requestId, now }) => {
        const { ownerTeam, ...given } = body;
        const ownerTeamId = await resolveOwnerTeam(directory, caller, ownerTeam);
        const heartbeat = await heartbeats.create(
          caller.accountId,
          withLook(
            {
              id: heartbeatId(body.name),
              version: 1,
              accountId: caller.accountId,
              name: given.name,
              description: given.description ?? '',
              interval: given.interval,
              intervalUnit: given.intervalUnit,
              enabled: given.enabled,
              ...(ownerTeamId && { ownerTeamId }),
              ...(given.alertMessage && { alertMessage: given.alertMessage }),
              alertTags: given.alertTags ?? [],
              alertPriority: given.alertPriority ?? 'P3',
              createdBy: requestId,
            },
            now,
          ),
        );
        if (heartbeat.createdBy !== requestId) {
          throw conflict('Heartbeat with this name already exists.', { name: 'already exists' });
        }
        const formatTarget = await loadTargetFormatter(directory, caller.accountId, targetsOf(heartbeat));
        const addressOf = await addressesOf(caller.accountId);
        return created(heartbeatView(heartbeat, now, formatTarget, addressOf(heartbeat)));
      },
    }),
    defineRoute({
      ...base,
      method: 'GET',
      path: ALL,
      summary: 'List heartbeats',
      rights: READ,
      response: 'heartbeats',
      handle: async ({ caller, now }) => {
        const all = await heartbeats.list(caller.accountId);
        const reached = all.filter(({ ownerTeamId }) => reaches(caller, ownerTeamId));
        const formatTarget = await loadTargetFormatter(
          directory,
          caller.accountId,
          reached.flatMap(targetsOf),
        );
        const addressOf = await addressesOf(caller.accountId);
        return ok({
          heartbeats: reached.map((each) => heartbeatView(each, now, formatTarget, addressOf(each))),
        });
      },
    }),
    defineRoute({
      ...base,
      method: 'GET',
      path: ONE,
      summary: 'Get a heartbeat',
      rights: READ,
      response: 'heartbeat',
      handle: async ({ caller, params, now }) => {
        const heartbeat = await named(caller, params.name ?? '');
        const formatTarget = await loadTargetFormatter(directory, caller.accountId, targetsOf(heartbeat));
        const addressOf = await addressesOf(caller.accountId);
        return ok(heartbeatView(heartbeat, now, formatTarget, addressOf(heartbeat)));
      },
    }),
    defineRoute({
      ...base,
      method: 'PATCH',
      path: ONE,
      summary: 'Update a heartbeat (partial); a shorter interval may make it expire at once',
      rights: WRITE,
      body: heartbeatPatch,
      clears: ['description', 'alertMessage'],
      response: 'updated',
      handle: async ({ caller, params, body, now }) => {
        const { ownerTeam, ...given } = body;
        const ownerTeamId = ownerTeam && (await resolveOwnerTeam(directory, caller, ownerTeam));
        const heartbeat = await changed(caller, params.name ?? '', now, (current) => {
          const { alertMessage, ...rest }: Heartbeat = {
            ...current,
            ...present(given),
            ...(ownerTeamId && { ownerTeamId }),
          };
          const next: Heartbeat = { ...rest, ...(alertMessage && { alertMessage }) };
          if (!isAllowedInterval(next)) throw invalid({ interval: 'must not be longer than a year' });
          return next;
        });
        return doneWith('Updated', heartbeatMeta(heartbeat, now));
      },
    }),
    defineRoute({
      ...base,
      method: 'DELETE',
      path: ONE,
      summary: 'Delete a heartbeat; its alert is closed',
      rights: DELETE,
      response: 'deleted',
      handle: async ({ caller, params, now }) => {
        const name = params.name ?? '';
        // Disabled before it goes, so that nobody raises its alert after it was closed.
        await changed(caller, name, now, (current) => ({ ...current, enabled: false }));
        await heartbeats.delete(caller.accountId, heartbeatId(name));
        return done('Deleted');
      },
    }),
    ...SWITCHING.flatMap((method) => [switchRoute(method, true), switchRoute(method, false)]),
    ...PINGING.map(pingRoute),
  ];
}
