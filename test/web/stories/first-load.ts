import { measureFirstLoad } from '../../../scripts/console/first-load.ts';
import type { ConsoleBrowser } from '../console-browser.ts';
import { createAlert, readAlert, toListPath } from './create-alerts.ts';
import { moveTo } from './keyboard.ts';

const BUDGET = 200_000;

export function firstLoadStories(getConsole: () => ConsoleBrowser): void {
  test('the first load of Alerts has less than 200 kB of script, gzipped', async () => {
    const page = await getConsole().open('/sign-in', { person: 'Jane' });
    const bytes = await measureFirstLoad(page, `${getConsole().service.url}/console/alerts?view=open`);
    expect(bytes).toBeLessThan(BUDGET);
    // Less would mean that it was not all counted.
    expect(bytes).toBeGreaterThan(BUDGET / 2);
  });

  test('keys that are typed before a dialog is loaded do not act on the page', async () => {
    const alert = await createAlert(getConsole(), 'Typed too early');
    const page = await getConsole().open(toListPath(alert));
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route('**/assets/create-alert-*.js', async (route) => {
      await held;
      await route.fallback();
    });
    await page.reload();
    await moveTo(page.getByRole('row', { name: new RegExp(alert.message) }));
    await page.keyboard.press('n');
    await page.locator('[role=dialog][aria-busy=true]').waitFor({ state: 'attached' });
    await page.keyboard.press('a');
    release();
    await page.getByRole('dialog', { name: 'Create an alert' }).waitFor();
    expect(await page.getByText(/^Acknowledged #/).count()).toBe(0);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await readAlert(getConsole(), alert.id)).toMatchObject({ acknowledged: false });
    await page.context().close();
  });
}
