import { type Html, html } from '../../domain/kernel/html.ts';
import { formatLocalTime } from '../../domain/kernel/text.ts';
import type { RawResponse } from '../../http/route.ts';
import type { Instant } from '../../platform/clock.ts';
import { type AlertView, facts, formatPerson, formatTitle, heading } from './alert-view.ts';
import type { FormAction } from './form.ts';
import { page } from './frame.ts';

/** The pages behind links: what happened to the alert, what it means, and what the reader can do. They need no script. */

/** A button of the form. Its page is identified, so that sending the form twice has one effect. */
const button = (action: FormAction, label: string, kind: 'main' | 'danger' | 'plain'): Html =>
  html`<button name="do" value="${action}" class="${kind}">${label}</button>`;

/** The form has no action URL: it posts to the address of the link. */
const form = (pageId: string, buttons: readonly Html[]): Html =>
  html`<form method="post"><input type="hidden" name="page" value="${pageId}">${buttons}</form>`;

const close = button('close', 'Close it', 'danger');
const giveBack = button('unacknowledge', 'Give it back', 'plain');
const snooze = button('snooze', 'Snooze 30 min', 'plain');
const acknowledge = button('acknowledge', 'Acknowledge', 'main');

const MEANING_OF_BUTTONS =
  'Close it only when it is solved. If you give it back, everybody who responds to it is notified again, from the start. A snooze does the same when it ends.';

/** Before an acknowledge: the alert and one button. */
export const acknowledgePage = (view: AlertView, pageId: string): RawResponse =>
  page(
    200,
    `Acknowledge ${formatTitle(view)}`,
    html`${heading(view)}${form(pageId, [acknowledge])}<p class="soft">Whoever acknowledges has it: nobody else is called.</p>${facts(view)}`,
    { marksSeen: true },
  );

/** Before a close: it looks different, because a close by mistake ends the alert. */
export const closePage = (view: AlertView, pageId: string): RawResponse =>
  page(
    200,
    `Close ${formatTitle(view)}`,
    html`${heading(view)}<p class="lead">Close it only when it is solved. Nobody is notified of a closed alert any more.</p>${form(pageId, [button('close', 'Close for good', 'danger')])}${facts(view)}`,
    { marksSeen: true },
  );

/**
 * The reader has the alert. `othersWait`: rules of its escalation notify others until it is closed, whoever has
 * acknowledged it.
 */
export function yoursPage(view: AlertView, pageId: string, othersWait: boolean): RawResponse {
  const meaning = othersWait
    ? 'You have it. Others are called only by rules that wait for its close.'
    : 'You have it. Nobody else is called.';
  return page(
    200,
    `You have ${formatTitle(view)}`,
    html`${heading(view)}<p class="lead"><strong>${meaning}</strong></p>${form(pageId, [close, giveBack, snooze])}<p class="soft">${MEANING_OF_BUTTONS}</p>${facts(view)}`,
  );
}

/** Somebody else has the alert. */
export function othersPage(view: AlertView): RawResponse {
  const { alert, doneBy, timeZone } = view;
  const who = doneBy ? formatPerson(doneBy) : 'Somebody';
  const { ackTime } = alert.report;
  const since = ackTime === undefined ? '' : ` since ${formatLocalTime(alert.createdAt + ackTime, timeZone)}`;
  return page(
    200,
    formatTitle(view),
    html`${heading(view)}<p class="lead"><strong>${who} has it${since}. You need do nothing.</strong></p>${facts(view)}`,
  );
}

/** The alert is closed. */
export function closedPage(view: AlertView): RawResponse {
  const { alert, doneBy, isDoneByReader, timeZone } = view;
  const who = isDoneByReader
    ? 'You closed it'
    : doneBy
      ? `${formatPerson(doneBy)} closed it`
      : 'It is closed';
  const { closeTime } = alert.report;
  const at = closeTime === undefined ? '' : ` at ${formatLocalTime(alert.createdAt + closeTime, timeZone)}`;
  return page(
    200,
    formatTitle(view),
    html`${heading(view)}<p class="lead"><strong>${who}${at}. Nobody is called any more, and you need do nothing.</strong></p>${facts(view)}`,
  );
}

/** The reader's close was accepted. */
export const justClosedPage = (view: AlertView): RawResponse =>
  page(
    200,
    `Closed ${formatTitle(view)}`,
    html`${heading(view)}<p class="lead"><strong>Closed. Nobody is called any more.</strong></p><p>You may close this page.</p>`,
  );

/** The reader gave the alert back. */
export const givenBackPage = (view: AlertView, pageId: string): RawResponse =>
  page(
    200,
    `Given back ${formatTitle(view)}`,
    html`${heading(view)}<p class="lead"><strong>You gave it back. Everybody who responds to it is notified again, from the start.</strong></p>${form(pageId, [acknowledge])}`,
  );

/** The reader snoozed the alert until an instant. */
export const snoozedPage = (view: AlertView, pageId: string, until: Instant): RawResponse =>
  page(
    200,
    `Snoozed ${formatTitle(view)}`,
    html`${heading(view)}<p class="lead"><strong>Snoozed until ${formatLocalTime(until, view.timeZone)}. Nobody is called before.</strong></p><p>If it is still open then, everybody who responds to it is notified again, from the start.</p>${form(pageId, [close, giveBack])}`,
  );

/** A link that has expired, with an offer of a new one. It says nothing about the alert: old messages are passed on. */
export const expiredPage = (canRenew: boolean): RawResponse =>
  page(
    410,
    'This link has expired',
    html`<h1>This link has expired</h1><p>Links work for 24 hours. ${canRenew ? 'A new one goes to the person to whom this one was sent, by e-mail if possible.' : 'Use the link in a newer message about the alert, or open Tocsin.'}</p>${canRenew ? html`<form method="post"><button name="do" value="renew" class="main">Send me a new link</button></form>` : ''}`,
  );

/** The same page whatever became of the request: whoever holds an old link learns nothing about the alert or its person. */
export const renewalPage = (): RawResponse =>
  page(
    410,
    'A new link was requested',
    html`<h1>A new link is on its way</h1><p>If the alert still exists, the person to whom the old link was sent gets the new one within a minute. Each old link gives one new link.</p><p>No message? Use a newer one about the alert, or open Tocsin.</p>`,
  );

/** A form that asks for something that there is not. */
export const unknownActionPage = (): RawResponse =>
  page(
    400,
    'Nothing was done',
    html`<h1>Nothing was done</h1><p>The page asked for something that Tocsin does not know. Open the link again.</p>`,
  );

/** The page of a link that does not work: 403 if it is not valid, 410 if the alert was deleted. */
export const invalidLinkPage = (status: 403 | 410, title: string, advice: string): RawResponse =>
  page(status, title, html`<h1>${title}</h1><p>${advice}</p>`);
