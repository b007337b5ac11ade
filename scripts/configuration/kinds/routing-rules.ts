import { path } from '../api.ts';
import {
  type Document,
  inOrder,
  isSame,
  toCriteria,
  toText,
  without,
  withoutIds,
  withoutUndefined,
} from '../document.ts';
import type { AccountAccess, ImportWork } from '../kind.ts';
import { pairByName } from '../pair.ts';
import { createPlaces } from '../places.ts';
import { ImportProblem, within } from '../problem.ts';

interface RuleView extends Document {
  readonly id: string;
  readonly isDefault: boolean;
}

/** The routing rules of the team in order, the default rule last. */
export const readRoutingRules = ({ api }: AccountAccess, teamId: string): Promise<readonly RuleView[]> =>
  api.get(path`/v2/teams/${teamId}/routing-rules`);

export function toRoutingRuleDocument(rule: RuleView): Document {
  const { id: _, order: _order, isDefault, criteria, timezone, ...rest } = rule;
  const document = {
    ...rest,
    // The default rule matches always, so its zone means nothing.
    ...(isDefault ? { isDefault } : { timezone, criteria: toCriteria(criteria) }),
  };
  return withoutUndefined(withoutIds(document) as Document);
}

const isDefault = (rule: Document): boolean => rule.isDefault === true;

/** Makes the routing rules of the team those of the file. */
export async function writeRoutingRules(
  work: ImportWork,
  teamId: string,
  wanted: readonly Document[],
): Promise<void> {
  const { api } = work;
  const all = path`/v2/teams/${teamId}/routing-rules`;
  const present = await readRoutingRules(work, teamId);
  if (wanted.filter(isDefault).length > 1 || wanted.slice(0, -1).some(isDefault)) {
    throw new ImportProblem('', { routingRules: 'there is one rule with isDefault, and it comes last' });
  }
  const others = wanted.filter((rule) => !isDefault(rule));
  const { pairs, left } = pairByName<Document, RuleView>(
    others,
    present.filter((rule) => !isDefault(rule)),
    ({ name }) => toText(name),
  );
  const obsolete = [...left];
  const places = createPlaces(present.map(({ id }) => id));
  for (const [order, [rule, before]] of pairs.entries()) {
    await within(`routingRules[${order}]`, async () => {
      const body = { criteria: { type: 'match-all' }, ...rule };
      const isTimeFreed = before?.timeRestriction !== undefined && rule.timeRestriction === undefined;
      // The API cannot take a time restriction from a rule.
      if (before && isTimeFreed) obsolete.push(before);
      if (!before || isTimeFreed) {
        await api.send('POST', all, { ...body, order });
        places.put(undefined, order);
        return;
      }
      if (!isSame(inOrder(toRoutingRuleDocument(before)), inOrder(rule))) {
        await api.send('PATCH', `${all}/${before.id}`, body);
      }
      if (places.isAt(before.id, order)) return;
      await api.send('POST', `${all}/${before.id}/change-order`, { order });
      places.put(before.id, order);
    });
  }
  // After the new rules, so that no alert of theirs takes the default rule meanwhile.
  for (const { id } of obsolete) await api.send('DELETE', `${all}/${id}`);
  const standard = wanted.find(isDefault);
  const before = present.find(isDefault);
  if (!standard || !before || isSame(inOrder(toRoutingRuleDocument(before)), standard)) return;
  await within(`routingRules[${wanted.length - 1}]`, async () => {
    await api.send('PATCH', `${all}/${before.id}`, without(standard, 'isDefault'));
  });
}
