import { createRouteDefiner, type Route } from '../../http/route.ts';
import type { LinkRequests, LinkRouteDeps } from './link-requests.ts';

const defineRoute = createRouteDefiner<Record<never, never>>('');

/** The routes of the signed links of messages. Their pages are loaded with the first request, so that alerts do not wait. */
export function linkRoutes(deps: LinkRouteDeps): readonly Route[] {
  let loading: Promise<LinkRequests> | undefined;
  const load = () => {
    loading ??= import('./link-requests.ts').then(({ createLinkRequests }) => createLinkRequests(deps));
    return loading;
  };
  const common = {
    path: '/l/{token}',
    tag: 'Links',
    domain: 'alert',
    rights: 'public',
    produces: 'text/html',
  } as const;
  return [
    defineRoute({
      ...common,
      method: 'GET',
      summary: 'Get the page of a link in a notification',
      handle: async (input) => (await load()).open(input),
    }),
    defineRoute({
      ...common,
      path: '/l/{token}/seen',
      method: 'POST',
      summary: 'Mark the alert of a link as seen, when somebody uses its page',
      answers: 200,
      handle: async (input) => (await load()).markSeen(input),
    }),
    defineRoute({
      ...common,
      method: 'POST',
      summary:
        'Acknowledge, close, give back or snooze the alert of a link in a notification, or get a new link for an expired one',
      answers: 200,
      handle: async (input) => (await load()).submit(input),
    }),
  ];
}
