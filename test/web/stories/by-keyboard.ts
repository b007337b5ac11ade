import { waitFor } from '../../../simulator/local-service.ts';
import type { ConsoleBrowser } from '../console-browser.ts';
import { createAlert, ensureAlerts, waitForAlert } from './create-alerts.ts';
import { chooseFromMenu, moveTo, openMenu, tabTo, waitForFocus } from './keyboard.ts';
import { readCode } from './read-messages.ts';
import { unique, unusedNumber } from './unique.ts';

/** In milliseconds: the service works through a hundred alerts in less. */
const WORK_MS = 90_000;

/** Whole tasks without a mouse: nothing in these stories clicks or sets a value. */
export function keyboardStories(getConsole: () => ConsoleBrowser): void {
  test('an alert is found, opened, acknowledged, noted and snoozed', async () => {
    const message = unique('Found by keyboard');
    const { id, tinyId } = await createAlert(getConsole(), message);
    const page = await getConsole().open('/alerts');
    await page.getByRole('heading', { name: 'Alerts' }).waitFor();
    await page.keyboard.press('/');
    await waitForFocus(page.getByRole('textbox', { name: 'Search alerts' }));
    await page.keyboard.press('Control+a');
    await page.keyboard.type(`status: open AND message: "${message}" `);
    await page.keyboard.press('Enter');
    await page.waitForURL(/Found\+by\+keyboard/);
    await page.keyboard.press('Escape');
    await moveTo(page.getByRole('row', { name: new RegExp(message) }));
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: message }).waitFor();
    await page.keyboard.press('a');
    await page.getByText('You have it').waitFor();
    await waitForAlert(getConsole(), id, ({ acknowledged }) => acknowledged === true);
    await page.keyboard.press('n');
    const note = page.getByRole('dialog', { name: `Add a note to #${tinyId}` });
    await waitForFocus(note.getByRole('textbox', { name: 'Note' }));
    await page.keyboard.type('It is the disk.');
    await page.keyboard.press('Enter');
    await page.keyboard.type('I clean it.');
    await page.keyboard.press('Control+Enter');
    await page.getByRole('blockquote').getByText('I clean it.').waitFor();
    await page.keyboard.press('s');
    const snooze = page.getByRole('dialog', { name: `Snooze #${tinyId}` });
    await waitForFocus(snooze.getByRole('button', { name: '30 minutes' }));
    await page.keyboard.press('Tab');
    await waitForFocus(snooze.getByRole('button', { name: '1 hour' }));
    await page.keyboard.press('Enter');
    await snooze.waitFor({ state: 'detached' });
    await page.getByText(/^Snoozed until .*\d\d:\d\d/).waitFor();
    await waitForAlert(getConsole(), id, ({ snoozed }) => snoozed === true);
    await page.keyboard.press('Escape');
    await page.getByRole('heading', { name: 'Alerts', exact: true }).waitFor();
    expect(page.problems).toEqual([]);
    await page.context().close();
  });

  test('what an action of the menu needs is chosen, and the menu closes by Escape', async () => {
    const { id } = await createAlert(getConsole(), 'Less urgent by keyboard');
    const page = await getConsole().open(`/alerts/${id}`);
    const more = page.getByRole('button', { name: 'More actions' });
    await tabTo(more);
    const menu = await openMenu(more);
    await page.keyboard.press('Escape');
    await menu.waitFor({ state: 'detached' });
    await openMenu(more);
    await chooseFromMenu(menu, 'Change the priority');
    await page.getByRole('dialog', { name: /^Change the priority of #/ }).waitFor();
    await tabTo(page.getByRole('button', { name: 'P4', exact: true }));
    await page.keyboard.press('Enter');
    await waitForAlert(getConsole(), id, ({ priority }) => priority === 'P4');
    expect(page.problems).toEqual([]);
    await page.context().close();
  });

  test('all alerts that a query finds are closed', async () => {
    const tag = unique('by-query');
    for (const i of [1, 2, 3]) await createAlert(getConsole(), `Closed by query ${i}`, { tags: [tag] });
    const page = await getConsole().open('/alerts');
    await page.getByRole('heading', { name: 'Alerts' }).waitFor();
    await page.keyboard.press('/');
    await waitForFocus(page.getByRole('textbox', { name: 'Search alerts' }));
    await page.keyboard.press('Control+a');
    await page.keyboard.type(`status: open AND tag: "${tag}" `);
    await page.keyboard.press('Enter');
    await page.waitForURL(/by-query/);
    // The list is that of the query, and not the one before it.
    await page.getByText('3 alerts', { exact: true }).waitFor();
    for (const i of [1, 2, 3])
      await page.getByRole('row', { name: new RegExp(`Closed by query ${i}`) }).waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('*');
    await page.getByText('3 selected', { exact: true }).waitFor();
    await page.keyboard.press('c');
    const question = page.getByRole('dialog', { name: /^Close #\d+, #\d+ and #\d+\?$/ });
    await waitForFocus(question.getByLabel('Note (optional)'));
    await page.keyboard.type('One cause');
    await page.keyboard.press('Enter');
    await page.getByText(/^Closed #\d+, #\d+ and #\d+$/).waitFor();
    await page.getByRole('heading', { name: 'No alert matches' }).waitFor();
    expect(page.problems).toEqual([]);
    await page.context().close();
  });

  test('a schedule is taken over for two hours, from the page and by the palette', async () => {
    const page = await getConsole().open('/on-call');
    await tabTo(page.getByRole('button', { name: 'Take over' }));
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Take over for a while' });
    await dialog.waitFor();
    await tabTo(dialog.getByRole('button', { name: 'Take over' }));
    await page.keyboard.press('Enter');
    await page.getByText(/is on call in Operations on call until/).waitFor();
    await dialog.waitFor({ state: 'detached' });

    const palette = page.getByRole('combobox', { name: 'Search, or type a command' });
    await page.keyboard.press('Control+k');
    await waitForFocus(palette);
    await page.keyboard.type('oncall me 2h for Operations on call');
    await page.getByRole('option', { name: /on call in Operations on call until/, selected: true }).waitFor();
    await page.keyboard.press('Enter');
    await palette.waitFor({ state: 'detached' });

    await page.keyboard.press('Control+k');
    await waitForFocus(palette);
    await page.keyboard.type('Simulate');
    await page.getByRole('option', { name: 'Simulate', exact: true, selected: true }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Simulate', level: 1 }).waitFor();
    expect(page.problems).toEqual([]);
    await page.context().close();
  });

  test('a contact is added and verified', async () => {
    const digits = unusedNumber();
    const page = await getConsole().open('/profile');
    await tabTo(page.getByRole('button', { name: 'Add a contact' }));
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Add a contact' });
    await tabTo(dialog.getByRole('textbox', { name: 'Phone number' }));
    await page.keyboard.type(`+49 151 ${digits}`);
    await page.keyboard.press('Enter');
    await page.getByText(`A code was sent to +49 151${digits}`).waitFor();
    const code = await readCode(getConsole(), `+49151${digits}`);
    await tabTo(page.getByRole('textbox', { name: 'Code' }));
    await page.keyboard.type(code);
    await page.keyboard.press('Enter');
    const contact = page.getByRole('listitem').filter({ hasText: `+49 151${digits}` });
    await contact.getByText('Verified by a code').waitFor();
    await page.getByRole('dialog').waitFor({ state: 'detached' });

    const more = page.getByRole('button', { name: `More actions for SMS +49 151${digits}` });
    await tabTo(more);
    await chooseFromMenu(await openMenu(more), 'Remove');
    await tabTo(page.getByRole('dialog').getByRole('button', { name: 'Remove' }));
    await page.keyboard.press('Enter');
    await contact.waitFor({ state: 'detached' });
    expect(page.problems).toEqual([]);
    await page.context().close();
  });

  test('all that match are closed, also those that are not shown', async () => {
    const count = 105;
    const tag = unique('by-keyboard');
    await ensureAlerts(getConsole(), tag, count);
    const query = encodeURIComponent(`status: open AND tag: "${tag}"`);
    const page = await getConsole().open(`/alerts?query=${query}`);
    await page
      .getByRole('row', { name: /Host \d+ is down/ })
      .first()
      .waitFor();
    await page.keyboard.press('*');
    await tabTo(page.getByRole('button', { name: `Select all ${count} that match` }));
    await page.keyboard.press('Enter');
    await page.getByText(`All ${count} that match`, { exact: true }).waitFor();
    await page.keyboard.press('c');
    const question = page.getByRole('dialog', { name: `Close all ${count} alerts that match?` });
    await waitForFocus(question.getByLabel('Note (optional)'));
    await page.keyboard.type('One cause');
    await page.keyboard.press('Enter');
    const progress = page.getByRole('region', { name: 'Progress of the action on all that match' });
    await progress.getByText(`Closed ${count} of ${count} alerts.`).waitFor({ timeout: WORK_MS });
    await tabTo(progress.getByRole('button', { name: 'Dismiss' }));
    await page.keyboard.press('Enter');
    await progress.waitFor({ state: 'detached' });
    expect(page.problems).toEqual([]);
    await page.context().close();
  });

  test('an alert is simulated', async () => {
    const page = await getConsole().open('/simulate');
    const team = page.getByRole('combobox', { name: 'Team' });
    await team.and(page.locator('[value="Operations"]')).waitFor();
    await tabTo(page.getByRole('textbox', { name: 'Message' }));
    await page.keyboard.type('Disk full');
    expect(await page.getByRole('textbox', { name: 'Message' }).inputValue()).toBe('Disk full');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'What would happen' }).waitFor();
    await page
      .getByText(/Jane Doe/)
      .first()
      .waitFor();
    expect(page.problems).toEqual([]);
    await page.context().close();
  });

  test('a session on another device is ended', async () => {
    const { service, open, signInAgain } = getConsole();
    const cookie = await signInAgain('Omar');
    const readSession = async () =>
      (await fetch(`${service.url}/web/session`, { headers: { cookie } })).status;
    const page = await open('/settings/sessions', { person: 'Omar' });
    const other = page.getByRole('listitem').filter({ hasNotText: 'this browser' });
    await tabTo(other.getByRole('button', { name: 'End' }).first());
    await page.keyboard.press('Enter');
    await page.getByText('The session is ended.').waitFor();
    await waitFor(readSession, (status) => status === 401);
    expect(page.problems).toEqual([]);
    await page.context().close();
  });
}
