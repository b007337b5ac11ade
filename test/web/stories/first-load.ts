import { measureFirstLoad } from '../../../scripts/console/first-load.ts';
import type { ConsoleBrowser } from '../console-browser.ts';

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
    const page = await getConsole().open('/alerts?view=open');
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const message = 'Typed too early';
    await getConsole().service.call('POST', '/v2/alerts', { message });
    await page.route('**/assets/create-alert-*.js', async (route) => {
      await held;
      await route.continue();
    });
    await page.reload();
    await page.getByRole('row', { name: new RegExp(message) }).waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('n');
    await page.locator('[role=dialog][aria-busy=true]').waitFor({ state: 'attached' });
    await page.keyboard.press('a');
    release();
    await page.getByRole('dialog', { name: 'Create an alert' }).waitFor();
    expect(await page.getByText(/^Acknowledged #/).count()).toBe(0);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    const { body } = await getConsole().service.call(
      'GET',
      `/v2/alerts?query=${encodeURIComponent(`message: "${message}"`)}`,
    );
    const [alert] = body.data as { readonly id: string; readonly acknowledged: boolean }[];
    expect(alert?.acknowledged).toBe(false);
    await getConsole().service.call('DELETE', `/v2/alerts/${alert?.id}`);
    await page.context().close();
  });
}
