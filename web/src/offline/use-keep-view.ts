import { useEffect } from 'react';
import { useSession } from '../app/session.tsx';
import type { ResponseBody } from '../client/operation-types.ts';
import { keepView } from './last-known.ts';

/**
 * Keeps a list of alerts for the time without a connection, each time that the service has answered it. `view` is undefined
 * for lists that are not kept.
 */
export function useKeepView(
  view: { readonly id: string; readonly label: string } | undefined,
  {
    readAt,
    page,
  }: {
    /** When the service answered, in milliseconds since the epoch. */
    readonly readAt: number;
    /** Its first page, as the service answered it. */
    readonly page: ResponseBody<'GET /v2/alerts'> | undefined;
  },
): void {
  const { user, account } = useSession();
  useEffect(() => {
    if (!view || !page) return;
    const owner = { userId: user.id, accountId: account.id };
    keepView(localStorage, owner, {
      id: view.id,
      label: view.label,
      readAt,
      alerts: page.data,
      hasMore: page.paging.next !== undefined,
    });
  }, [view, readAt, page, user.id, account.id]);
}
