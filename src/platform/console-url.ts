import { readVariable, requireVariable } from './environment.ts';

/**
 * The address of the console, without a slash at its end: below CONSOLE_URL, if the console has an address of its own behind a
 * CDN, and otherwise below PUBLIC_URL.
 */
export function consoleUrlFromEnvironment(): string {
  const origin = readVariable('CONSOLE_URL', '') || requireVariable('PUBLIC_URL');
  return `${origin.replace(/\/+$/, '')}/console`;
}
