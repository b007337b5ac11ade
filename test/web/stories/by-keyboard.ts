import type { Locator } from 'playwright-core';
import { waitFor } from '../../../simulator/local-service.ts';
import type { ConsoleBrowser, ConsolePage } from '../console-browser.ts';
import { createAlert } from './alert-story.ts';
import { createAlerts } from './many-alerts.ts';
import { readCode } from './read-messages.ts';

/** A page has fewer stops than these. */
const MAX_STOPS = 60;

/** A story has some twenty steps, on a machine that may be busy. */
const LONG_MS = 90_000;

/** Moves by Tab until the element has the focus, as somebody without a mouse does. */
async function tabTo(page: ConsolePage, target: Locator): Promise<void> {
  await target.waitFor();
  for (let i = 0; i < MAX_STOPS; i++) {
    if (
      await target.evaluate<boolean, { matches: (selector: string) => boolean }>((element) =>
        element.matches(':focus'),
      )
    )
      return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not reach ${target}.`);
}

/** Whole tasks without a mouse: nothing in these stories clicks or sets a value. */
export function keyboardStories(getConsole: () => ConsoleBrowser): void {
  const readAlert = async (id: string) =>
    (await getConsole().service.call('GET', `/v2/alerts/${id}`)).body.data as Readonly<
      Record<string, unknown>
    >;

  test(
    'an alert is found, opened, acknowledged, noted and snoozed',
    async () => {
      const { id, tinyId } = await createAlert(getConsole(), 'Found by keyboard');
      const page = await getConsole().open('/alerts');
      await page.getByRole('heading', { name: 'Alerts' }).waitFor();
      await page.keyboard.press('/');
      await page.keyboard.press('Control+a');
      await page.keyboard.type('status: open AND message: "Found by keyboard" ');
      await page.keyboard.press('Enter');
      await page.waitForURL(/Found\+by\+keyboard/);
      await page.getByRole('row', { name: /Found by keyboard/ }).waitFor();
      await page.keyboard.press('Escape');
      await page.keyboard.press('j');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Found by keyboard' }).waitFor();
      await page.keyboard.press('a');
      await page.getByText('You have it').waitFor();
      await waitFor(
        () => readAlert(id),
        ({ acknowledged }) => acknowledged === true,
      );
      await page.keyboard.press('n');
      await page.getByRole('dialog', { name: `Add a note to #${tinyId}` }).waitFor();
      await page.keyboard.type('It is the disk.');
      await page.keyboard.press('Enter');
      await page.keyboard.type('I clean it.');
      await page.keyboard.press('Control+Enter');
      await page.getByRole('blockquote').getByText('I clean it.').waitFor();
      await page.keyboard.press('s');
      await page.getByRole('dialog', { name: `Snooze #${tinyId}` }).waitFor();
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await page.getByText(/^Snoozed until \d\d:\d\d/).waitFor();
      await waitFor(
        () => readAlert(id),
        ({ snoozed }) => snoozed === true,
      );
      await page.keyboard.press('Escape');
      await page.getByRole('heading', { name: 'Alerts', exact: true }).waitFor();
      expect(page.problems).toEqual([]);
      await page.context().close();
    },
    LONG_MS,
  );

  test(
    'what an action of the menu needs is chosen, and the menu closes by Escape',
    async () => {
      const { id } = await createAlert(getConsole(), 'Less urgent by keyboard');
      const page = await getConsole().open(`/alerts/${id}`);
      const menu = page.getByRole('button', { name: 'More actions' });
      await tabTo(page, menu);
      await page.keyboard.press('Enter');
      await page.getByRole('menu').waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('menu').waitFor({ state: 'detached' });
      await page.keyboard.press('Enter');
      await page.getByRole('menu').waitFor();
      await page.keyboard.type('change');
      await page.keyboard.press('Enter');
      await page.getByRole('dialog', { name: /^Change the priority of #/ }).waitFor();
      await tabTo(page, page.getByRole('button', { name: 'P4', exact: true }));
      await page.keyboard.press('Enter');
      await waitFor(
        () => readAlert(id),
        ({ priority }) => priority === 'P4',
      );
      expect(page.problems).toEqual([]);
      await page.context().close();
    },
    LONG_MS,
  );

  test(
    'all alerts that a query finds are closed',
    async () => {
      for (const i of [1, 2, 3])
        await createAlert(getConsole(), `Closed by query ${i}`, { tags: ['by-query'] });
      const page = await getConsole().open('/alerts');
      await page.getByRole('heading', { name: 'Alerts' }).waitFor();
      await page.keyboard.press('/');
      await page.keyboard.press('Control+a');
      await page.keyboard.type('status: open AND tag: by-query ');
      await page.keyboard.press('Enter');
      await page.getByText('3 alerts', { exact: true }).waitFor();
      await page.keyboard.press('Escape');
      await page.keyboard.press('*');
      await page.getByText('3 selected', { exact: true }).waitFor();
      await page.keyboard.press('c');
      await page.getByRole('dialog', { name: /^Close #\d+, #\d+ and #\d+\?$/ }).waitFor();
      await page.keyboard.type('One cause');
      await page.keyboard.press('Enter');
      await page.getByText(/^Closed #\d+, #\d+ and #\d+$/).waitFor();
      await page.getByRole('heading', { name: 'No alert matches' }).waitFor();
      expect(page.problems).toEqual([]);
      await page.context().close();
    },
    LONG_MS,
  );

  test(
    'a schedule is taken over for two hours, from the page and by the palette',
    async () => {
      const page = await getConsole().open('/on-call');
      await tabTo(page, page.getByRole('button', { name: 'Take over' }));
      await page.keyboard.press('Enter');
      const dialog = page.getByRole('dialog', { name: 'Take over for a while' });
      await dialog.waitFor();
      await tabTo(page, dialog.getByRole('button', { name: 'Take over' }));
      await page.keyboard.press('Enter');
      await page.getByText(/is on call in Operations on call until/).waitFor();
      await dialog.waitFor({ state: 'detached' });

      const palette = page.getByRole('combobox', { name: 'Search, or type a command' });
      await page.keyboard.press('Control+k');
      await palette.waitFor();
      await page.keyboard.type('oncall me 2h for Operations on call');
      await page.getByRole('option', { name: /on call in Operations on call until/ }).waitFor();
      await page.keyboard.press('Enter');
      await palette.waitFor({ state: 'detached' });

      await page.keyboard.press('Control+k');
      await palette.waitFor();
      await page.keyboard.type('Simulate');
      await page.getByRole('option', { name: 'Simulate', exact: true }).waitFor();
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Simulate', level: 1 }).waitFor();
      expect(page.problems).toEqual([]);
      await page.context().close();
    },
    LONG_MS,
  );

  test(
    'a contact is added and verified',
    async () => {
      const page = await getConsole().open('/profile');
      await tabTo(page, page.getByRole('button', { name: 'Add a contact' }));
      await page.keyboard.press('Enter');
      const dialog = page.getByRole('dialog', { name: 'Add a contact' });
      const number = dialog.getByRole('textbox', { name: 'Phone number' });
      await tabTo(page, number);
      await page.keyboard.type('+49 151 5550199');
      await page.keyboard.press('Enter');
      await page.getByText(/^A code was sent to \+49 1515550199/).waitFor();
      const code = await readCode(getConsole(), '+491515550199');
      await tabTo(page, page.getByRole('textbox', { name: 'Code' }));
      await page.keyboard.type(code);
      await page.keyboard.press('Enter');
      await page
        .getByRole('listitem')
        .filter({ hasText: '+49 1515550199' })
        .getByText('Verified by a code')
        .waitFor();

      // As before, for the stories that follow.
      await tabTo(page, page.getByRole('button', { name: /^More actions for SMS \+49 1515550199/ }));
      await page.keyboard.press('Enter');
      await page.getByRole('menu').waitFor();
      await page.keyboard.type('remove');
      await page.keyboard.press('Enter');
      const question = page.getByRole('dialog');
      await tabTo(page, question.getByRole('button', { name: 'Remove' }));
      await page.keyboard.press('Enter');
      await page.getByRole('listitem').filter({ hasText: '+49 1515550199' }).waitFor({ state: 'detached' });
      expect(page.problems).toEqual([]);
      await page.context().close();
    },
    LONG_MS,
  );

  test(
    'all that match are closed, also those that are not shown',
    async () => {
      const count = 105;
      await createAlerts(getConsole(), 'by-keyboard', count);
      const page = await getConsole().open('/alerts?query=status%3A%20open%20AND%20tag%3A%20by-keyboard');
      await page
        .getByRole('row', { name: /Host \d+ is down/ })
        .first()
        .waitFor();
      await page.keyboard.press('*');
      await tabTo(page, page.getByRole('button', { name: `Select all ${count} that match` }));
      await page.keyboard.press('Enter');
      await page.getByText(`All ${count} that match`, { exact: true }).waitFor();
      await page.keyboard.press('c');
      await page.getByRole('dialog', { name: `Close all ${count} alerts that match?` }).waitFor();
      await page.keyboard.type('One cause');
      await page.keyboard.press('Enter');
      const progress = page.getByRole('region', { name: 'Progress of the action on all that match' });
      await progress.getByText(`Closed ${count} of ${count} alerts.`).waitFor({ timeout: LONG_MS });
      await tabTo(page, progress.getByRole('button', { name: 'Dismiss' }));
      await page.keyboard.press('Enter');
      await progress.waitFor({ state: 'detached' });
      expect(page.problems).toEqual([]);
      await page.context().close();
    },
    2 * LONG_MS,
  );

  test(
    'an alert is simulated',
    async () => {
      const page = await getConsole().open('/simulate');
      const team = page.getByRole('combobox', { name: 'Team' });
      await team.and(page.locator('[value="Operations"]')).waitFor();
      await tabTo(page, page.getByRole('textbox', { name: 'Message' }));
      await page.keyboard.type('Disk full');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'What would happen' }).waitFor();
      await page
        .getByText(/Jane Doe/)
        .first()
        .waitFor();
      expect(page.problems).toEqual([]);
      await page.context().close();
    },
    LONG_MS,
  );

  test(
    'a session on another device is ended',
    async () => {
      const { service, open, signInAgain } = getConsole();
      const cookie = await signInAgain('Omar');
      const readSession = async () =>
        (await fetch(`${service.url}/web/session`, { headers: { cookie } })).status;
      const page = await open('/settings/sessions', { person: 'Omar' });
      const other = page.getByRole('listitem').filter({ hasNotText: 'this browser' });
      await tabTo(page, other.getByRole('button', { name: 'End' }).first());
      await page.keyboard.press('Enter');
      await page.getByText('The session is ended.').waitFor();
      await waitFor(readSession, (status) => status === 401);
      expect(page.problems).toEqual([]);
      await page.context().close();
    },
    LONG_MS,
  );
}
