import type { ContactMethod } from '../../../src/domain/users/model.ts';
import { path } from '../api.ts';
import {
  type Document,
  inOrder,
  isSame,
  toCriteria,
  toList,
  toText,
  withoutIds,
  withoutUndefined,
} from '../document.ts';
import type { AccountAccess, ImportWork } from '../kind.ts';
import { pairByName } from '../pair.ts';
import { createPlaces } from '../places.ts';
import { requireList, within } from '../problem.ts';
import { createLeftOutCheck, readContacts } from './contacts.ts';

interface RuleView extends Document {
  readonly id: string;
  readonly name: string;
  readonly actionType: string;
  readonly steps: readonly StepView[];
  readonly repeat?: { readonly loopAfter: number; readonly enabled: boolean };
}

interface StepView extends Document {
  readonly contact: { readonly method: ContactMethod; readonly to: string };
}

/** The notification rules of the user: those of one action type together, in their order. */
export async function readNotificationRules(
  { api }: AccountAccess,
  userId: string,
): Promise<readonly RuleView[]> {
  const all = path`/v2/users/${userId}/notification-rules`;
  const metas = await api.get<readonly { id: string; actionType: string; order: number }[]>(all);
  const order = ({ actionType, order }: (typeof metas)[number]) =>
    `${actionType} ${String(order).padStart(6, '0')}`;
  const sorted = metas.toSorted((a, b) => (order(a) < order(b) ? -1 : 1));
  return Promise.all(sorted.map(({ id }) => api.get<RuleView>(`${all}/${id}`)));
}

/** Browsers are not in the files, so neither are the steps that notify them. */
const isBrowserStep = ({ contact }: StepView): boolean => contact.method === 'webpush';

const toStepDocument = ({ contact, sendAfter, enabled }: StepView): Document =>
  withoutUndefined({ contact, sendAfter, enabled });

export function toRuleDocument(rule: RuleView): Document {
  const {
    id: _,
    order: _order,
    skippedPatterns: _skipped,
    criteria,
    notificationTime,
    steps,
    schedules,
    repeat,
    ...rest
  } = rule;
  const document = {
    ...rest,
    criteria: toCriteria(criteria),
    notificationTime: (notificationTime as readonly unknown[]).length > 0 ? notificationTime : undefined,
    schedules: schedules && toList(schedules).map(({ name }) => ({ name })),
    steps: steps.filter((step) => !isBrowserStep(step)).map(toStepDocument),
    // A repeat that is switched off does nothing.
    repeat: repeat?.enabled && repeat.loopAfter > 0 ? repeat : undefined,
  };
  return withoutUndefined(withoutIds(document) as Document);
}

/** The values of members that a file leaves out, for a rule that exists. */
const DEFAULTS = {
  enabled: true,
  criteria: { type: 'match-all' },
  notificationTime: [],
  schedules: [],
  steps: [],
  repeat: { loopAfter: 0, enabled: false },
};

/**
 * Makes the notification rules of the user those of the file. Rules are the same if action type and name
 * are; those that are left of an action type are renamed, because alerts that notify somebody now refer to their ids. `contacts`:
 * those of the file.
 */
export async function writeNotificationRules(
  work: ImportWork,
  userId: string,
  wanted: readonly Document[],
  contacts: readonly Document[],
): Promise<void> {
  const { api } = work;
  const all = path`/v2/users/${userId}/notification-rules`;
  const isLeftOut = createLeftOutCheck(contacts, await readContacts(work, userId));
  const present = await readNotificationRules(work, userId);
  const getName = ({ actionType, name }: Document) => `${toText(actionType)} ${toText(name).trim()}`;
  const { pairs, left } = pairByName(wanted, present, getName, ({ actionType }) => toText(actionType));

  /** Without the steps for contacts that could not be added, and with those for the browsers of the user. */
  const toSteps = (rule: Document, before: RuleView | undefined): readonly Document[] => {
    const steps = requireList(rule.steps, 'steps').filter(
      ({ contact }) => !isLeftOut((contact ?? {}) as Document),
    );
    const browsers = (before?.steps ?? []).flatMap((step, i) =>
      isBrowserStep(step) ? [[i, step] as const] : [],
    );
    return browsers.reduce((list, [i, step]) => list.toSpliced(i, 0, toStepDocument(step)), steps);
  };

  const counts = new Map<string, number>();
  const obsolete = [...left];
  const places = new Map(
    [...present, ...wanted].map(({ actionType }) => [
      toText(actionType),
      createPlaces(present.filter((rule) => rule.actionType === actionType).map(({ id }) => id)),
    ]),
  );
  for (const [i, [rule, before]] of pairs.entries()) {
    const type = toText(rule.actionType);
    const order = counts.get(type) ?? 0;
    counts.set(type, order + 1);
    await within(`notificationRules[${i}]`, async () => {
      const { actionType, ...others } = rule;
      const rest = { ...others, steps: toSteps(rule, before) };
      if (before && before.timeRestriction !== undefined && rule.timeRestriction === undefined) {
        // The API cannot take a time restriction from a rule.
        obsolete.push(before);
        await api.send('POST', all, { ...rest, actionType, order });
        places.get(type)?.put(undefined, order);
        return;
      }
      if (!before) {
        await api.send('POST', all, { ...rest, actionType, order });
      } else if (!isSame(inOrder(toRuleDocument(before)), inOrder(rule))) {
        await api.send('PATCH', `${all}/${before.id}`, { ...DEFAULTS, ...rest, order });
      } else if (!places.get(type)?.isAt(before.id, order)) {
        await api.send('POST', `${all}/${before.id}/change-order`, { order });
      }
      places.get(type)?.put(before?.id, order);
    });
  }
  // Last, so that there are rules at all times.
  for (const { id } of obsolete) await api.send('DELETE', `${all}/${id}`);
}
