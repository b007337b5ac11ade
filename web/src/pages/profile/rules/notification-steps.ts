import { METHOD_NAMES } from '../../../format/contact-methods.ts';
import type { Contact, Rule, Step } from '../profile-types.ts';

type Delay = NonNullable<Step['sendAfter']>;

const MINUTES: Readonly<Record<Delay['timeUnit'], number>> = { minutes: 1, hours: 60, days: 1_440 };

/** How many minutes after the event the step notifies. */
export const toDelayMinutes = ({ sendAfter }: Pick<Step, 'sendAfter'>): number =>
  sendAfter ? sendAfter.timeAmount * MINUTES[sendAfter.timeUnit] : 0;

/** `at once`, `after 3 min`, `after 1 h 30 min`, `after 2 days`. */
export function formatDelay(minutes: number): string {
  if (minutes === 0) return 'at once';
  const days = Math.floor(minutes / 1_440);
  const hours = Math.floor(minutes / 60) % 24;
  const parts = [
    days > 0 && (days === 1 ? '1 day' : `${days} days`),
    hours > 0 && `${hours} h`,
    minutes % 60 > 0 && `${minutes % 60} min`,
  ];
  return `after ${parts.filter(Boolean).join(' ')}`;
}

/** The steps in the order in which they notify. */
export const sortByDelay = (steps: readonly Step[]): readonly Step[] =>
  steps.toSorted((a, b) => toDelayMinutes(a) - toDelayMinutes(b));

/** Why a step notifies nobody; undefined if it does. */
export type StepProblem = 'step-off' | 'no-contact' | 'contact-off' | 'unverified';

/** The contact that a step notifies. Steps refer to it by method and address. */
export const findContact = (
  { contact: { method, to } }: Pick<Step, 'contact'>,
  contacts: readonly Contact[],
): Contact | undefined => contacts.find((contact) => contact.method === method && contact.to === to);

export function findStepProblem(step: Step, contacts: readonly Contact[]): StepProblem | undefined {
  const contact = findContact(step, contacts);
  if (!step.enabled) return 'step-off';
  if (!contact) return 'no-contact';
  if (!contact.status.enabled) return 'contact-off';
  return contact.verification.state === 'verified' ? undefined : 'unverified';
}

/**
 * The steps that notify somebody in one sentence: `at once by e-mail; after 1 min by SMS and call`. Undefined if none does.
 */
export function describeNotificationSteps(
  steps: readonly Step[],
  contacts: readonly Contact[],
): string | undefined {
  const working = sortByDelay(steps).filter((step) => findStepProblem(step, contacts) === undefined);
  const rungs = Map.groupBy(working, toDelayMinutes);
  const parts = [...rungs].map(([minutes, those]) => {
    const methods = [...new Set(those.map(({ contact }) => METHOD_NAMES[contact.method]))];
    return `${formatDelay(minutes)} by ${new Intl.ListFormat('en-GB').format(methods)}`;
  });
  return parts.length > 0 ? parts.join('; ') : undefined;
}

/** Whether the steps of the rule wait. Those about shifts do not: the rule says how long before. */
export const hasDelays = ({ actionType }: Pick<Rule, 'actionType'>): boolean =>
  actionType !== 'schedule-start' && actionType !== 'schedule-end';
