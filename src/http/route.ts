import type * as z from 'zod';
import type { Caller, Right } from '../domain/accounts/model.ts';
import { lazily } from '../domain/kernel/lazily.ts';
import type { Instant } from '../platform/clock.ts';
import type { ReadonlyHeaders } from './messages.ts';

/** Each domain has its own rate limit, so that an alert storm does not block configuration. */
export type RateDomain = 'alert' | 'search' | 'configuration' | 'schedule-oncall' | 'heartbeat' | 'incident';

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** The input of a route's handler. Body and query have been validated by the route's schemas. */
export interface RouteInput<Body, Query> {
  readonly caller: Caller;
  /** The parameters of the path, decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: Query;
  readonly body: Body;
  readonly requestId: string;
  readonly now: Instant;
  readonly request: {
    /** In capitals. HEAD is routed like GET. */
    readonly method: string;
    /** Absolute URL as the client called it, for links that lead back. */
    readonly url: URL;
    readonly headers: ReadonlyHeaders;
    readonly sourceIp: string;
    /** The body as it came; for routes without a body schema (uploads). */
    readonly rawBody: Uint8Array;
  };
}

/** The statuses of success. */
export type Success = 200 | 201 | 202;

/** The result of a handler: the members of the JSON envelope, or a body that is not JSON. */
export type RouteResponse<S extends Success = Success, Members = Readonly<Record<string, unknown>>> =
  | JsonResponse<S, Members>
  | RawResponse;

export interface JsonResponse<S extends Success, Members> {
  readonly kind: 'json';
  readonly status: S;
  /** Members of the envelope besides took and requestId. */
  readonly members: Members;
  readonly headers?: Readonly<Record<string, string>>;
  /** Values of Set-Cookie, one header each. */
  readonly cookies?: readonly string[];
  /** The id under which the request is applied, if it is another one than that of its input. */
  readonly requestId?: string;
  /** Warnings about what the request has made, which is allowed but probably not meant; listed as `warnings`. */
  readonly warnings?: readonly string[];
}

export interface RawResponse {
  readonly kind: 'raw';
  readonly status: number;
  readonly contentType: string;
  readonly body: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
  /** Values of Set-Cookie, one header each. */
  readonly cookies?: readonly string[];
}

/** One operation of the API, as data. The router, validation and the OpenAPI document are derived from it. */
export interface Route {
  readonly method: HttpMethod;
  /** Path with parameters in braces: /v2/alerts/{identifier}/close. */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly domain: RateDomain;
  /** The rights that the key must have, all of them. `public` routes, such as signed links, need no key. */
  readonly rights: readonly Right[] | 'public';
  readonly query?: z.ZodType;
  /**
   * Values of the query parameter identifierType that mean another route that matches the same path: with
   * identifierType=alias, /v2/alerts/count is the alert with the alias `count`.
   */
  readonly exceptIdentifierTypes?: readonly string[];
  readonly body?: z.ZodType;
  /** Warnings about settings that are allowed but probably not meant; the response lists them as `warnings`. */
  readonly warn?: (body: never) => readonly string[];
  /** Members of the body that "" clears. For all others "" counts as absent. */
  readonly clears?: readonly string[];
  /** Whether the request may have no body at all. */
  readonly bodyOptional?: boolean;
  /** The parts of a form (multipart/form-data) that the route takes in place of JSON; `file` is the upload. */
  readonly form?: readonly string[];
  /** Whether the handler parses the body itself, whatever its format: the payloads of monitoring tools. */
  readonly anyBody?: boolean;
  /** The status of success if it is not the usual one: 201 for POST and 200 for the others. */
  readonly answers?: Success;
  /** Whether the route answers 503 with the same body if the service is unhealthy. */
  readonly mayBeUnhealthy?: boolean;
  /** The media type of the body of success if it is not the JSON envelope. */
  readonly produces?: string;
  /**
   * The schema of the body of success, as capability/name: an export of the capability's responses.ts. It is a name, so
   * that no schema of a response is loaded with a route; only the OpenAPI document and tests look the schemas up.
   */
  readonly response?: string;
  readonly handle: (input: RouteInput<never, never>) => Promise<RouteResponse>;
}

/** The status of success of a route that declares no other. */
export const usualSuccess = (method: HttpMethod): Success => (method === 'POST' ? 201 : 200);

