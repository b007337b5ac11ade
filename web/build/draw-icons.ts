import { join } from 'node:path';
import { chromium } from 'playwright-core';

/**
 * Draws the icons of the installed console from the bell: node web/build/draw-icons.ts <path of Chromium>. Only after a change
 * of the bell; the pictures are part of the repository, because a build has no browser.
 */

const FOLDER = join(import.meta.dirname, '../public/icons');
const BELL =
  '<path d="M10 2c3 0 5 2.3 5 5.5V12l2 3H3l2-3V7.500C5 4.300 7 2 10 2z"/><path d="M7.500 16.500a2.500 2.500 0 0 0 5 0z"/>';

/** `inset`: the share of each side that stays free, because systems cut maskable icons into a shape. */
const ICONS = [
  { name: 'tocsin-192', size: 192, inset: 0.18, radius: 0.2 },
  { name: 'tocsin-512', size: 512, inset: 0.18, radius: 0.2 },
  { name: 'tocsin-maskable-512', size: 512, inset: 0.26, radius: 0 },
  { name: 'tocsin-apple-180', size: 180, inset: 0.2, radius: 0 },
] as const;

const [, , executablePath] = process.argv;
if (!executablePath) throw new Error('Usage: node web/build/draw-icons.ts <path of Chromium>');
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
for (const { name, size, inset, radius } of ICONS) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  const [free, bell] = [size * inset, size * (1 - 2 * inset)];
  await page.setContent(
    `<style>body{margin:0}</style><svg width="${size}" height="${size}" style="display:block">
      <rect width="${size}" height="${size}" rx="${size * radius}" fill="#0b5a6b"/>
      <svg x="${free}" y="${free}" width="${bell}" height="${bell}" viewBox="0 0 20 20" fill="#fff">${BELL}</svg>
    </svg>`,
  );
  await page.screenshot({ path: join(FOLDER, `${name}.png`), omitBackground: true });
  await page.close();
}
await browser.close();
