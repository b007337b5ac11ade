import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import type { LocalService } from '../../simulator/local-service.ts';

const PROGRAMS = ['chromium', 'chromium-browser', 'google-chrome'];

/** The path of Chromium, if it is installed. */
export const findChromium = (): string | undefined =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .flatMap((folder) => PROGRAMS.map((program) => join(folder, program)))
    .find(existsSync);

/** Starts Chromium without a window. */
export const launchChromium = (executablePath: string): Promise<Browser> =>
  chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
  });

/** A page of a new browser context in which a person of the demo account is signed in. */
export async function openSignedIn(
  browser: Browser,
  service: Pick<LocalService, 'url'>,
  username: string,
  options: BrowserContextOptions = {},
): Promise<Page> {
  const context = await browser.newContext(options);
  const response = await context.request.post(`${service.url}/web/sign-in/demo`, {
    data: { username },
    headers: { 'x-tocsin-console': '1', origin: service.url },
  });
  if (!response.ok()) throw new Error(`Signing in failed: ${await response.text()}`);
  return context.newPage();
}
