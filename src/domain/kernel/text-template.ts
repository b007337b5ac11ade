import { truncate } from './limits.ts';
import { compilePattern, execWithTimeout } from './pattern.ts';

/** What a name in a template stands for; undefined: there is no such name. */
export type TemplateField = (name: string) => string | undefined;

/** Long enough for any field; what a template makes is cut to the field's own limit afterwards. */
const RESULT_MAX = 30_000;

/**
 * Fills a text like `{{message}} on {{details.host.toUpperCase()}}`. An expression is a name, and methods on it:
 * toLowerCase(), toUpperCase(), substring(from), substring(from, to), substringAfter("text"), substringBefore("text"),
 * substringBetween("text", "text"), extract(/pattern with one group/). Where the text to look for, or the pattern, is
 * not found, the value is empty. What is no such expression, or names nothing, stays as it stands, so that it is seen.
 */
export const fillTemplate = (template: string, field: TemplateField): string =>
  truncate(
    template.replace(
      /\{\{([^{}]*(?:\{[^{}]*\}[^{}]*)*)\}\}/g,
      (whole, inner: string) => evaluateExpression(inner.trim(), field) ?? whole,
    ),
    RESULT_MAX,
  );

const ONE = String.raw`(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|/(?:[^/\\]|\\.)*/|-?\d+)`;
const METHOD = new RegExp(String.raw`\.(\w+)\(\s*((?:${ONE}(?:\s*,\s*${ONE})*)?)\s*\)`, 'y');
const ARGUMENT = /"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|\/((?:[^/\\]|\\.)*)\/|(-?\d+)/g;

/** The value of an expression; undefined where it is none. */
function evaluateExpression(expression: string, field: TemplateField): string | undefined {
  const at = findFirstMethod(expression);
  let value = field(expression.slice(0, at).trim());
  METHOD.lastIndex = at;
  while (value !== undefined && METHOD.lastIndex < expression.length) {
    const found = METHOD.exec(expression);
    if (!found) return undefined;
    value = applyMethod(value, found[1] ?? '', parseArguments(found[2] ?? ''));
  }
  return value;
}

/** Where the first method begins: names (of details) may have dots in them too. */
const findFirstMethod = (expression: string): number =>
  /\.\w+\(/.exec(expression)?.index ?? expression.length;

const unescapeQuotes = (text: string): string => text.replace(/\\(["'\\])/g, '$1');

function parseArguments(text: string): readonly string[] {
  return [...text.matchAll(ARGUMENT)].map(
    ([, double, single, pattern, number]) => pattern ?? number ?? unescapeQuotes(double ?? single ?? ''),
  );
}

function applyMethod(value: string, method: string, [first, second]: readonly string[]): string | undefined {
  switch (method) {
    case 'toLowerCase':
      return value.toLowerCase();
    case 'toUpperCase':
      return value.toUpperCase();
    case 'substring': {
      if (first === undefined || Number.isNaN(Number(first))) return undefined;
      return value.substring(Number(first), second === undefined ? value.length : Number(second));
    }
    case 'substringAfter': {
      if (first === undefined) return undefined;
      const at = value.indexOf(first);
      return at < 0 ? '' : value.slice(at + first.length);
    }
    case 'substringBefore': {
      if (first === undefined) return undefined;
      const at = value.indexOf(first);
      return at < 0 ? '' : value.slice(0, at);
    }
    case 'substringBetween': {
      if (first === undefined || second === undefined) return undefined;
      const from = value.indexOf(first);
      const to = from < 0 ? -1 : value.indexOf(second, from + first.length);
      return to < 0 ? '' : value.slice(from + first.length, to);
    }
    case 'extract': {
      const pattern = first === undefined ? undefined : compilePattern(first, 'part');
      if (!pattern) return undefined;
      const found = execWithTimeout(pattern, value);
      return found ? (found[1] ?? found[0] ?? '') : '';
    }
    default:
      return undefined;
  }
}
