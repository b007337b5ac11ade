import type { MailAddressLookup } from '../../domain/accounts/mail-addresses.ts';
import type { Caller } from '../../domain/accounts/model.ts';
import { type Directory, loadTargetFormatter, resolveOwnerTeam } from '../../domain/directory/directory.ts';
import { type Heartbeat, heartbeatId, withEnabledAt, withNextCheck } from '../../domain/heartbeats/model.ts';
import { checkChangedHeartbeat, type PingDeps, pingHeartbeat } from '../../domain/heartbeats/ping.ts';
import { conflict, invalid, notFound } from '../../domain/kernel/errors.ts';
import { withoutUndefined } from '../../domain/kernel/schemas.ts';
import { reaches } from '../../http/resource.ts';
import { DELETE, READ, WRITE } from '../../http/rights.ts';
import {
  accepted,
  created,
  done,
  doneWith,
  type HttpMethod,
  ok,
  type Route,
  withWarnings,
} from '../../http/route.ts';
import type { Instant } from '../../platform/clock.ts';
import { defineRoute } from './define-route.ts';
import { heartbeatInput, heartbeatPatch, isAllowedInterval } from './input.ts';
import { heartbeatMeta, heartbeatTargets, heartbeatView } from './view.ts';

export interface HeartbeatDeps extends PingDeps {
  readonly directory: Directory;
  /** Missing if the stage has no domain that receives mail. */
  readonly createMailAddressLookup?: MailAddressLookup | undefined;
}

const base = { tag: 'Heartbeats', domain: 'configuration' } as const;

const ALL = '/v2/heartbeats';
const ONE = `${ALL}/{name}`;

/** Opsgenie's documents use each of these methods to enable, disable and ping; GET only to ping. */
const SWITCH_METHODS = ['POST', 'PUT', 'PATCH'] as const;
const PING_METHODS = ['GET', ...SWITCH_METHODS] as const;

const notFoundError = (name: string) => notFound(`Heartbeat with name [${name}] does not exist.`);

const UNKNOWN_HEARTBEAT = 'There is no heartbeat with this name, so the ping changes nothing';

const warnOfHeartbeat = ({ ownerTeamId }: Heartbeat): readonly string[] =>
  ownerTeamId === undefined
    ? [
        'ownerTeam is missing: nobody is notified when the heartbeat expires, unless the account has a fallback responder',
      ]
    : [];

