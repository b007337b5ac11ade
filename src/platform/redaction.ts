/** Replaces a secret or a contact's address. */
export const REDACTED = '***';

/** Names of members whose values are always secret. The headers of a webhook may contain its password. */
const SECRET = /secret|password|token|api-?key|credential|authorization|^hash$|^headers$/i;

/** Keys, index attributes and versions mean nothing to a reader of the audit log. */
const INTERNAL = /^gsi\dp?s?k$|^version$|^pk$|^sk$/;

/**
 * A copy of the value for the audit log, without secrets, keys, addresses of contacts (`to` beside `method`), and
 * passwords and queries of URLs, at every depth.
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
