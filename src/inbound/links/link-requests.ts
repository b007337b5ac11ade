import { type AccountSecrets, createAccountSecrets } from '../../domain/accounts/secrets.ts';
import type { Ledger } from '../../domain/alerts/ledger.ts';
import type { Alert } from '../../domain/alerts/model.ts';
import { findAlertById } from '../../domain/alerts/queries.ts';
import { markSeen } from '../../domain/alerts/seen.ts';
import { readLedger } from '../../domain/alerts/store/ledger-store.ts';
import type { Directory } from '../../domain/directory/directory.ts';
import type { IntegrationRef } from '../../domain/kernel/integration-ref.ts';
import { findRequestStatus } from '../../domain/requests/request-status.ts';
import { verifyLinkToken } from '../../domain/responder-actions/link-signer.ts';
import {
  enqueueResponderAction,
  type PageAction,
  type ResponderAction,
} from '../../domain/responder-actions/responder-actions.ts';
import type { User } from '../../domain/users/model.ts';
import type { RawResponse, RouteInput } from '../../http/route.ts';
import { type Instant, MINUTE } from '../../platform/clock.ts';
import { derivedId } from '../../platform/ids.ts';
import type { Queue } from '../../platform/queue.ts';
import type { Table } from '../../platform/table.ts';
import { getReplyTexts, getTextsForBrowser } from '../languages/get-texts.ts';
import type { ReplyTexts } from '../languages/texts.ts';
import type { AlertView } from './alert-view.ts';
import { readForm } from './form.ts';
import { loadView } from './load-view.ts';
import {
  acknowledgePage,
  closedPage,
  closePage,
  expiredPage,
  givenBackPage,
  justClosedPage,
  noticePage,
  othersPage,
  renewalPage,
  snoozedPage,
  yoursPage,
} from './pages.ts';
import { canRenew, renewLink } from './renewal.ts';

export interface LinkRouteDeps {
  readonly table: Table;
  /** alert-actions.fifo */
  readonly queue: Queue;
  /** contact-messages.fifo */
  readonly contactMessages: Queue;
  readonly directory: Pick<Directory, 'users'>;
  readonly secrets?: AccountSecrets;
  /** The address of the console, such as https://tocsin.example.com/console. Absent: pages do not link to it. */
  readonly consoleUrl?: string;
}

/** A request to a link; the path has its token. */
export type LinkInput = Pick<RouteInput<unknown, unknown>, 'params' | 'now' | 'requestId' | 'request'>;

/** The requests that the page of a link answers. */
export interface LinkRequests {
  /** The page for the state of the alert. Changes nothing. */
  open(input: LinkInput): Promise<RawResponse>;
  markSeen(input: LinkInput): Promise<RawResponse>;
  /** Applies the button that was pressed. A repetition changes nothing more. */
  submit(input: LinkInput): Promise<RawResponse>;
}

/** The integration that alerts show for actions by link. */
const INTEGRATION: IntegrationRef = { id: '', name: 'Link', type: 'Link' };

const SNOOZE_MS = 30 * MINUTE;

/** What a valid link leads to. */
interface LinkTarget {
  readonly alert: Alert;
  readonly user: User;
  readonly action: ResponderAction;
}

/**
 * Whether others are still notified although somebody has acknowledged: rules that only a close stops. Known once the run
 * has been evaluated.
 */
const othersWait = (alert: Alert, ledger: Ledger | undefined): boolean =>
  ledger?.run === alert.run && ledger.historyEvents > 0 && ledger.continuesWhenAcknowledged;

/** The view as it is once the acknowledge of the reader is applied. */
const withAcknowledgeOf = ({ username }: User, view: AlertView): AlertView => ({
  ...view,
  alert: { ...view.alert, acknowledged: true, report: { ...view.alert.report, acknowledgedBy: username } },
  isDoneByReader: true,
});

/**
 * The signed links of messages. GET shows the alert and buttons, and changes nothing: mail scanners and previews fetch
 * every link that they see, and some run the scripts of the page. The page therefore reports the alert as seen only when
 * somebody touches, clicks, types or scrolls. POST puts the action on the queue, like any other request.
 */
