import * as z from 'zod';
import { getResponseSchema } from '../src/handlers/routes/all-responses.ts';
import { allRoutes } from '../src/handlers/routes/all-routes.ts';
import type { App } from '../src/http/app.ts';
import type { HttpResponse, ReadonlyHeaders } from '../src/http/messages.ts';
import { errorBody, withEnvelope } from '../src/http/responses.ts';
import { type Route, usualSuccess } from '../src/http/route.ts';
import { createRouter } from '../src/http/router.ts';

const router = createRouter(allRoutes());
const schemas = new Map<string, z.ZodObject>();

/** The schema of the whole JSON body of a success; undefined if the body is described by its media type only. */
function bodySchema({ response, produces }: Route): z.ZodObject | undefined {
  if (response === undefined) return undefined;
  const known = schemas.get(response);
  if (known) return known;
  const members = getResponseSchema(response);
  const schema = produces ? members : withEnvelope(members);
  schemas.set(response, schema);
  return schema;
}

/** The schema that the response must match; undefined if its body is not JSON or belongs to no route of the API. */
function expectedSchema(route: Route | undefined, status: number): z.ZodObject | undefined {
  if (status >= 400) {
    const isUnhealthy = status === 503 && route?.mayBeUnhealthy;
    if (isUnhealthy) return bodySchema(route);
    return route?.produces === undefined ? errorBody : undefined;
  }
  return route && bodySchema(route);
}

/** Throws if the response differs from its declaration in status, media type or any member of the body. */
export async function requireDeclaredResponse(
  { method, url }: { readonly method: string; readonly url: string },
  response: Pick<HttpResponse, 'status' | 'json'> & { readonly headers: ReadonlyHeaders },
): Promise<void> {
  const { pathname, searchParams } = new URL(url);
  // HEAD has no body, and an error without this header comes from the gateway in front of the API.
  if (method === 'HEAD' || !response.headers.has('x-request-id')) return;
  // The app reads a path that continues with & as a path with a query.
  const { route } =
    router.match(method, pathname.split('&')[0] ?? '', searchParams.get('identifierType') ?? '') ?? {};
  const fail = (reason: string) => {
    throw new Error(`${method} ${pathname} answered ${response.status}, but ${reason}`);
  };
  const { status } = response;
  const success = route && (route.answers ?? usualSuccess(route.method));
  if (status < 400 && success !== undefined && status !== success) fail(`declares ${success}.`);
  const mediaType = response.headers.get('content-type')?.split(';')[0];
  const declared = route?.produces ?? 'application/json';
  if (status < 400 && route && mediaType !== declared) fail(`${mediaType} is not the declared ${declared}.`);
  const schema = expectedSchema(route, status);
  if (!schema) return;
  const result = schema.safeParse(await response.json());
  if (!result.success) fail(`the body does not match its schema:\n${z.prettifyError(result.error)}`);
}

/** The app, which throws if a response is not as its route declares it. */
export const withResponseValidation =
  (app: App): App =>
  async (request, meta) => {
    const { method, url } = request;
    const response = await app(request, meta);
    await requireDeclaredResponse({ method, url }, response);
    return response;
  };
