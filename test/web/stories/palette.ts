import { waitFor } from '../../../simulator/local-service.ts';
import type { ConsoleBrowser, ConsolePage } from '../console-browser.ts';

async function createAlert({ service }: ConsoleBrowser, message: string): Promise<string> {
  await service.call('POST', '/v2/alerts', { message, alias: message });
  const path = `/v2/alerts/${encodeURIComponent(message)}?identifierType=alias`;
  const { body } = await waitFor(
    () => service.call('GET', path),
    ({ status }) => status === 200,
  );
  return (body.data as { tinyId: string }).tinyId;
}

async function type(page: ConsolePage, command: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Search, or type a command' }).fill(command);
}

export function paletteStories(getConsole: () => ConsoleBrowser): void {
  test('ack acknowledges alerts by their numbers', async () => {
    const numbers = [
      await createAlert(getConsole(), 'By palette 1'),
      await createAlert(getConsole(), 'By palette 2'),
    ];
    const page = await getConsole().open('/alerts');
    await page.getByRole('heading', { name: 'Alerts' }).waitFor();
    await type(page, `ack ${numbers.join(' ')}`);
    await page.getByRole('option', { name: /^Acknowledge #\d+ and #\d+/ }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByText(/^Acknowledged #\d+ and #\d+$/).waitFor();
    for (const number of numbers) {
      await waitFor(
        async () => (await getConsole().service.call('GET', `/v2/alerts/${number}?identifierType=tiny`)).body,
        (body) => (body.data as { acknowledged: boolean }).acknowledged,
      );
    }
    expect(page.problems).toEqual([]);
    await page.context().close();
  });

  test('an alert that does not exist is named, and nothing is done', async () => {
    const page = await getConsole().open('/alerts');
    await page.getByRole('heading', { name: 'Alerts' }).waitFor();
    await type(page, 'close 999999');
    await page.getByText('No alert has the number #999999.').waitFor();
    await page.keyboard.press('Enter');
    expect(await page.getByRole('option').count()).toBe(0);
    await page.context().close();
  });

  test('oncall puts a person on call at once', async () => {
    const page = await getConsole().open('/alerts');
    await page.getByRole('heading', { name: 'Alerts' }).waitFor();
    await type(page, 'oncall omar 2h for Operations on call');
    await page.getByRole('option', { name: /^Omar Haddad: on call in Operations on call until/ }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByText(/^Omar Haddad is on call in Operations on call until/).waitFor();
    const { body } = await getConsole().service.call(
      'GET',
      '/v2/schedules/Operations%20on%20call/on-calls?scheduleIdentifierType=name&flat=true',
    );
    expect(body.data).toMatchObject({ onCallRecipients: ['omar@example.com'] });
    await page.context().close();
  });

  test('words lead to alerts, and Escape closes the palette', async () => {
    await createAlert(getConsole(), 'Unmistakable words');
    const page = await getConsole().open('/alerts');
    await page.getByRole('heading', { name: 'Alerts' }).waitFor();
    await type(page, 'unmistakable');
    await page.getByRole('option', { name: /Unmistakable words/ }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('combobox', { name: 'Search, or type a command' }).waitFor({ state: 'detached' });
    await page.context().close();
  });
}
