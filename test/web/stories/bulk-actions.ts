import { waitFor } from '../../../simulator/local-service.ts';
import { type ConsoleBrowser, findAccessibilityProblems } from '../console-browser.ts';
import { countAlerts, createAlerts } from './many-alerts.ts';

/** More than the hundred that the page shows at first. */
const ALERTS = 120;

export function bulkActionStories(getConsole: () => ConsoleBrowser): void {
  test('all that match are closed after their number was shown, with progress that survives a reload', async () => {
    await createAlerts(getConsole(), 'storm', ALERTS);
    const page = await getConsole().open('/alerts?query=status%3A%20open%20AND%20tag%3A%20storm');
    page.setDefaultTimeout(30_000);
    await page.getByRole('checkbox', { name: 'Select all that are shown' }).check();
    await page.getByRole('button', { name: `Select all ${ALERTS} that match` }).click();
    await page.getByText(`All ${ALERTS} that match`, { exact: true }).waitFor();
    expect(await findAccessibilityProblems(page)).toEqual([]);

    await page.keyboard.press('c');
    await page.getByRole('dialog', { name: `Close all ${ALERTS} alerts that match?` }).waitFor();
    expect(await findAccessibilityProblems(page)).toEqual([]);
    await page.getByLabel('Note (optional)').fill('The storm is over');
    await page.keyboard.press('Enter');
    const progress = page.getByRole('region', { name: 'Progress of the action on all that match' });
    await progress.waitFor();
    expect(await findAccessibilityProblems(page)).toEqual([]);
    await page.reload();
    await progress.getByText(`Closed ${ALERTS} of ${ALERTS} alerts.`).waitFor({ timeout: 60_000 });
    expect(await countAlerts(getConsole(), 'status: open AND tag: storm')).toBe(0);
    await progress.getByRole('button', { name: 'Dismiss' }).click();
    await progress.waitFor({ state: 'detached' });
    expect(page.problems).toEqual([]);
    await page.context().close();
  }, 180_000);

  test('selecting by hand after all that match were selected acts only on what is shown', async () => {
    await createAlerts(getConsole(), 'shown', 105);
    const page = await getConsole().open('/alerts?query=status%3A%20open%20AND%20tag%3A%20shown');
    await page.getByRole('checkbox', { name: 'Select all that are shown' }).check();
    await page.getByRole('button', { name: 'Select all 105 that match' }).click();
    await page
      .getByRole('checkbox', { name: /^Select #/ })
      .first()
      .uncheck();
    await page.getByText('99 selected').waitFor();
    expect(await page.getByRole('button', { name: /^Select all \d+ that match$/ }).count()).toBe(0);
    await page.context().close();
  }, 120_000);

  test('nothing is changed if more match than were shown, and the page says how many', async () => {
    const page = await getConsole().open('/alerts?query=status%3A%20open%20AND%20tag%3A%20shown');
    await page.getByRole('checkbox', { name: 'Select all that are shown' }).check();
    await page.getByRole('button', { name: 'Select all 105 that match' }).click();
    await page.keyboard.press('a');
    await page.getByRole('dialog', { name: 'Acknowledge all 105 alerts that match?' }).waitFor();
    await getConsole().service.call('POST', '/v2/alerts', { message: 'One more', tags: ['shown'] });
    await waitFor(
      () => countAlerts(getConsole(), 'tag: shown'),
      (found) => found === 106,
    );
    await page.getByRole('dialog').getByRole('button', { name: 'Acknowledge' }).click();
    await page
      .getByText(/^The query matches 106 alerts now, more than the 105 that were confirmed/)
      .waitFor();
    expect(await countAlerts(getConsole(), 'tag: shown AND acknowledged: true')).toBe(0);
    await page.context().close();
  }, 120_000);
}
