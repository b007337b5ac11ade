/**
 * Syntax of other query languages. As plain words it would match nothing, and a script that counts alerts would read 0 and
 * report that all is well.
 */

/** The error and its position in the query. */
export interface ForeignSyntax {
  readonly reason: string;
  readonly at: number;
}

interface Rule {
  /** Matches at the start of a term. The group `bad` is the part that is not supported. */
  readonly pattern: RegExp;
  /** Whether the pattern is foreign only after the name of a field. */
  readonly needsField?: boolean;
  readonly reason: (groups: Readonly<Record<string, string>>) => string;
}

/** A field and space, and later the value up to the next space or parenthesis. */
const FIELD = String.raw`(?<field>[a-z][\w.]*)`;
const VALUE = String.raw`\s*(?<value>"[^"]*"|[^\s()"]*)`;

function formatOperatorReason({ bad = '', field }: Readonly<Record<string, string>>): string {
  const form = `${field}: ${/^is/i.test(bad) ? 'null' : 'value'}`;
  return `${bad} is not supported; write ${/not/i.test(bad) ? 'NOT ' : ''}${form}`;
}

const RULES: readonly Rule[] = [
  {
    pattern: /(?<bad>&&|\|\|)/dy,
    reason: ({ bad }) => `${bad} is not supported; write ${bad === '&&' ? 'AND' : 'OR'}`,
  },
  {
    pattern: new RegExp(String.raw`${FIELD}\s*(?<bad>!=|!~|!:|<>)${VALUE}`, 'diy'),
    reason: ({ bad, field, value }) => `${bad} is not supported; write NOT ${field}: ${value || 'value'}`,
  },
  {
    pattern: new RegExp(String.raw`${FIELD}\s*(?<bad>==|=~|~)${VALUE}`, 'diy'),
    needsField: true,
    reason: ({ bad, field, value }) => `${bad} is not supported; write ${field}: ${value || 'value'}`,
  },
  {
    pattern: new RegExp(String.raw`${FIELD}\s+(?<bad>(?<not>NOT\s+)?IN)\s*(?=[(\[])`, 'diy'),
    needsField: true,
    reason: ({ field, not }) => `IN is not supported; write ${not ? 'NOT ' : ''}${field}: (a OR b)`,
  },
  {
    // Only in capitals: in small letters these are words of a text, unless they follow a name that is no word of a text.
    pattern: /(?<field>[A-Za-z][\w.]*)\s+(?<bad>(?:NOT\s+)?LIKE|IS(?:\s+NOT)?|BETWEEN|CONTAINS|MATCHES)\s/dy,
    needsField: true,
    reason: formatOperatorReason,
  },
  {
    pattern:
      /(?<field>[a-z]+[A-Z][a-zA-Z]*)\s+(?<bad>(?:not\s+)?like|is(?:\s+not)?|between|contains|matches)\s/dy,
    needsField: true,
    reason: formatOperatorReason,
  },
  {
    pattern: /(?<bad>ORDER\s+BY)\s+(?<field>[a-z][\w.]*)\s*(?:,|$|(?:ASC|DESC)\b)/diy,
    reason: () => 'ORDER BY is not supported; use the parameters sort and order of the request',
  },
  {
    pattern: /(?<bad>[-!])(?<value>\([^)]*\)?|[\p{L}\p{N}_"][^\s]*)/duy,
    reason: ({ bad, value }) => `A leading ${bad} is not supported; write NOT ${value}, or quote the text`,
  },
];

/** The foreign syntax that begins at this position, where a term may begin. */
export function findForeignSyntax(
  text: string,
  at: number,
  isField: (name: string) => boolean,
): ForeignSyntax | undefined {
  for (const { pattern, needsField, reason } of RULES) {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (!found?.groups) continue;
    if (needsField && !isField(found.groups.field ?? '')) continue;
    return { reason: reason(found.groups), at: found.indices?.groups?.bad?.[0] ?? at };
  }
  return undefined;
}
