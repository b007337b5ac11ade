import type { DomainError } from '../../src/domain/kernel/errors.ts';
import { parseInput, rejectMisspeltMembers, withoutEmptyMembers } from '../../src/domain/kernel/input.ts';
import { getRequestExample } from '../../src/handlers/routes/all-examples.ts';
import { allRoutes } from '../../src/handlers/routes/all-routes.ts';

/**
 * Puts values of wrong types in the place of each member of each example of a request body, at every depth. Each must be
 * refused with what is wrong, and none may be taken for another value.
 */

type Path = readonly (string | number)[];

const isContainer = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** All members and elements of a value, at every depth. */
function listPlaces(value: unknown, parent: Path = []): readonly { readonly path: Path; value: unknown }[] {
  if (!isContainer(value)) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    const path = [...parent, Array.isArray(value) ? Number(name) : name];
    return [{ path, value: member as unknown }, ...listPlaces(member, path)];
  });
}

function withValueAt(value: unknown, [step, ...rest]: Path, to: unknown): unknown {
  if (step === undefined) return to;
  if (Array.isArray(value)) return value.map((each, i) => (i === step ? withValueAt(each, rest, to) : each));
  const members = value as Readonly<Record<string, unknown>>;
  return { ...members, [step]: withValueAt(members[step], rest, to) };
}

const formatPath = (path: Path) =>
  path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`))
    .join('')
    .slice(1);

const OBJECT = { unheardOf: 1 };
const LIST = [['x']];

/** Values that cannot stand for one like `value`. A number or true for text is no mistake: clients write both. */
function listWrongValues(value: unknown): readonly unknown[] {
  if (typeof value === 'string') return [OBJECT, LIST];
  if (typeof value === 'number') return [OBJECT, LIST, true, [], [1], [null], '   ', 'many'];
  if (typeof value === 'boolean') return [OBJECT, LIST, 7, 'perhaps'];
  if (Array.isArray(value)) return [OBJECT, 7, true];
  return [OBJECT, LIST, 7, true, 'text'];
}

/** Members whose contents are free: any JSON is right. */
const FREE = /(^|\.)(details|extraProperties|executiveSummary|content\[|payload)(\.|\[|$)|^content$/;
/** Lists of a Create in whose place one element, or a text, is accepted. */
const ONE_OR_MANY = /(^|\.)(tags|actions)$/;

const places = allRoutes().flatMap((route) => {
  const operation = `${route.method} ${route.path}`;
  const example = route.body && getRequestExample(operation);
  if (!example) return [];
  return listPlaces(example)
    .filter(({ path }) => !FREE.test(formatPath(path)))
    .map(({ path, value }) => ({ operation, route, example, path, value }));
});

type Place = (typeof places)[number];

/** The messages by member, or undefined if the value is accepted. */
function refusalOf(
  { route, example, path }: Place,
  wrong: unknown,
): Readonly<Record<string, string>> | undefined {
  try {
    const body = withoutEmptyMembers(withValueAt(example, path, wrong), route.clears);
    parseInput(route.body!, rejectMisspeltMembers(route.body!, body).value);
    return undefined;
  } catch (error) {
    return (error as DomainError).fields ?? {};
  }
}

const attempts = places.flatMap((place) =>
  listWrongValues(place.value).map((wrong) => {
    const member = formatPath(place.path);
    return { at: `${place.operation} ${member}`, member, wrong, refusal: refusalOf(place, wrong) };
  }),
);

const describeAttempt = ({ at, wrong, refusal }: (typeof attempts)[number]) =>
  `${at} = ${JSON.stringify(wrong)}: ${JSON.stringify(refusal)}`;

test('there are many members, of every type', () => {
  expect(places.length).toBeGreaterThan(400);
  for (const type of ['string', 'number', 'boolean', 'object']) {
    expect(places.filter(({ value }) => typeof value === type).length).toBeGreaterThan(10);
  }
});

test('a value of a wrong type is refused', () => {
  const accepted = attempts.filter(
    ({ member, wrong, refusal }) => !refusal && !(ONE_OR_MANY.test(member) && !isContainer(wrong)),
  );
  expect(accepted.map(describeAttempt)).toEqual([]);
});

test('the message names the member', () => {
  const elsewhere = attempts.filter(
    ({ member, refusal }) => refusal && !Object.keys(refusal).some((name) => name.startsWith(member)),
  );
  expect(elsewhere.map(describeAttempt)).toEqual([]);
});

test('the message says what is wrong, and not that the member is missing', () => {
  const missing = attempts.filter(({ member, refusal }) =>
    /^(can not be empty|should be provided|is not valid)$/.test(refusal?.[member] ?? ''),
  );
  expect(missing.map(describeAttempt)).toEqual([]);
});
