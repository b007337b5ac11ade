import * as z from 'zod';
import type {
  ZodOpenApiOperationObject,
  ZodOpenApiRequestBodyObject,
  ZodOpenApiResponseObject,
} from 'zod-openapi';
import { withEnvelope } from '../../http/responses.ts';
import { type HttpMethod, type Route, type Success, usualSuccess } from '../../http/route.ts';
import { ERRORS } from './errors.ts';

/** The components that the operations of a document share. */
export interface DocumentContext {
  readonly getResponseSchema: (name: string) => z.ZodObject;
  readonly getRequestExample: (operation: string) => object;
  /** The responses for error statuses; the same object gives the same component. */
  readonly errors: Readonly<Record<number, ZodOpenApiResponseObject>>;
}

const successStatus = ({ answers, method }: Pick<Route, 'answers' | 'method'>): Success =>
  answers ?? usualSuccess(method);

/** The names of a path's parameters. */
const listPathParameters = (path: string): readonly string[] =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);

/** get, /v2/alerts/{identifier}/notes → getV2AlertsByIdentifierNotes */
const toOperationId = (method: HttpMethod, path: string): string =>
  method.toLowerCase() +
  path
    .split(/[/.{}-]+/)
    .filter(Boolean)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');

function toRequestParams({ path, query }: Route): NonNullable<ZodOpenApiOperationObject['requestParams']> {
  const names = listPathParameters(path);
  return {
    ...(names.length > 0 && {
      path: z.object(Object.fromEntries(names.map((name) => [name, z.string().min(1)]))),
    }),
    ...(query && { query: query as z.ZodType<unknown, Record<string, unknown>> }),
  };
}

/** The schema of a body that is not the JSON envelope and that no schema describes. */
const rawSchema = (mediaType: string) => ({
  schema: { type: mediaType === 'application/json' ? ('object' as const) : ('string' as const) },
});

function toRequestBody(
  { method, path, body, bodyOptional, form, anyBody }: Route,
  { getRequestExample }: DocumentContext,
): ZodOpenApiRequestBodyObject | undefined {
  // A tool that calls by GET sends its event in the query.
  if (method === 'GET' || (!anyBody && !form && !body)) return undefined;
  const example = getRequestExample(`${method} ${path}`);
  if (anyBody) return { content: { 'application/json': { ...rawSchema('application/json'), example } } };
  if (form) {
    const properties = Object.fromEntries(
      form.map((part) => [
        part,
        part === 'file' ? { type: 'string' as const, format: 'binary' } : { type: 'string' as const },
      ]),
    );
    const schema = { type: 'object' as const, properties, required: ['file'] };
    return { required: true, content: { 'multipart/form-data': { schema, example } } };
  }
  return {
    required: bodyOptional !== true,
    content: { 'application/json': { schema: body as z.ZodType, example } },
  };
}

/** The statuses of errors that the checks before a handler, and handlers of this kind, can answer with. */
function listErrorStatuses(route: Route): readonly number[] {
  const { rights, method, path, body, query, form, anyBody, produces, mayBeUnhealthy } = route;
  const hasParameters = listPathParameters(path).length > 0;
  const isPublic = rights === 'public' && !anyBody;
  return [
    ...(body || form || anyBody || hasParameters ? [400] : []),
    ...(isPublic ? [] : [401]),
    ...(isPublic && !mayBeUnhealthy && produces !== 'text/calendar' ? [] : [429]),
    ...(isPublic && !hasParameters ? [] : [403]),
    ...(hasParameters || query || body ? [404] : []),
    ...(anyBody && method === 'GET' ? [405] : []),
    ...(method !== 'GET' ? [409] : []),
    ...(rights === 'public' && produces === 'text/html' ? [410] : []),
    ...(body || form || anyBody ? [413] : []),
    ...(body || form ? [415] : []),
    ...(body || form || anyBody || query || hasParameters ? [422] : []),
    ...(method === 'DELETE' ? [428] : []),
  ];
}

function toSuccess(route: Route, { getResponseSchema }: DocumentContext): ZodOpenApiResponseObject {
  const { produces, response } = route;
  const description = successStatus(route) === 202 ? 'Accepted; applied in order of arrival' : 'Success';
  const schema = response === undefined ? undefined : getResponseSchema(response);
  if (produces) {
    return { description, content: { [produces]: schema ? { schema } : rawSchema(produces) } };
  }
  if (!schema) throw new Error(`${route.method} ${route.path} declares no response.`);
  return { description, content: { 'application/json': { schema: withEnvelope(schema) } } };
}

const describeAccess = ({ rights, domain }: Route): string =>
  rights === 'public'
    ? 'Needs no key.'
    : `Needs a key with the rights ${rights.join(', ')}. Counts towards the rate limit of ${domain}.`;

/** One operation of the document. */
export function toOperation(route: Route, context: DocumentContext): ZodOpenApiOperationObject {
  const { method, path, tag, summary, rights, produces } = route;
  // Pages and the interfaces of other tools have errors in their own format.
  const errorMediaType = produces === 'text/html' || route.anyBody ? produces : undefined;
  const body = toRequestBody(route, context);
  const toError = (status: number): ZodOpenApiResponseObject | undefined =>
    errorMediaType
      ? { description: ERRORS[status] ?? '', content: { [errorMediaType]: rawSchema(errorMediaType) } }
      : context.errors[status];
  return {
    operationId: toOperationId(method, path),
    tags: [tag],
    summary,
    description: describeAccess(route),
    ...(rights === 'public' && { security: [] }),
    'x-rights': rights,
    'x-rate-domain': route.domain,
    requestParams: toRequestParams(route),
    ...(body && { requestBody: body }),
    responses: {
      [`${successStatus(route)}`]: toSuccess(route, context),
      ...(route.mayBeUnhealthy && {
        503: { ...toSuccess(route, context), description: 'Unhealthy; `data` says which component' },
      }),
      ...Object.fromEntries(listErrorStatuses(route).map((status) => [status, toError(status)])),
    },
  } as ZodOpenApiOperationObject;
}
