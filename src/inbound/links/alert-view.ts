import type { Alert } from '../../domain/alerts/model.ts';
import { type Html, html } from '../../domain/kernel/html.ts';
import { linkedHtml } from '../../domain/kernel/link-text.ts';
import { toLocalValue, withLocalTimes } from '../../domain/kernel/local-times.ts';
import { formatLocalTime, toOneLine, truncateWithEllipsis } from '../../domain/kernel/text.ts';
import type { Instant } from '../../platform/clock.ts';
import { formatStatus } from '../languages/format-status.ts';
import type { ReplyTexts } from '../languages/texts.ts';

/** A person on the page: the name if there is one, and the username. */
export interface Person {
  readonly username: string;
  readonly fullName?: string;
}

/** Somebody who was notified of the alert. */
export interface Notified {
  readonly person: Person;
  /** When the state of their notifications last changed. */
  readonly at: Instant;
}

/** What the page shows of an alert, with the names that the alert has as ids and usernames. */
export interface AlertView {
  readonly alert: Alert;
  /** IANA zone of the reader. */
  readonly timeZone: string;
  /** In the language of the reader. */
  readonly texts: ReplyTexts;
  /** The page of the alert in the console; undefined: nobody knows where the console is. */
  readonly alertUrl?: string;
  /** Who acknowledged or closed it last; undefined: nobody did. */
  readonly doneBy?: Person;
  /** Whether that is the reader. */
  readonly isDoneByReader: boolean;
  /** Who else was notified. */
  readonly notified: readonly Notified[];
}

const MAX_LINES = 20;
const MAX_DESCRIPTION = 2_000;
const MAX_DETAILS = 12;
const MAX_VALUE = 300;

/** A name between isolates: a name in Arabic or Hebrew does not turn the sentence around it. */
export const formatPerson = ({ username, fullName }: Person): string =>
  fullName && fullName !== username ? `\u2068${fullName}\u2069 (${username})` : `\u2068${username}\u2069`;

export const formatTitle = ({ alert }: AlertView): string => `#${alert.tinyId} ${toOneLine(alert.message)}`;

/** An instant in language and zone of the reader. */
export const formatTime = ({ timeZone, texts }: AlertView, at: Instant): string =>
  formatLocalTime(at, timeZone, texts.language);

/** Priority and number above the message. Texts of alerts have the direction of their own script. */
export const heading = ({ alert, texts }: AlertView): Html =>
  html`<p class="name">${alert.priority} · ${texts.page.alert(alert.tinyId)}</p><h1 dir="auto">${toOneLine(alert.message)}</h1>`;

/** Leads to everything that the console shows of the alert and offers to do. */
export const consoleLink = ({ alertUrl, texts }: AlertView): Html | '' =>
  alertUrl === undefined ? '' : html`<p><a href="${alertUrl}">${texts.page.openInConsole}</a></p>`;

/** The first lines of the description, and how much of it is left out. */
function description({ alert, texts, timeZone }: AlertView): Html | undefined {
  const text = withLocalTimes(alert.description.trim(), timeZone, texts.language);
  if (text === '') return undefined;
  const lines = text.split('\n');
  const shown = truncateWithEllipsis(lines.slice(0, MAX_LINES).join('\n'), MAX_DESCRIPTION);
  const isCut = shown.length < text.length;
  return html`<h2>${texts.page.description}</h2><p class="text" dir="auto">${linkedHtml(shown)}</p>${isCut ? html`<p class="soft">${texts.page.longerDescription(lines.length)}</p>` : ''}`;
}

/** What is known about the alert: facts, description with working links, details, and who else was notified. */
export function facts(view: AlertView): Html {
  const { alert, notified, texts, timeZone } = view;
  const labels = texts.page.facts;
  const time = (at: Instant) => formatTime(view, at);
  const rows = [
    [labels.status, formatStatus(alert, texts)],
    [labels.since, time(alert.createdAt)],
    ...(alert.snoozed && alert.snoozedUntil !== undefined
      ? [[labels.snoozedUntil, time(alert.snoozedUntil)]]
      : []),
    ...(alert.count > 1
      ? [[labels.occurred, texts.page.timesLast(alert.count, time(alert.lastOccurredAt))]]
      : []),
    ...(alert.source ? [[labels.source, truncateWithEllipsis(alert.source, MAX_VALUE)]] : []),
    ...notified.map(({ person, at }, i) => [
      i === 0 ? labels.alsoNotified : '',
      `${formatPerson(person)}, ${time(at)}`,
    ]),
  ] as const;
  const details = Object.entries(alert.details);
  return html`<dl>${rows.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>${description(view)}${
    details.length > 0
      ? html`<h2>${texts.page.details}</h2><dl>${details
          .slice(0, MAX_DETAILS)
          .map(
            ([name, value]) =>
              html`<dt dir="auto">${name}</dt><dd dir="auto">${linkedHtml(truncateWithEllipsis(toLocalValue(value, timeZone, texts.language), MAX_VALUE))}</dd>`,
          )}</dl>${details.length > MAX_DETAILS ? html`<p class="soft">${texts.page.moreDetails(details.length - MAX_DETAILS)}</p>` : ''}`
      : ''
  }`;
}
