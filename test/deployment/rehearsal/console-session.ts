import { eventually, outbox } from './stage.ts';

// biome-ignore lint/suspicious/noExplicitAny: an answer may have any shape; the tests assert which
type Body = any;

/** Does the part of a browser for the console: keeps cookies and sends the origin of its requests. */
export interface ConsoleSession {
  readonly call: (
    method: string,
    path: string,
    body?: object,
  ) => Promise<{ readonly status: number; readonly body: Body; readonly cookies: readonly string[] }>;
}

/** Opens the console of the stage in a new browser that nobody has signed in to. */
export function openConsole(): ConsoleSession {
  const jar = new Map<string, string>();
  return {
    async call(method, path, body) {
      const response = await fetch(`${process.env.TOCSIN_URL}${path}`, {
        method,
        headers: {
          'Sec-Fetch-Site': 'same-origin',
          'X-Tocsin-Console': '1',
          ...(jar.size > 0 && { Cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') }),
          ...(body && { 'Content-Type': 'application/json' }),
        },
        ...(body && { body: JSON.stringify(body) }),
      });
      const cookies = response.headers.getSetCookie();
      for (const cookie of cookies) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
        if (value === '') jar.delete(name);
        else jar.set(name, value);
      }
      const text = await response.text();
      return { status: response.status, body: text.startsWith('{') ? JSON.parse(text) : text, cookies };
    },
  };
}

/** The code in the latest e-mail with one to this address, once it was sent. */
export async function readSignInCode(to: string): Promise<string> {
  const codes = await eventually(
    async () =>
      (await outbox())
        .filter((entry) => entry.channel === 'email' && entry.to.includes(to))
        .flatMap(({ text }) => /^Your code: (\d{4} \d{4})$/m.exec(text ?? '')?.[1] ?? []),
    (found) => found.length > 0,
  );
  return codes.at(-1) ?? '';
}
