import type { ApiKey, Caller } from '../domain/accounts/model.ts';
import { forbidden, malformed, notFound, unauthorized } from '../domain/kernel/errors.ts';
import { type CheckedMembers, parseInput, rejectMisspeltMembers } from '../domain/kernel/input.ts';
import { isThrottled } from '../platform/aws-errors.ts';
import { type Clock, startStopwatch } from '../platform/clock.ts';
import { newTimedId } from '../platform/ids.ts';
import { logger } from '../platform/logger.ts';
import { type Actor, runInRequestContext } from '../platform/request-context.ts';
import { listUnreadMembers, listUnreadParameters, parseBody, readBytes } from './body.ts';
import { isExpected, methodNotAllowed, toErrorResponse, tooManyRequests } from './errors.ts';
import { HttpHeaders, type HttpRequest, HttpResponse, jsonResponse } from './messages.ts';
import type { RateLimiter, RateLimits } from './rate-limit.ts';
import { restrictionWarnings } from './restriction-warnings.ts';
import type { Route, RouteInput, RouteResponse } from './route.ts';
import { createRouter, type Match } from './router.ts';
import type { UserAccess } from './user-access.ts';
import { zoneWarnings } from './zone-warnings.ts';

export interface AppDeps {
  readonly routes: readonly Route[];
  readonly findKey: (key: string) => Promise<ApiKey | undefined>;
  readonly limiter: RateLimiter;
  readonly clock: Clock;
  /**
   * Finds the session of a request, as a key of its user. With it, keys are not accepted, and each user has rate limits of
   * their own. Throws `unauthorized`.
   */
  readonly findSession?: (request: HttpRequest) => Promise<ApiKey>;
  /** Authorizes the keys of users, and keys that got their rights from users. Without it, such keys are refused. */
  readonly userAccess?: UserAccess;
}

/** The caller that a key of an integration stands for. */
export const toCaller = ({
  accountId,
  keyId,
  rights,
  teamId,
  integration,
  alerts,
  hasActions,
}: ApiKey): Caller => ({
  accountId,
  keyId,
  rights,
  integration,
  ...(teamId && { teamId }),
  ...(alerts && { alerts }),
  ...(hasActions && { hasActions }),
});

export interface RequestMeta {
  readonly sourceIp: string;
  /** Id of the request; without it, a new one. A repetition with the same id changes nothing again. */
  readonly requestId?: string;
}

export type App = (request: HttpRequest, meta: RequestMeta) => Promise<HttpResponse>;

