/** The third argument of a reviver: the text of a number as it was written (ECMAScript 2026, Node 24). */
interface ReviverContext {
  readonly source?: string;
}

/**
 * Parses JSON without losing digits. A number that a double cannot hold exactly, such as an id above 2^53, becomes the
 * text as it was written. Throws a SyntaxError if the text is not JSON, and a RangeError if it is nested too deeply.
 */
export const parseJson = (text: string): unknown =>
  JSON.parse(text, ((_key: string, value: unknown, context?: ReviverContext): unknown =>
    typeof value === 'number' && isInexact(value) ? (context?.source ?? value) : value) as (
    key: string,
    value: unknown,
  ) => unknown);

const isInexact = (value: number): boolean =>
  !Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value));