/** The routes of heartbeats. */
export function heartbeatRoutes(deps: HeartbeatDeps): readonly Route[] {
  const { directory, heartbeats } = deps;

  /** Formats the address to which a heartbeat's pings can be mailed; undefined if the stage receives no mail. */
  async function loadAddressFormatter(
    accountId: string,
  ): Promise<(heartbeat: Heartbeat) => string | undefined> {
    const formatMailAddress = await deps.createMailAddressLookup?.(accountId);
    return ({ name }) => formatMailAddress?.('heartbeat', name);
  }

  async function findReachable(caller: Caller, name: string): Promise<Heartbeat | undefined> {
    const found = await heartbeats.get(caller.accountId, heartbeatId(name));
    return found && reaches(caller, found.ownerTeamId) ? found : undefined;
  }

  async function getReachable(caller: Caller, name: string): Promise<Heartbeat> {
    const found = await findReachable(caller, name);
    if (!found) throw notFoundError(name);
    return found;
  }

  async function change(
    caller: Caller,
    name: string,
    now: Instant,
    apply: (current: Heartbeat) => Heartbeat,
  ): Promise<Heartbeat> {
    await getReachable(caller, name);
    const heartbeat = await heartbeats.change(caller.accountId, heartbeatId(name), (current) =>
      withNextCheck(withEnabledAt(current, apply(current), now), now),
    );
    if (!heartbeat) throw notFoundError(name);
    await checkChangedHeartbeat(deps, heartbeat, now);
    return heartbeat;
  }

  const switchRoute = (method: HttpMethod, enabled: boolean) =>
    defineRoute({
      ...base,
      method,
      path: `${ONE}/${enabled ? 'enable' : 'disable'}`,
      summary: enabled
        ? 'Enable a heartbeat (its interval starts now)'
        : 'Disable a heartbeat and close its alert',
      rights: WRITE,
      answers: 200,
      response: 'switched',
      handle: async ({ caller, params, now }) => {
        const heartbeat = await change(caller, params.name ?? '', now, (current) => ({
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
      summary: 'Ping a heartbeat (202 even if it does not exist)',
      rights: ['create-update'],
      answers: 202,
      response: 'pinged',
      handle: async ({ caller, params, now }) => {
        const { accountId, teamId } = caller;
        const { name = '' } = params;
        const hasChanged = await pingHeartbeat(deps, { accountId, name, at: now, teamId }, now);
        const isKnown = hasChanged || (await findReachable(caller, name)) !== undefined;
        const answer = accepted('PONG - Heartbeat received');
        return isKnown ? answer : withWarnings(answer, [UNKNOWN_HEARTBEAT]);
      },
    });

  return [
    defineRoute({
      ...base,
      method: 'POST',
      path: ALL,
      summary: 'Create a heartbeat (it becomes active with its first ping)',
      rights: WRITE,
      body: heartbeatInput,
      response: 'created',
      handle: async ({ caller, body, requestId, now }) => {
        const { ownerTeam, ...given } = body;
        const ownerTeamId = await resolveOwnerTeam(directory, caller, ownerTeam);
        const heartbeat = await heartbeats.create(
          caller.accountId,
          withNextCheck(
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
        const formatTarget = await loadTargetFormatter(
          directory,
          caller.accountId,
          heartbeatTargets(heartbeat),
        );
        const formatAddress = await loadAddressFormatter(caller.accountId);
        return withWarnings(
          created(heartbeatView(heartbeat, now, formatTarget, formatAddress(heartbeat))),
          warnOfHeartbeat(heartbeat),
        );
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
          reached.flatMap(heartbeatTargets),
        );
        const formatAddress = await loadAddressFormatter(caller.accountId);
        return ok({
          heartbeats: reached.map((each) => heartbeatView(each, now, formatTarget, formatAddress(each))),
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
        const heartbeat = await getReachable(caller, params.name ?? '');
        const formatTarget = await loadTargetFormatter(
          directory,
          caller.accountId,
          heartbeatTargets(heartbeat),
        );
        const formatAddress = await loadAddressFormatter(caller.accountId);
        return ok(heartbeatView(heartbeat, now, formatTarget, formatAddress(heartbeat)));
      },
    }),
    defineRoute({
      ...base,
      method: 'PATCH',
      path: ONE,
      summary: 'Update a heartbeat (partial; a shorter interval may expire it at once)',
      rights: WRITE,
      body: heartbeatPatch,
      clears: ['description', 'alertMessage'],
      response: 'updated',
      handle: async ({ caller, params, body, now }) => {
        const { ownerTeam, ...given } = body;
        const ownerTeamId = ownerTeam && (await resolveOwnerTeam(directory, caller, ownerTeam));
        const heartbeat = await change(caller, params.name ?? '', now, (current) => {
          const { alertMessage, ...rest }: Heartbeat = {
            ...current,
            ...withoutUndefined(given),
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
      summary: 'Delete a heartbeat and close its alert',
      rights: DELETE,
      response: 'deleted',
      handle: async ({ caller, params, now }) => {
        const name = params.name ?? '';
        // Disable it first, so that no concurrent check creates an alert after the Close.
        await change(caller, name, now, (current) => ({ ...current, enabled: false }));
        await heartbeats.delete(caller.accountId, heartbeatId(name));
        return done('Deleted');
      },
    }),
    ...SWITCH_METHODS.flatMap((method) => [switchRoute(method, true), switchRoute(method, false)]),
    ...PING_METHODS.map(pingRoute),
  ];
}
