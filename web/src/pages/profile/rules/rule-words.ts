import type { Rule } from '../profile-types.ts';

type Criteria = NonNullable<Rule['criteria']>;
type Condition = NonNullable<Criteria['conditions']>[number];
type Restriction = NonNullable<Rule['timeRestriction']>;
type Interval = Extract<Restriction, { type: 'weekday-and-time-of-day' }>['restrictions'][number];
type TimeOfDay = Pick<Interval, 'startHour' | 'startMin' | 'endHour' | 'endMin'>;

/** What each operation says, and what it says when it is negated. */
const OPERATIONS: Readonly<Record<string, readonly [string, string]>> = {
  matches: ['matches', 'does not match'],
  contains: ['contains', 'does not contain'],
  'starts-with': ['starts with', 'does not start with'],
  'ends-with': ['ends with', 'does not end with'],
  equals: ['is', 'is not'],
  'equals-ignore-whitespace': ['is, apart from spaces,', 'is not, apart from spaces,'],
  'contains-key': ['has the key', 'does not have the key'],
  'contains-value': ['has the value', 'does not have the value'],
  'greater-than': ['is above', 'is not above'],
  'less-than': ['is below', 'is not below'],
  'is-empty': ['is empty', 'is not empty'],
};

const PLURAL_FIELDS: ReadonlySet<string> = new Set([
  'tags',
  'actions',
  'details',
  'recipients',
  'responders',
  'teams',
]);

const list = (words: readonly string[], type: 'conjunction' | 'disjunction'): string =>
  new Intl.ListFormat('en-GB', { type }).format(words);

function describeCondition({ field, key, not, operation, expectedValue }: Condition): string {
  const subject = field === 'extra-properties' ? `the property “${key ?? ''}”` : `the ${field}`;
  const [plain, negated] = OPERATIONS[operation] ?? [operation, `not ${operation}`];
  const verb = PLURAL_FIELDS.has(field) ? toPlural(not ? negated : plain) : not ? negated : plain;
  return [subject, verb, expectedValue !== undefined && expectedValue !== '' && `“${expectedValue}”`]
    .filter(Boolean)
    .join(' ');
}

/** tags *contain*, but a message *contains*. */
const toPlural = (verb: string): string =>
  verb
    .replace(/^is\b/, 'are')
    .replace(/^does\b/, 'do')
    .replace(/^has\b/, 'have')
    .replace(/^matches$/, 'match')
    .replace(/^contains$/, 'contain')
    .replace(/^(start|end)s\b/, '$1');

/** The conditions of a rule: `only if the priority is “P1”`. Undefined if it applies to every alert. */
export function describeCriteria(criteria: Criteria | undefined): string | undefined {
  if (!criteria || criteria.type === 'match-all') return undefined;
  const conditions = (criteria.conditions ?? []).map(describeCondition);
  if (conditions.length === 0) {
    return criteria.type === 'match-any-condition' ? 'for no alert, because it has no condition' : undefined;
  }
  return `only if ${list(conditions, criteria.type === 'match-any-condition' ? 'disjunction' : 'conjunction')}`;
}

const DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;

const toDayName = (day: Interval['startDay']): string => `${day[0]?.toUpperCase()}${day.slice(1)}`;

const two = (value: number): string => String(value).padStart(2, '0');

/** `22:00 to 07:00` */
export const formatTimes = ({ startHour, startMin, endHour, endMin }: TimeOfDay): string =>
  `${two(startHour)}:${two(startMin)} to ${two(endHour)}:${two(endMin)}`;

/** `Monday to Friday`, `Monday, Wednesday and Sunday`. */
function listDays(days: readonly Interval['startDay'][]): string {
  const indexes = [...new Set(days)].map((day) => DAYS.indexOf(day)).sort((a, b) => a - b);
  const names = indexes.map((index) => toDayName(DAYS[index] ?? 'monday'));
  const isRun = indexes.length > 2 && indexes.every((index, i) => index === (indexes[0] ?? 0) + i);
  return isRun ? `${names[0]} to ${names.at(-1)}` : list(names, 'conjunction');
}

/** When a rule applies: `only from 22:00 to 07:00`, `only on Monday to Friday from 09:00 to 18:00`. Undefined if always. */
export function describeTimeRestriction(restriction: Restriction | undefined): string | undefined {
  if (!restriction) return undefined;
  if (restriction.type === 'time-of-day') return `only from ${formatTimes(restriction.restriction)}`;
  const withinADay = restriction.restrictions.filter(({ startDay, endDay }) => startDay === endDay);
  const overDays = restriction.restrictions.filter(({ startDay, endDay }) => startDay !== endDay);
  const groups = [...Map.groupBy(withinADay, formatTimes)];
  return `only ${list(
    [
      ...groups.map(
        ([times, those]) => `on ${listDays(those.map(({ startDay }) => startDay))} from ${times}`,
      ),
      ...overDays.map(
        ({ startDay, endDay, startHour, startMin, endHour, endMin }) =>
          `from ${toDayName(startDay)} ${two(startHour)}:${two(startMin)} to ${toDayName(endDay)} ${two(endHour)}:${two(endMin)}`,
      ),
    ],
    'disjunction',
  )}`;
}

const NOTIFICATION_TIMES = {
  'just-before': 'just before',
  '15-minutes-ago': '15 minutes before',
  '1-hour-ago': '1 hour before',
  '1-day-ago': '1 day before',
} as const satisfies Readonly<Record<Rule['notificationTime'][number], string>>;

/** How long before a shift a rule notifies: `1 day before and just before`. Undefined for rules about alerts. */
export function describeNotificationTimes(times: Rule['notificationTime']): string | undefined {
  const inOrder = (['1-day-ago', '1-hour-ago', '15-minutes-ago', 'just-before'] as const).filter((time) =>
    times.includes(time),
  );
  return inOrder.length > 0
    ? list(
        inOrder.map((time) => NOTIFICATION_TIMES[time]),
        'conjunction',
      )
    : undefined;
}

/** Everything that limits or repeats a rule, as sentences without their ends. */
export function listLimits({ criteria, timeRestriction, schedules, repeat }: Rule): readonly string[] {
  const names = (schedules ?? []).flatMap(({ name }) => name ?? []);
  return [
    describeCriteria(criteria),
    describeTimeRestriction(timeRestriction),
    names.length > 0 ? `only for ${list(names, 'conjunction')}` : undefined,
    repeat?.enabled
      ? `again ${repeat.loopAfter || 1} min after the last step, until somebody acts`
      : undefined,
  ].flatMap((limit) => limit ?? []);
}
