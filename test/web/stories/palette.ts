import { waitFor } from '../../../simulator/local-service.ts';
import type { ConsoleBrowser, ConsolePage } from '../console-browser.ts';
import { createAlert, waitForAlert } from './create-alerts.ts';
import { waitForFocus } from './keyboard.ts';
import { unique } from './unique.ts';

/** Opens the palette and types a command. */
async function type(page: ConsolePage, command: string): Promise<void> {
  await page.getByRole('heading', { name: 'Alerts' }).waitFor();
  await page.keyboard.press('Control+k');
  const field = page.getByRole('combobox', { name: 'Search, or type a command' });
  await waitForFocus(field);
  await field.fill(command);
}

/** Waits until Enter chooses the option. */
const waitForChosen = (page: ConsolePage, name: RegExp): Promise<void> =>
  page.getByRole('option', { name, selected: true }).waitFor();

export function paletteStories(getConsole: () => ConsoleBrowser): void {
  test('ack acknowledges alerts by their numbers', async () => {
    const alerts = [
      await createAlert(getConsole(), 'By palette 1'),
      await createAlert(getConsole(), 'By palette 2'),
    ];
    const page = await getConsole().open('/alerts');
    await type(page, `ack ${alerts.map(({ tinyId }) => tinyId).join(' ')}`);
    await waitForChosen(page, /^Acknowledge #\d+ and #\d+/);
    await page.keyboard.press('Enter');
    await page.getByText(/^Acknowledged #\d+ and #\d+$/).waitFor();
    for (const { id } of alerts) await waitForAlert(getConsole(), id, ({ acknowledged }) => acknowledged);
    expect(page.problems).toEqual([]);
    await page.context().close();
  });

  test('an alert that does not exist is named, and nothing is done', async () => {
    const page = await getConsole().open('/alerts');
    await type(page, 'close 999999');
    await page.getByText('No alert has the number #999999.').waitFor();
    await page.keyboard.press('Enter');
    expect(await page.getByRole('option').count()).toBe(0);
    await page.context().close();
  });

  test('oncall puts a person on call at once', async () => {
    const page = await getConsole().open('/alerts');
    await type(page, 'oncall omar 2h for Operations on call');
    await waitForChosen(page, /^Omar Haddad: on call in Operations on call until/);
    await page.keyboard.press('Enter');
    await page.getByText(/^Omar Haddad is on call in Operations on call until/).waitFor();
    const readOnCall = async () => {
      const path = '/v2/schedules/Operations%20on%20call/on-calls?scheduleIdentifierType=name&flat=true';
      const { body } = await getConsole().service.call('GET', path);
      return (body.data as { onCallRecipients: readonly string[] }).onCallRecipients;
    };
    await waitFor(readOnCall, (names) => names.join() === 'omar@example.com');
    await page.context().close();
  });

  test('words lead to alerts, and Escape closes the palette', async () => {
    const message = unique('Unmistakable words');
    await createAlert(getConsole(), message);
    const page = await getConsole().open('/alerts');
    await type(page, message.toLowerCase());
    await page.getByRole('option', { name: new RegExp(message) }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('combobox', { name: 'Search, or type a command' }).waitFor({ state: 'detached' });
    await page.context().close();
  });
}
