/**
 * Where to go after sign-in: the path below /console that the person wanted to see. Anything else, such as the address of
 * another site, leads to the start page.
 */
export function getReturnTo(search: string): string {
  const wanted = new URLSearchParams(search).get('returnTo') ?? '/';
  return /^\/(?![/\\])/.test(wanted) && !wanted.startsWith('/sign-in') ? `/console${wanted}` : '/console/';
}
