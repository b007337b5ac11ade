let count = 0;

/** A name that nothing had before: a story that failed may run again on the same service. */
export const unique = (name: string): string => `${name} ${++count}`;

/** Seven digits of a phone number that nobody has. */
export const unusedNumber = (): string => String(5_550_000 + ++count);
