/** What stands in the place of a secret or of an address. */
export const REDACTED = '***';

/** Members whose value is a secret whatever it looks like. Headers of a webhook may hold its password. */
const SECRET = /secret|password|token|api-?key|credential|authorization|^hash$|^headers$/i;

/** Index attributes and versions say nothing about a change to a person. */
const INTERNAL = /^gsi\dp?s?k$|^version$|^pk$|^sk$/;

/**
 * The value as it may be kept for others to read: secrets, keys and the addresses of contacts (`to` beside `method`)
 * are redact, at every depth; the password and the query of a URL too.
 */
export function redact(value: unknown): unknown {
  if (typeof value === 'string') return redactUrl(value);
  if (Array.isArray(value)) return value.map(redact);
  if (typeof value !== 'object' || value === null) return value;
  const isContact = 'method' in value && 'to' in value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !INTERNAL.test(name))
      .map(([name, member]) => [
        name,
        SECRET.test(name) || (isContact && name === 'to') ? REDACTED : redact(member),
      ]),
  );
}

function redactUrl(text: string): string {
  if (!/^https?:\/\//i.test(text)) return text;
  const url = URL.parse(text);
  if (!url || (!url.search && !url.username && !url.password)) return text;
  return `${url.protocol}//${url.host}${url.pathname}${url.search ? `?${REDACTED}` : ''}`;
}
