import * as z from 'zod';
import { type HttpMethod, type Route, type Success, usualSuccess } from '../../http/route.ts';
import { ERRORS, reference, type SchemaName } from './schemas.ts';

/** A schema of JSON Schema 2020-12, as far as it is looked into here. */
interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly description?: string;
}

export const successOf = ({ answers, method }: Pick<Route, 'answers' | 'method'>): Success =>
  answers ?? usualSuccess(method);

/** The names of a path's parameters. */
export const parametersOf = (path: string): readonly string[] =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);

/** What a client may send: the schema before defaults and transformations. */
function schemaOf(schema: z.ZodType): JsonSchema {
  const { $schema: _version, ...json } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return json as JsonSchema;
}

/** get, /v2/alerts/{identifier}/notes → getV2AlertsByIdentifierNotes */
export const operationId = (method: HttpMethod, path: string): string =>
  method.toLowerCase() +
  path
    .split(/[/.{}-]+/)
    .filter(Boolean)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');

function parameters({ path, query }: Route): readonly object[] {
  const { properties = {}, required = [] } = query ? schemaOf(query) : {};
  return [
    ...parametersOf(path).map((name) => ({
      name,
      in: 'path',
      required: true,
      schema: { type: 'string', minLength: 1 },
    })),
    ...Object.entries(properties).map(([name, { description, ...schema }]) => ({
      name,
      in: 'query',
      required: required.includes(name),
      ...(description && { description }),
      schema,
    })),
  ];
}

/** The schema of what is answered where it is not the envelope. */
const rawSchema = (produces: string) => ({ type: produces === 'application/json' ? 'object' : 'string' });

function requestBody({ body, bodyOptional, form, anyBody }: Route): object | undefined {
  if (anyBody) return { content: { 'application/json': { schema: { type: 'object' } } } };
  if (form) {
    const properties = Object.fromEntries(
      form.map((part) => [part, part === 'file' ? { type: 'string', format: 'binary' } : { type: 'string' }]),
    );
    return {
      required: true,
      content: { 'multipart/form-data': { schema: { type: 'object', properties, required: ['file'] } } },
    };
  }
  if (!body) return undefined;
  return { required: bodyOptional !== true, content: { 'application/json': { schema: schemaOf(body) } } };
}

function envelopeOf(route: Route): SchemaName {
  const success = successOf(route);
  if (success === 202) return 'Accepted';
  if (success === 201) return 'Created';
  return route.method === 'GET' ? 'Read' : 'Changed';
}

/** Which errors the checks before a handler, and handlers of that kind, can answer with. */
function errorsOf({
  rights,
  method,
  path,
  body,
  query,
  form,
  anyBody,
  produces,
  mayBeUnwell,
}: Route): readonly number[] {
  const hasParameters = parametersOf(path).length > 0;
  const writes = method !== 'GET';
  return [
    ...(body || form || anyBody || hasParameters ? [400] : []),
    ...(rights === 'public' && !anyBody ? [] : [401]),
    ...(rights === 'public' && !anyBody && !mayBeUnwell ? [] : [429]),
    ...(rights === 'public' && !anyBody && !hasParameters ? [] : [403]),
    ...(hasParameters || query || body ? [404] : []),
    ...(writes ? [409] : []),
    ...(rights === 'public' && produces === 'text/html' ? [410] : []),
    ...(body || form || anyBody ? [413] : []),
    ...(body || form || anyBody || query || hasParameters ? [422] : []),
    ...(method === 'DELETE' ? [428] : []),
  ].filter((status) => status in ERRORS);
}

function success(route: Route): object {
  const { produces } = route;
  const content = produces
    ? { [produces]: { schema: rawSchema(produces) } }
    : { 'application/json': { schema: reference(envelopeOf(route)) } };
  const description =
    successOf(route) === 202 ? 'Accepted, and applied in the order in which it came' : 'Done';
  return { description, content };
}

const sentence = ({ rights, domain }: Route): string =>
  rights === 'public'
    ? 'Needs no key.'
    : `Needs a key with the rights ${rights.join(', ')}. Counts towards the rate limit of ${domain}.`;

/** One operation of the document. */
export function operationOf(route: Route): object {
  const { method, path, tag, summary, rights, produces } = route;
  // Where somebody else's words are spoken, errors are told in them too.
  const wordsOfErrors = produces === 'text/html' || route.anyBody ? produces : undefined;
  const body = requestBody(route);
  const all = parameters(route);
  return {
    operationId: operationId(method, path),
    tags: [tag],
    summary,
    description: sentence(route),
    ...(rights === 'public' && { security: [] }),
    'x-rights': rights,
    'x-rate-domain': route.domain,
    ...(all.length > 0 && { parameters: all }),
    ...(body && { requestBody: body }),
    responses: {
      [successOf(route)]: success(route),
      ...(route.mayBeUnwell && {
        503: { ...success(route), description: 'Not well; `data` says which part' },
      }),
      ...Object.fromEntries(
        errorsOf(route).map((status) => [
          status,
          wordsOfErrors
            ? {
                description: ERRORS[status],
                content: { [wordsOfErrors]: { schema: rawSchema(wordsOfErrors) } },
              }
            : { $ref: `#/components/responses/${status}` },
        ]),
      ),
    },
  };
}