type DeepReadonly<T> = T extends readonly (infer Element)[]
  ? readonly DeepReadonly<Element>[]
  : T extends object
    ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> }
    : T;

/** The result that a schema requires of a handler: the members of the envelope besides took and requestId. */
type MembersOf<Schema> = Schema extends z.ZodType ? DeepReadonly<z.output<Schema>> : never;

/** The exports of a capability's responses.ts. */
type ResponseSchemas = Readonly<Record<string, z.ZodType>>;

/** A route names the schema of its response, or has a media type that is not the JSON envelope. */
type DeclaredResponse<Name> =
  | { readonly response: Name }
  | { readonly response?: Name; readonly produces: string };

/**
 * A schema, or a function that makes it when the first request needs it. Making the schemas of all routes would take a tenth
 * of the alerts API's cold start.
 */
export type SchemaSource<T> = z.ZodType<T> | (() => z.ZodType<T>);

type RouteDeclaration<Body, Query, Method, Status, Name, Members> = Omit<
  Route,
  'handle' | 'body' | 'query' | 'method' | 'answers' | 'response' | 'warn'
> &
  DeclaredResponse<Name> & {
    readonly method: Method;
    readonly body?: SchemaSource<Body>;
    readonly query?: SchemaSource<Query>;
    readonly warn?: (body: NoInfer<Body>) => readonly string[];
    readonly answers?: Status;
    readonly handle: (
      input: RouteInput<Body, Query>,
    ) => Promise<RouteResponse<NoInfer<Status> & Success, Members>>;
  };

/**
 * Gives a capability its `defineRoute`. The types of body and query in `handle` are those that the request schemas give;
 * what it returns must match the response schema and the declared status. The response schemas are needed as types only.
 */
export const createRouteDefiner =
  <Schemas extends ResponseSchemas>(capability: string) =>
  <
    Body = undefined,
    Query = Record<string, never>,
    const Method extends HttpMethod = HttpMethod,
    Status extends Success = Method extends 'POST' ? 201 : 200,
    const Name extends keyof Schemas & string = keyof Schemas & string,
  >(
    route: RouteDeclaration<Body, Query, Method, Status, Name, MembersOf<Schemas[NoInfer<Name>]>>,
  ): Route => {
    const { response } = route;
    const declared = { ...route, ...(response !== undefined && { response: `${capability}/${response}` }) };
    for (const member of ['body', 'query'] as const) {
      const source = route[member];
      if (typeof source === 'function') {
        Object.defineProperty(declared, member, { get: lazily<z.ZodType>(source), enumerable: true });
      }
    }
    return declared as unknown as Route;
  };

/** The response with warnings about what the request has made. */
export const withWarnings = <Response extends JsonResponse<Success, unknown>>(
  response: Response,
  warnings: readonly string[],
): Response => ({ ...response, warnings });

/** 200 with `data` and further members of the envelope (paging, totalCount, …). */
export const ok = <Data, More extends object = object>(
  data: Data,
  more?: More,
): JsonResponse<200, More & { readonly data: Data }> => ({
  kind: 'json',
  status: 200,
  members: { ...(more as More), data },
});

/** 200 with `result` and no data. */
export const done = <Result extends string>(
  result: Result,
): JsonResponse<200, { readonly result: Result }> => ({
  kind: 'json',
  status: 200,
  members: { result },
});

/** 200 with `result` and `data`: a change that shows what it changed. */
export const doneWith = <Result extends string, Data>(
  result: Result,
  data: Data,
): JsonResponse<200, { readonly result: Result; readonly data: Data }> => ({
  kind: 'json',
  status: 200,
  members: { result, data },
});

/** 201 with `result: Created` and the new object's name and id. */
export const created = <Data>(
  data: Data,
): JsonResponse<201, { readonly result: 'Created'; readonly data: Data }> => ({
  kind: 'json',
  status: 201,
  members: { result: 'Created', data },
});

export type AcceptedResponse = JsonResponse<202, { readonly result: string }>;

/** 202: the request is queued. It must not have `data`, or Opsgenie's Go client loses the requestId. */
export const accepted = (
  result = 'Request will be processed',
  { requestId }: { readonly requestId?: string } = {},
): AcceptedResponse => ({
  kind: 'json',
  status: 202,
  members: { result },
  ...(requestId !== undefined && { requestId }),
});
