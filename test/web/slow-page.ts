import type { Page } from 'playwright-core';

/** How many times slower than this machine the processor of a page is. */
export const CPU_SLOWDOWN = Number(process.env.SLOW_CPU) || 1;

/** Each answer of the network comes up to so many milliseconds later. */
const NETWORK_MS = Number(process.env.SLOW_NETWORK_MS) || 0;

/** Makes the page as slow as `SLOW_CPU` and `SLOW_NETWORK_MS` say, to show stories that depend on a fast machine. */
export async function slowDown(page: Page): Promise<void> {
  if (CPU_SLOWDOWN > 1) {
    const devTools = await page.context().newCDPSession(page);
    await devTools.send('Emulation.setCPUThrottlingRate', { rate: CPU_SLOWDOWN });
  }
  if (NETWORK_MS > 0) {
    await page.context().route('**', async (route) => {
      await new Promise((resolve) => setTimeout(resolve, Math.random() * NETWORK_MS));
      await route.fallback();
    });
  }
}
