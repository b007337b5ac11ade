/**
 * Asks who is signed in while the browser still loads and compiles the console. index.html runs this file by itself, before
 * the main script, so it imports nothing. Pages for signing in need no session.
 */
const PATH = '/web/session';

let early: Promise<Response> | undefined = location.pathname.startsWith('/console/sign-in')
  ? undefined
  : fetch(PATH, { headers: { accept: 'application/json' }, credentials: 'same-origin' });
// Whoever takes it sees the error.
early?.catch(() => {});

/** The answer to the early request, if `url` is what it asked for; once, because it becomes old. */
export function takeEarlyAnswer(url: string): Promise<Response> | undefined {
  if (url !== PATH) return undefined;
  const taken = early;
  early = undefined;
  return taken;
}