/** The API as one function from request to response, both in the form of the web standard. Lambda, the local runner and tests call it. */
export function createApp({ routes, findKey, findSession, limiter, clock, userAccess }: AppDeps): App {
  const router = createRouter(routes);

  async function findKeyInHeader(request: HttpRequest): Promise<ApiKey> {
    const [, key] = /^GenieKey\s+(\S+)$/i.exec(request.headers.get('authorization')?.trim() ?? '') ?? [];
    if (!key) throw unauthorized('Could not authenticate: send the header Authorization: GenieKey <key>.');
    const found = await findKey(key);
    if (!found) throw unauthorized();
    return found;
  }

  async function authenticate(
    request: HttpRequest,
    { route, params }: Match,
    query: Readonly<Record<string, string>>,
    body: () => Promise<unknown>,
  ): Promise<Caller> {
    const found = await (findSession ? findSession(request) : findKeyInHeader(request));
    const missing = (route.rights as readonly string[]).filter(
      (right) => !(found.rights as readonly string[]).includes(right),
    );
    if (missing.length > 0) {
      throw forbidden(`The key does not carry the right that this operation needs: ${missing.join(', ')}.`);
    }
    if (found.userId === undefined && (found.grantedBy === undefined || isToolRequest(route))) {
      return toCaller(found);
    }
    if (!userAccess) throw forbidden('Keys of users are not accepted here.');
    return userAccess(found, { route, params, query, body });
  }

  async function respond(
    request: HttpRequest,
    requestId: string,
    meta: RequestMeta,
    log: RequestLog,
  ): Promise<RouteResponse> {
    const url = new URL(request.url);
    const method = isHead(request) ? 'GET' : request.method;
    const [path, appended] = url.search ? [url.pathname, {}] : router.splitQuery(url.pathname);
    const query = withoutEmptyValues([...url.searchParams, ...Object.entries(appended)]);
    const match = router.match(method, path, query.identifierType);
    if (!match) {
      const allowed = [...new Set(router.allowedMethods(path))].sort();
      if (allowed.length === 0) {
        throw notFound(`No such operation: ${request.method} ${url.pathname}. See /docs for all operations.`);
      }
      const hint = `${request.method} is not supported here, but ${allowed.join(', ')}. ${QUESTION_MARK_HINT}`;
      throw methodNotAllowed(hint, allowed);
    }
    if (isAmbiguousEnd(path, match.route, query.identifierType)) throw malformed(SLASH_MESSAGE);
    const { route, params } = match;
    log.route = route.path;
    const now = clock();
    let read: Promise<Uint8Array> | undefined;
    const bytes = () => {
      read ??= readBytes(request, route);
      return read;
    };
    let checked: Promise<CheckedMembers> | undefined;
    const readBody = () => {
      checked ??= bytes().then((raw) => checkBody(raw, route));
      return checked;
    };
    const body = async () => (await readBody()).value;
    const caller = route.rights === 'public' ? nobody : await authenticate(request, match, query, body);
    if (caller !== nobody) log.accountId = caller.accountId;
    if (route.rights !== 'public') {
      enforceRateLimit(limiter(getLimitedParty(caller), rateDomain(route), now));
    }
    const rawBody = await bytes();
    const { value, ignored: members } = await readBody();
    const parameters = route.query
      ? rejectMisspeltMembers(route.query, query)
      : { value: {}, ignored: Object.keys(query) };
    const ignored = [
      ...members,
      ...listUnreadMembers(rawBody, route),
      ...listUnreadParameters(parameters.ignored, route),
    ];
    const input: RouteInput<unknown, unknown> = {
      caller,
      params,
      query: route.query ? parseInput(route.query, parameters.value) : {},
      body: route.body ? parseInput(route.body, value) : undefined,
      requestId,
      now,
      request: { method: request.method, url, headers: request.headers, sourceIp: meta.sourceIp, rawBody },
    };
    const handle = () => route.handle(input as RouteInput<never, never>);
    const answer =
      caller === nobody
        ? await handle()
        : await runInRequestContext({ actor: toActor(caller), requestId, now }, handle);
    const warnings = [
      ...(route.warn?.(input.body as never) ?? []),
      ...zoneWarnings(route, value),
      ...restrictionWarnings(route, value),
      ...(answer.kind === 'json' ? (answer.warnings ?? []) : []),
    ];
    return withNotes(answer, { ignored, warnings });
  }

  /** The owner of a rate limit: an account, or one person with a session. */
  const getLimitedParty = ({ accountId, user }: Caller) => (findSession && user ? user.id : accountId);

  return async (request, meta) => {
    const elapsedMs = startStopwatch();
    const requestId = meta.requestId ?? newTimedId(clock());
    let appliedAs = requestId;
    const log: RequestLog = {};
    const took = () => Math.max(0.001, Math.round(elapsedMs()) / 1000);
    const respondOrFail = async () => {
      try {
        const answer = await respond(request, requestId, meta, log);
        if (answer.kind === 'json' && answer.requestId !== undefined) appliedAs = answer.requestId;
        return toResponse(answer, appliedAs, took());
      } catch (error) {
        if (isThrottled(error)) {
          logger.warn('Request throttled by AWS', { requestId, ...log, errorName: (error as Error).name });
        } else if (!isExpected(error)) {
          logger.error('Request failed', { requestId, ...log, error: error as Error });
        }
        return errorResponse(error, requestId, took());
      }
    };
    const answered = await respondOrFail();
    const response = isHead(request) ? new HttpResponse(null, answered.status, answered.headers) : answered;
    // Reads change nothing, and monitoring tools poll all the time.
    const level = request.method === 'GET' || isHead(request) || !log.route ? 'debug' : 'info';
    const { method } = request;
    logger[level]('Answered', { requestId: appliedAs, ...log, method, status: response.status });
    return response;
  };
}

