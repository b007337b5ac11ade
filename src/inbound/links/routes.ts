import { type AccountSecrets, createAccountSecrets } from '../../domain/accounts/secrets.ts';
import type { Alert } from '../../domain/alerts/model.ts';
import { markSeen } from '../../domain/alerts/seen.ts';
import { toAlert } from '../../domain/alerts/store/alert-item.ts';
import { readLedger } from '../../domain/alerts/store/ledger-store.ts';
import type { Directory } from '../../domain/directory/directory.ts';
import type { IntegrationRef } from '../../domain/kernel/integration-ref.ts';
import { verifyLinkToken } from '../../domain/responder-actions/link-signer.ts';
import {
  enqueueResponderAction,
  isAlreadyDone,
  type ResponderAction,
} from '../../domain/responder-actions/responder-actions.ts';
import type { User } from '../../domain/users/model.ts';
import { createRouteDefiner, type RawResponse, type Route } from '../../http/route.ts';
import type { Instant } from '../../platform/clock.ts';
import { alertKey } from '../../platform/keys.ts';
import type { Queue } from '../../platform/queue.ts';
import type { Table } from '../../platform/table.ts';
import { alreadyDonePage, confirmPage, donePage, invalidLinkPage } from './page.ts';

const defineRoute = createRouteDefiner<Record<never, never>>('');

export interface LinkRouteDeps {
  readonly table: Table;
  /** alert-actions.fifo */
  readonly queue: Queue;
  readonly directory: Pick<Directory, 'users'>;
  readonly secrets?: AccountSecrets;
}

/** The integration that alerts show for actions by link. */
const INTEGRATION: IntegrationRef = { id: '', name: 'Link', type: 'Link' };

/** What a valid link leads to. */
interface LinkTarget {
  readonly alert: Alert;
  readonly user: User;
  readonly action: ResponderAction;
}

/**
 * The signed links of messages. GET shows the alert and a button, and changes nothing: mail scanners and previews fetch
 * every link that they see, and some run the scripts of the page. The page therefore reports the alert as seen only when
 * somebody touches, clicks, types or scrolls. POST puts the action on the queue, like any other request.
 */
export function linkRoutes({
  table,
  queue,
  directory,
  secrets = createAccountSecrets(table),
}: LinkRouteDeps): readonly Route[] {
  async function loadTarget(token: string, now: Instant): Promise<LinkTarget | RawResponse> {
    const verdict = await verifyLinkToken(secrets, token, now);
    if (verdict.kind === 'forged') {
      return invalidLinkPage(
        403,
        'This link does not work',
        'It may be incomplete. Use the link in the newest message.',
      );
    }
    if (verdict.kind === 'expired') {
      return invalidLinkPage(
        410,
        'This link has expired',
        'Use the link in a newer message about the alert.',
      );
    }
    const { accountId, alertId, userId, action } = verdict.claims;
    const [item, user] = await Promise.all([
      table.get(alertKey(accountId, alertId)),
      directory.users.get(accountId, userId),
    ]);
    if (!item) return invalidLinkPage(410, 'The alert does not exist', 'It was deleted.');
    if (!user || user.blocked) {
      return invalidLinkPage(
        403,
        'This link does not work',
        'The user to whom it was sent was deleted or blocked.',
      );
    }
    return { alert: toAlert(item), user, action };
  }

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
      async handle({ params, now }) {
        const target = await loadTarget(params.token ?? '', now);
        if ('kind' in target) return target;
        const { alert, user, action } = target;
        return isAlreadyDone(alert, action)
          ? alreadyDonePage(alert, user.timeZone)
          : confirmPage(alert, action, user.timeZone);
      },
    }),
    defineRoute({
      ...common,
      path: '/l/{token}/seen',
      method: 'POST',
      summary: 'Mark the alert of a link as seen, when somebody uses its page',
      answers: 200,
      async handle({ params, now }) {
        const target = await loadTarget(params.token ?? '', now);
        if ('kind' in target) return target;
        const { alert, user } = target;
        await markSeen(queue, () => readLedger(table, alert.accountId, alert.id), alert, {
          user,
          receivedAt: now,
          source: 'link',
          integration: INTEGRATION,
        });
        return { kind: 'raw', status: 200, contentType: 'text/html; charset=utf-8', body: '' };
      },
    }),
    defineRoute({
      ...common,
      method: 'POST',
      summary: 'Acknowledge or close the alert of a link in a notification',
      answers: 200,
      async handle({ params, now, requestId }) {
        const target = await loadTarget(params.token ?? '', now);
        if ('kind' in target) return target;
        const { alert, user, action } = target;
        if (isAlreadyDone(alert, action)) return alreadyDonePage(alert, user.timeZone);
        await enqueueResponderAction(queue, alert, {
          action,
          user: user.username,
          requestId,
          receivedAt: now,
          source: 'link',
          integration: INTEGRATION,
        });
        return donePage(alert, action, user.username);
      },
    }),
  ];
}
