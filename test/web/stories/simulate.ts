import type { ConsoleBrowser } from '../console-browser.ts';
import { createAlert } from './create-alerts.ts';

export function simulateStories(getConsole: () => ConsoleBrowser): void {
  test('an example shows the people that it would notify, and its link shows them again', async () => {
    const page = await getConsole().open('/simulate');
    await page.getByRole('textbox', { name: 'Message' }).fill('Disk full');
    const team = page.getByRole('combobox', { name: 'Team' });
    // The teams are read, and the own one is proposed.
    await team.and(page.locator('[value="Operations"]')).waitFor();
    await team.fill('Oper');
    await page.getByRole('option', { name: 'Operations' }).click();
    await page.getByRole('button', { name: 'Simulate' }).click();
    await page.getByRole('heading', { name: 'What would happen' }).waitFor();
    const result = page.getByRole('region', { name: 'What would happen' }).or(page.locator('main'));
    await result
      .getByText(/Omar Haddad/)
      .first()
      .waitFor();
    await result
      .getByText(/Jane Doe/)
      .first()
      .waitFor();
    const address = page.url();
    await page.goto(address);
    await page.getByRole('heading', { name: 'What would happen' }).waitFor();
    expect(page.problems).toEqual([]);
    await page.context().close();
  });

  test('a past alert is simulated by its number, and an unknown number is named', async () => {
    const { tinyId } = await createAlert(getConsole(), 'To simulate');
    const page = await getConsole().open(`/simulate?alert=${tinyId}`);
    await page.getByRole('heading', { name: 'What would happen' }).waitFor();
    await page.getByText('To simulate').first().waitFor();
    await page.getByRole('textbox', { name: 'Number or id of the alert' }).fill('999999');
    await page.keyboard.press('Enter');
    await page.getByText('No alert has the number 999999.').waitFor();
    expect(page.problems).toEqual([]);
    await page.context().close();
  });
}