/**
 * Whether the request is one by which monitoring tools report: an action on an alert, a ping, or a check of the key. It does not depend on the user
 * who gave the key its rights, so that alerts still arrive after this user has left.
 */
const isToolRequest = ({ domain, rights }: Route): boolean =>
  rights !== 'public' &&
  (rights.length === 0 ||
    ((domain === 'alert' || domain === 'heartbeat') && rights.every((right) => right === 'create-update')));

const rateDomain = ({ domain, method }: Route): keyof RateLimits =>
  domain === 'configuration' && method === 'GET' ? 'configuration-read' : domain;

/** HEAD is GET without the body (RFC 9110, 9.3.2); monitors use it to check that the service is up. */
const isHead = ({ method }: Pick<HttpRequest, 'method'>): boolean => method === 'HEAD';

/** The known facts about a request, for its log line. The route is the declared path, without ids and aliases. */
interface RequestLog {
  route?: string;
  accountId?: string;
}

const nobody: Caller = {
  accountId: '',
  keyId: '',
  rights: [],
  integration: { id: '', name: '', type: '' },
};

const toActor = ({ keyId, integration, user }: Caller): Actor =>
  user
    ? { type: 'user', id: user.id, name: user.username, keyId }
    : { type: 'integration', id: integration.id, name: integration.name, keyId };

const withoutEmptyValues = (query: readonly (readonly [string, string])[]): Record<string, string> =>
  Object.fromEntries(query.filter(([, value]) => value !== ''));

/** The gateway cuts the path off at a question mark in an identifier, also at an encoded one. */
const QUESTION_MARK_HINT = 'If an alias or name in the path contains a question mark, use the id instead.';

const SLASH_MESSAGE =
  'The path ends in a slash, and it cannot be known whether the alias or name does. Use the id, or leave out the slash.';

/** Ids contain no slash, so one after an id is ignored. One after an alias or a name may belong to it. */
const isAmbiguousEnd = (path: string, route: Route, identifierType = 'id'): boolean =>
  path.endsWith('/') && route.path.endsWith('}') && /^(alias|name|username)$/i.test(identifierType);

/** Says in the response which members of the request were ignored, and what was accepted but is probably not meant. */
function withNotes(answer: RouteResponse, notes: Readonly<Record<string, readonly string[]>>): RouteResponse {
  const given = Object.entries(notes).filter(([, texts]) => texts.length > 0);
  return answer.kind === 'json' && given.length > 0
    ? { ...answer, members: { ...answer.members, ...Object.fromEntries(given) } }
    : answer;
}

/** The body of a route with a body schema, with all members that the schema does not know found. */
const checkBody = (raw: Uint8Array, route: Route): CheckedMembers =>
  route.body ? rejectMisspeltMembers(route.body, parseBody(raw, route)) : { value: {}, ignored: [] };

/** Throws 429 if the limiter refuses the request. */
export function enforceRateLimit(verdict: ReturnType<RateLimiter>): void {
  if (verdict !== 'ok') throw tooManyRequests(verdict.retryAfterSeconds);
}

/** Headers of every response. The Go client fails if one of them is missing. */
const standardHeaders = (requestId: string, took: number) => ({
  'X-Request-Id': requestId,
  'X-Response-Time': String(took),
  'X-RateLimit-State': 'OK',
});

function toResponse(answer: RouteResponse, requestId: string, took: number): HttpResponse {
  const headers = new HttpHeaders({ ...standardHeaders(requestId, took), ...answer.headers });
  for (const cookie of answer.cookies ?? []) headers.appendCookie(cookie);
  if (answer.kind === 'raw') {
    headers.set('Content-Type', answer.contentType);
    return new HttpResponse(answer.body, answer.status, headers);
  }
  return jsonResponse({ ...answer.members, took, requestId }, answer.status, headers);
}

function errorResponse(error: unknown, requestId: string, took: number): HttpResponse {
  const { status, headers, members } = toErrorResponse(error);
  const { message, ...more } = members;
  return jsonResponse({ message, took, requestId, ...more }, status, {
    ...standardHeaders(requestId, took),
    ...headers,
  });
}
