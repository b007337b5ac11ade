import type { Incident, StakeholderEvent } from '../../domain/incidents/model.ts';
import { cutAtWord, formatLocalTime, toOneLine } from '../../domain/kernel/text.ts';
import type { User } from '../../domain/users/model.ts';
import { getTexts } from '../languages/get-texts.ts';
import { MAX_SUBJECT_LENGTH } from './email.ts';
import {
  type EmailContent,
  emailPage,
  factTable,
  footer,
  heading,
  longText,
  paragraph,
} from './email-layout.ts';

export interface StakeholderContext {
  readonly incident: Incident;
  readonly event: StakeholderEvent;
  readonly user: User;
  /** Names of the impacted services. */
  readonly services: readonly string[];
}

/**
 * Renders an e-mail that informs a stakeholder of an incident. It prefers the message and description written for
 * stakeholders, and has no action links.
 */
export function stakeholderEmail({ incident, event, user, services }: StakeholderContext): EmailContent {
  const texts = getTexts(user);
  const message = toOneLine(incident.stakeholders.message || incident.message);
  const description = incident.stakeholders.description || incident.description;
  const headline = texts.incident.headline(incident.tinyId, event);
  const all: readonly (readonly [string, string])[] = [
    [texts.incident.priority, incident.priority],
    [texts.facts.status, texts.incident.status(incident.status)],
    [texts.facts.opened, formatLocalTime(incident.createdAt, user.timeZone, texts.language)],
    [texts.facts.services, services.join(', ')],
  ];
  const facts = all.filter(([, value]) => value !== '');
  return {
    subject: cutAtWord(`[${incident.priority}] ${headline}: ${message}`, MAX_SUBJECT_LENGTH),
    text: [
      message,
      `${headline}.`,
      description,
      facts.map(([name, value]) => `${name}: ${value}`).join('\n'),
      texts.incident.footer,
    ]
      .filter((part) => part !== '')
      .join('\n\n')
      .concat('\n'),
    html: emailPage(texts.language, message, [
      heading(message),
      paragraph(`${headline}.`),
      description === '' ? undefined : longText(description),
      factTable(facts),
      footer(texts.incident.footer),
    ]),
    thread: `incident-${incident.id}`,
  };
}
