import { queryClient } from '../client/query-client.ts';
import { ALL_PAGES, FIRST_PAGE, isOffered } from './all-pages.ts';
import type { Page } from './page.ts';
import { lacksRight, SESSION_QUERY } from './session.tsx';

/** The path below which the console lives. */
export const BASE = '/console';

/** The page of an address; undefined if there is none. */
export function findPage(pathname: string): Page | undefined {
  const path = pathname.slice(BASE.length).replace(/\/$/, '') || FIRST_PAGE;
  return ALL_PAGES.find((page) => new RegExp(`^${page.path.replaceAll(/:\w+/g, '[^/]+')}$`).test(path));
}

/**
 * Starts what the first page needs before anything is drawn: who is signed in, the page's code, and what it reads first. One
 * after the other, they would take as long as all of them together.
 */
export async function startFirstPage(): Promise<void> {
  const page = findPage(location.pathname);
  if (!page || page.isPublic) return;
  const [session, { prepare }] = await Promise.all([queryClient.fetchQuery(SESSION_QUERY), page.load()]);
  if (session && isOffered(page, (right) => !lacksRight(session, right))) prepare?.(session);
}
