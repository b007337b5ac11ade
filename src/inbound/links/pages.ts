import { type Html, html } from '../../domain/kernel/html.ts';
import type { RawResponse } from '../../http/route.ts';
import type { Instant } from '../../platform/clock.ts';
import type { ReplyTexts } from '../languages/texts.ts';
import {
  type AlertView,
  consoleLink,
  facts,
  formatPerson,
  formatTime,
  formatTitle,
  heading,
} from './alert-view.ts';
import type { FormAction } from './form.ts';
import { page } from './frame.ts';

/** The pages behind links: what happened to the alert, what it means, and what the reader can do. They need no script. */

/** A button of the form. Its page is identified, so that sending the form twice has one effect. */
const button = (action: FormAction, label: string, kind: 'main' | 'danger' | 'plain'): Html =>
  html`<button name="do" value="${action}" class="${kind}">${label}</button>`;

/** The form has no action URL: it posts to the address of the link. */
const form = (pageId: string, buttons: readonly Html[]): Html =>
  html`<form method="post"><input type="hidden" name="page" value="${pageId}">${buttons}</form>`;

const lead = (text: string): Html => html`<p class="lead"><strong>${text}</strong></p>`;

const SNOOZE_MINUTES = 30;

/** The buttons of the pages, in the language of the reader. */
const createButtons = ({ page: { buttons } }: ReplyTexts) => ({
  acknowledge: button('acknowledge', buttons.acknowledge, 'main'),
  close: button('close', buttons.close, 'danger'),
  closeForGood: button('close', buttons.closeForGood, 'danger'),
  giveBack: button('unacknowledge', buttons.giveBack, 'plain'),
  snooze: button('snooze', buttons.snooze(SNOOZE_MINUTES), 'plain'),
});

/** Before an acknowledge: the alert and one button. */
export function acknowledgePage(view: AlertView, pageId: string): RawResponse {
  const { texts } = view;
  const { acknowledge } = createButtons(texts);
  return page(
    200,
    texts,
    texts.page.titles.acknowledge(formatTitle(view)),
    html`${heading(view)}${form(pageId, [acknowledge])}<p class="soft">${texts.page.meaningOfAcknowledge}</p>${consoleLink(view)}${facts(view)}`,
    { marksSeen: true },
  );
}

/** Before a close: it looks different, because a close by mistake ends the alert. */
export function closePage(view: AlertView, pageId: string): RawResponse {
  const { texts } = view;
  const { closeForGood } = createButtons(texts);
  return page(
    200,
    texts,
    texts.page.titles.close(formatTitle(view)),
    html`${heading(view)}<p class="lead">${texts.page.meaningOfClose}</p>${form(pageId, [closeForGood])}${consoleLink(view)}${facts(view)}`,
    { marksSeen: true },
  );
}

/**
 * The reader has the alert. `othersWait`: rules of its escalation notify others until it is closed, whoever has
 * acknowledged it.
 */
export function yoursPage(view: AlertView, pageId: string, othersWait: boolean): RawResponse {
  const { texts } = view;
  const { close, giveBack, snooze } = createButtons(texts);
  const meaning = othersWait ? texts.page.youHaveItOthersWait : texts.page.youHaveIt;
  return page(
    200,
    texts,
    texts.page.titles.yours(formatTitle(view)),
    html`${heading(view)}${lead(meaning)}${form(pageId, [close, giveBack, snooze])}<p class="soft">${texts.page.meaningOfButtons}</p>${consoleLink(view)}${facts(view)}`,
  );
}

/** The time so long after the creation of the alert; undefined if nobody knows how long. */
const formatSinceCreation = (view: AlertView, ms: number | undefined): string | undefined =>
  ms === undefined ? undefined : formatTime(view, view.alert.createdAt + ms);

/** Somebody else has the alert. */
export function othersPage(view: AlertView): RawResponse {
  const { alert, doneBy, texts } = view;
  const since = formatSinceCreation(view, alert.report.ackTime);
  const text = texts.page.somebodyHasIt(doneBy && formatPerson(doneBy), since);
  return page(
    200,
    texts,
    formatTitle(view),
    html`${heading(view)}${lead(text)}${consoleLink(view)}${facts(view)}`,
  );
}

/** The alert is closed. */
export function closedPage(view: AlertView): RawResponse {
  const { alert, doneBy, isDoneByReader, texts } = view;
  const at = formatSinceCreation(view, alert.report.closeTime);
  const text = isDoneByReader
    ? texts.page.youClosedIt(at)
    : texts.page.somebodyClosedIt(doneBy && formatPerson(doneBy), at);
  return page(
    200,
    texts,
    formatTitle(view),
    html`${heading(view)}${lead(text)}${consoleLink(view)}${facts(view)}`,
  );
}

/** The reader's close was accepted. */
export function justClosedPage(view: AlertView): RawResponse {
  const { titles, justClosed } = view.texts.page;
  return page(
    200,
    view.texts,
    titles.closed(formatTitle(view)),
    html`${heading(view)}${lead(justClosed.title)}<p>${justClosed.text}</p>${consoleLink(view)}`,
  );
}

/** The reader gave the alert back. */
export function givenBackPage(view: AlertView, pageId: string): RawResponse {
  const { texts } = view;
  const { acknowledge } = createButtons(texts);
  return page(
    200,
    texts,
    texts.page.titles.givenBack(formatTitle(view)),
    html`${heading(view)}${lead(texts.page.givenBack)}${form(pageId, [acknowledge])}${consoleLink(view)}`,
  );
}

/** The reader snoozed the alert until an instant. */
export function snoozedPage(view: AlertView, pageId: string, until: Instant): RawResponse {
  const { texts } = view;
  const { close, giveBack } = createButtons(texts);
  return page(
    200,
    texts,
    texts.page.titles.snoozed(formatTitle(view)),
    html`${heading(view)}${lead(texts.page.snoozedUntil(formatTime(view, until)))}<p>${texts.page.afterSnooze}</p>${form(pageId, [close, giveBack])}${consoleLink(view)}`,
  );
}

/** A link that has expired, with an offer of a new one. It says nothing about the alert: old messages are passed on. */
export function expiredPage(texts: ReplyTexts, canRenew: boolean): RawResponse {
  const { expired, buttons } = texts.page;
  const offer = canRenew
    ? html`<p>${expired.canRenew}</p><form method="post">${button('renew', buttons.newLink, 'main')}</form>`
    : html`<p>${expired.cannotRenew}</p>`;
  return page(410, texts, expired.title, html`<h1>${expired.title}</h1>${offer}`);
}

/** The same page whatever became of the request: whoever holds an old link learns nothing about the alert or its person. */
export function renewalPage(texts: ReplyTexts): RawResponse {
  const { title, text, noMessage } = texts.page.renewed;
  return page(410, texts, title, html`<h1>${title}</h1><p>${text}</p><p>${noMessage}</p>`);
}

/** A page of a heading and a sentence: 400 for a form that no page has, 403 for a bad link, 410 for a deleted alert. */
export const noticePage = (
  status: 400 | 403 | 410,
  texts: ReplyTexts,
  { title, text }: { readonly title: string; readonly text: string },
): RawResponse => page(status, texts, title, html`<h1>${title}</h1><p>${text}</p>`);