export function createLinkRequests({
  table,
  queue,
  contactMessages,
  directory: { users },
  secrets = createAccountSecrets(table),
  consoleUrl,
}: LinkRouteDeps): LinkRequests {
  /** `texts`: in the language of the browser, for pages that do not show the user's alert. */
  async function loadTarget(
    token: string,
    now: Instant,
    texts: ReplyTexts,
  ): Promise<LinkTarget | RawResponse> {
    const { doesNotWork, deleted } = texts.page;
    const verdict = await verifyLinkToken(secrets, token, now);
    if (verdict.kind === 'forged') {
      return noticePage(403, texts, { title: doesNotWork.title, text: doesNotWork.incomplete });
    }
    if (verdict.kind === 'expired') return expiredPage(texts, canRenew(verdict.expiredAt, now));
    const { accountId, alertId, userId, action } = verdict.claims;
    const [alert, user] = await Promise.all([
      findAlertById(table, accountId, alertId),
      users.get(accountId, userId),
    ]);
    if (!alert) return noticePage(410, texts, deleted);
    if (!user || user.blocked) {
      return noticePage(403, texts, { title: doesNotWork.title, text: doesNotWork.userIsGone });
    }
    return { alert, user, action };
  }

  /** Sends a new link if the token is a genuine one that has expired. The response is always the same. */
  async function renew({ params, now, requestId: pageId, request }: LinkInput): Promise<RawResponse> {
    const token = params.token ?? '';
    const texts = getTextsForBrowser(request.headers);
    const verdict = await verifyLinkToken(secrets, token, now);
    if (verdict.kind !== 'expired' || !canRenew(verdict.expiredAt, now)) {
      return verdict.kind === 'expired' ? expiredPage(texts, false) : openPage(token, now, pageId, texts);
    }
    const user = await users.get(verdict.claims.accountId, verdict.claims.userId);
    if (user && !user.blocked) await renewLink({ table, contactMessages }, token, verdict.claims, user, now);
    return renewalPage(texts);
  }

  /** The page for the state in which the alert is. */
  function pageForState(
    { alert, action }: LinkTarget,
    { view, ledger }: { readonly view: AlertView; readonly ledger: Ledger | undefined },
    pageId: string,
  ): RawResponse {
    if (alert.status === 'closed') return closedPage(view);
    if (action === 'close') return closePage(view, pageId);
    if (!alert.acknowledged) return acknowledgePage(view, pageId);
    return view.isDoneByReader ? yoursPage(view, pageId, othersWait(alert, ledger)) : othersPage(view);
  }

  async function openPage(
    token: string,
    now: Instant,
    pageId: string,
    texts: ReplyTexts,
  ): Promise<RawResponse> {
    const target = await loadTarget(token, now, texts);
    if ('kind' in target) return target;
    return pageForState(
      target,
      await loadView({ table, users, consoleUrl }, target.alert, target.user),
      pageId,
    );
  }

  /** Whether the action can still change the alert, as it is now, in the way that the reader means. */
  function isPossible(action: PageAction, { alert }: LinkTarget, { isDoneByReader }: AlertView): boolean {
    if (alert.status === 'closed') return false;
    if (action === 'acknowledge') return !alert.acknowledged;
    if (action === 'close') return true;
    // Who has it may give it back or snooze it. The acknowledge may still be in the queue.
    return !alert.acknowledged || isDoneByReader;
  }

  return {
    open: ({ params, now, requestId, request }) =>
      openPage(params.token ?? '', now, requestId, getTextsForBrowser(request.headers)),
    async markSeen({ params, now, request }) {
      const target = await loadTarget(params.token ?? '', now, getTextsForBrowser(request.headers));
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
    async submit(input) {
      const { params, now, requestId: pageId, request } = input;
      const token = params.token ?? '';
      const form = readForm(request.rawBody);
      if (form.action === 'renew') return renew(input);
      const target = await loadTarget(token, now, getTextsForBrowser(request.headers));
      if ('kind' in target) return target;
      const { alert, user } = target;
      const texts = getReplyTexts(user);
      if (form.action === 'unknown') return noticePage(400, texts, texts.page.unknownAction);
      const loaded = await loadView({ table, users, consoleUrl }, alert, user);
      const { view, ledger } = loaded;
      const asked = form.action ?? target.action;
      const until = now + SNOOZE_MS;
      const action: PageAction = asked === 'snooze' ? { snoozeUntil: until } : asked;
      // The same page, or a program at the same state of the alert, asks once, however often it is sent.
      const requestId = derivedId('link', token, asked, form.pageId ?? `version-${alert.version}`);
      const isRepeat = (await findRequestStatus(table, alert.accountId, requestId)) !== undefined;
      if (isRepeat || !isPossible(action, target, view)) return pageForState(target, loaded, pageId);
      await enqueueResponderAction(queue, alert, {
        action,
        user: user.username,
        requestId,
        receivedAt: now,
        source: 'link',
        integration: INTEGRATION,
      });
      switch (asked) {
        case 'acknowledge':
          return yoursPage(withAcknowledgeOf(user, view), pageId, othersWait(alert, ledger));
        case 'close':
          return justClosedPage(view);
        case 'unacknowledge':
          return givenBackPage(view, pageId);
        case 'snooze':
          return snoozedPage(view, pageId, until);
      }
    },
  };
}
