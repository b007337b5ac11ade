import { waitFor } from '../../../simulator/local-service.ts';
import { type ConsoleBrowser, findAccessibilityProblems } from '../console-browser.ts';
import { countAlerts, createAlert, ensureAlerts } from './create-alerts.ts';
import { waitForFocus } from './keyboard.ts';
import { unique } from './unique.ts';

/** More than the hundred that the page shows at first. */
const ALERTS = 120;

/** The tag of more alerts than the page shows. They stay open for the stories that change none. */
const SHOWN = 'shown';

/** In milliseconds: the service works through them in less. */
const WORK_MS = 90_000;

const toQuery = (tag: string) => `status: open AND tag: "${tag}"`;
const toPath = (tag: string) => `/alerts?query=${encodeURIComponent(toQuery(tag))}`;

export function bulkActionStories(getConsole: () => ConsoleBrowser): void {
  test('all that match are closed after their number was shown, with progress that survives a reload', async () => {
    const tag = unique('storm');
    await ensureAlerts(getConsole(), tag, ALERTS);
    const page = await getConsole().open(toPath(tag));
    await page.getByRole('checkbox', { name: 'Select all that are shown' }).check();
    await page.getByRole('button', { name: `Select all ${ALERTS} that match` }).click();
    await page.getByText(`All ${ALERTS} that match`, { exact: true }).waitFor();
    expect(await findAccessibilityProblems(page)).toEqual([]);

    await page.keyboard.press('c');
    const dialog = page.getByRole('dialog', { name: `Close all ${ALERTS} alerts that match?` });
    await waitForFocus(dialog.getByLabel('Note (optional)'));
    expect(await findAccessibilityProblems(page)).toEqual([]);
    await dialog.getByLabel('Note (optional)').fill('The storm is over');
    await page.keyboard.press('Enter');
    const progress = page.getByRole('region', { name: 'Progress of the action on all that match' });
    await progress.waitFor();
    await dialog.waitFor({ state: 'detached' });
    expect(await findAccessibilityProblems(page)).toEqual([]);
    await page.reload();
    await progress.getByText(`Closed ${ALERTS} of ${ALERTS} alerts.`).waitFor({ timeout: WORK_MS });
    await waitFor(
      () => countAlerts(getConsole(), toQuery(tag)),
      (found) => found === 0,
    );
    await progress.getByRole('button', { name: 'Dismiss' }).click();
    await progress.waitFor({ state: 'detached' });
    expect(page.problems).toEqual([]);
    await page.context().close();
  });

  test('selecting by hand after all that match were selected acts only on what is shown', async () => {
    const count = await ensureAlerts(getConsole(), SHOWN, 105);
    const page = await getConsole().open(toPath(SHOWN));
    await page.getByRole('checkbox', { name: 'Select all that are shown' }).check();
    await page.getByRole('button', { name: `Select all ${count} that match` }).click();
    await page
      .getByRole('checkbox', { name: /^Select #/ })
      .first()
      .uncheck();
    await page.getByText('99 selected').waitFor();
    expect(await page.getByRole('button', { name: /^Select all \d+ that match$/ }).count()).toBe(0);
    await page.context().close();
  });

  test('nothing is changed if more match than were shown, and the page says how many', async () => {
    const count = await ensureAlerts(getConsole(), SHOWN, 105);
    const page = await getConsole().open(toPath(SHOWN));
    await page.getByRole('checkbox', { name: 'Select all that are shown' }).check();
    await page.getByRole('button', { name: `Select all ${count} that match` }).click();
    await page.keyboard.press('a');
    const dialog = page.getByRole('dialog', { name: `Acknowledge all ${count} alerts that match?` });
    await dialog.waitFor();
    await createAlert(getConsole(), 'One more', { tags: [SHOWN] });
    await dialog.getByRole('button', { name: 'Acknowledge' }).click();
    await page
      .getByText(`The query matches ${count + 1} alerts now, more than the ${count} that were confirmed`)
      .waitFor();
    expect(await countAlerts(getConsole(), `tag: ${SHOWN} AND acknowledged: true`)).toBe(0);
    await page.context().close();
  });
}
