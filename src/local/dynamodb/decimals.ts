/** A decimal number of any precision: digits × 10^exponent, without trailing zeroes in `digits`. */
interface Decimal {
  readonly digits: bigint;
  readonly exponent: number;
}

const NUMERIC = /^([+-]?)(\d+(?:\.\d*)?|\.\d+)(?:[eE]([+-]?\d+))?$/;

/** What a number in plain notation looks like if its magnitude is common; such a text needs no work. */
const COMMON = /^(?:0|-?[1-9]\d{0,30}|-?(?:0|[1-9]\d{0,14})\.\d{0,14}[1-9])$/;

/** Undefined if the text is not a number. */
function parse(text: string): Decimal | undefined {
  const [, sign, mantissa = '', power = '0'] = NUMERIC.exec(text) ?? [];
  if (sign === undefined) return undefined;
  const [whole = '', fraction = ''] = mantissa.split('.');
  return reduced(BigInt(`${sign === '-' ? '-' : ''}${whole}${fraction}`), Number(power) - fraction.length);
}

function reduced(digits: bigint, exponent: number): Decimal {
  if (digits === 0n) return { digits, exponent: 0 };
  const zeroes = /0*$/.exec(String(digits))?.[0].length ?? 0;
  return { digits: digits / 10n ** BigInt(zeroes), exponent: exponent + zeroes };
}

const countDigits = ({ digits }: Decimal) => String(digits < 0n ? -digits : digits).length;

/** In plain notation, as DynamoDB returns numbers. */
function format({ digits, exponent }: Decimal): string {
  const sign = digits < 0n ? '-' : '';
  const text = String(digits < 0n ? -digits : digits);
  if (exponent >= 0) return sign + text + '0'.repeat(exponent);
  const padded = text.padStart(1 - exponent, '0');
  return `${sign}${padded.slice(0, exponent)}.${padded.slice(exponent)}`;
}

const MAX_DIGITS = 38;
const [LEAST_POWER, GREATEST_POWER] = [-130, 125];

/** Why DynamoDB refuses a number. */
export class NumberError extends Error {}

/** The number as DynamoDB stores it. Throws {@link NumberError} for a text that is no number or exceeds the limits. */
export function normalizeNumber(text: string): string {
  if (COMMON.test(text)) return text;
  if (text === '') throw new NumberError('The parameter cannot be converted to a numeric value');
  const number = parse(text);
  if (!number) throw new NumberError(`The parameter cannot be converted to a numeric value: ${text}`);
  return format(withinLimits(number));
}

function withinLimits(number: Decimal): Decimal {
  const power = number.exponent + countDigits(number) - 1;
  if (power > GREATEST_POWER) {
    throw new NumberError(
      'Number overflow. Attempting to store a number with magnitude larger than supported range',
    );
  }
  if (power < LEAST_POWER) {
    throw new NumberError(
      'Number underflow. Attempting to store a number with magnitude smaller than supported range',
    );
  }
  if (countDigits(number) > MAX_DIGITS) {
    throw new NumberError('Attempting to store more than 38 significant digits in a Number');
  }
  return number;
}

const isSmallInteger = (text: string) => text.length < 15 && /^-?\d+$/.test(text);

/** a + b, or a - b. Both are normalized. Throws {@link NumberError} if the result exceeds the limits. */
export function addNumbers(a: string, b: string, sign: 1 | -1 = 1): string {
  if (isSmallInteger(a) && isSmallInteger(b)) return String(Number(a) + sign * Number(b));
  const [x, y] = [parse(a) as Decimal, parse(b) as Decimal];
  const exponent = Math.min(x.exponent, y.exponent);
  const scaled = ({ digits, exponent: own }: Decimal) => digits * 10n ** BigInt(own - exponent);
  return format(withinLimits(reduced(scaled(x) + BigInt(sign) * scaled(y), exponent)));
}

/** Negative, zero or positive, as for sort(). Both are normalized. */
export function compareNumbers(a: string, b: string): number {
  if (a === b) return 0;
  if (isSmallInteger(a) && isSmallInteger(b)) return Number(a) - Number(b);
  const [x, y] = [parse(a) as Decimal, parse(b) as Decimal];
  const exponent = Math.min(x.exponent, y.exponent);
  const scaled = ({ digits, exponent: own }: Decimal) => digits * 10n ** BigInt(own - exponent);
  const [left, right] = [scaled(x), scaled(y)];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Bytes of a normalized number in an item. */
export function sizeOfNumber(text: string): number {
  if (text === '0') return 1;
  const digits = text.replace(/^-?0*\.?0*|[-.]/g, '').replace(/0+$/, '').length;
  const [whole = '', fraction = ''] = text.replace('-', '').split('.');
  const power = whole === '0' ? -1 - (/^0*/.exec(fraction)?.[0].length ?? 0) : whole.length - 1;
  return 1 + Math.ceil(digits / 2) + (digits % 2 || power % 2 ? 0 : 1) + (text.startsWith('-') ? 1 : 0);
}
