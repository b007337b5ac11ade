import type { Page } from 'playwright-core';
import { type ConsoleBrowser, FORMS, findAccessibilityProblems } from '../console-browser.ts';

interface Look {
  readonly name: string;
  readonly path: string;
  readonly isPublic?: boolean;
  /** Resolves when the page shows its content. */
  readonly ready: (page: Page) => Promise<unknown>;
}

const seen =
  (name: RegExp | string, role: 'heading' | 'button' | 'dialog' | 'row' = 'heading') =>
  (page: Page) =>
    page.getByRole(role, { name }).first().waitFor();

const openDialog = (button: RegExp | string) => async (page: Page) => {
  await page.getByRole('button', { name: button }).first().click();
  await page.getByRole('dialog').waitFor();
};

/** Closes an open list. React Aria hides what is beside it from screen readers, which axe takes for a mistake. */
async function closeList(page: Page): Promise<void> {
  const list = page.getByRole('listbox');
  await list.waitFor();
  await page.keyboard.press('Escape');
  await list.waitFor({ state: 'detached' });
}

/** An alert that is open, whatever the other stories did. */
const OPEN_ALERT = '/alerts?query=message%3A%20%22Looked%20at%20P1%22';

async function openAlert(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Looked at P1' }).click();
  await page.getByText('Nobody has it yet.').waitFor();
}

/** Every page and its dialogs. A new page gets a line here. */
const LOOKS: readonly Look[] = [
  { name: 'sign-in', path: '/sign-in', isPublic: true, ready: seen(/Sign in as Jane/, 'button') },
  {
    name: 'sign-in, after the code was sent',
    path: '/sign-in',
    isPublic: true,
    async ready(page) {
      await page.getByLabel('E-mail address').fill(`nobody-${Date.now()}@example.com`);
      await page.getByRole('button', { name: 'Send me a code' }).click();
      await page.getByRole('heading', { name: 'Look at your e-mail' }).waitFor();
    },
  },
  { name: 'sign-in by link', path: '/sign-in/link#token', isPublic: true, ready: seen('Sign in', 'button') },
  {
    name: 'sign-in by a break-glass link',
    path: '/sign-in/break-glass#token',
    isPublic: true,
    ready: seen('Sign in', 'button'),
  },
  { name: 'alerts', path: '/alerts?view=open', ready: seen(/Looked at/, 'row') },
  { name: 'alerts, empty', path: '/alerts?query=tag%3A%20nothing', ready: seen('No alert matches') },
  {
    name: 'alerts, with a wrong query',
    path: '/alerts?query=tag%3A',
    ready: seen('The search is not complete'),
  },
  {
    name: 'alerts, selected',
    path: '/alerts?view=open',
    async ready(page) {
      await page.getByRole('checkbox', { name: 'Select all that are shown' }).check();
      await page.getByText(/selected/).waitFor();
    },
  },
  {
    name: 'alerts, while all paging is stopped',
    path: '/alerts?view=open',
    async ready(page) {
      await page.route('**/v2/account', async (route) => {
        const response = await route.fetch();
        const body = await response.json();
        const pagingStop = {
          reason: 'Storm of test alerts from the new cluster, which will be over in an hour',
          by: 'jane@example.com',
          at: new Date().toISOString(),
          until: new Date(Date.now() + 3_600_000).toISOString(),
        };
        await route.fulfill({ response, json: { ...body, data: { ...body.data, pagingStop } } });
      });
      await page.reload();
      await page.getByText(/^Nobody is notified: jane@example\.com has stopped all paging until/).waitFor();
      await page.getByRole('row').first().waitFor();
    },
  },
  {
    name: 'the dialog that creates an alert',
    path: '/alerts',
    async ready(page) {
      await page.getByRole('button', { name: 'Create alert' }).click();
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'the palette',
    path: '/alerts',
    async ready(page) {
      await page.getByRole('button', { name: /^Search, or type/ }).click();
      await page.getByRole('option').first().waitFor();
    },
  },
  {
    name: 'the menu of the person',
    path: '/alerts',
    async ready(page) {
      await page.getByRole('button', { name: /Jane Doe/ }).click();
      await page.getByRole('menuitem', { name: 'Sign out' }).waitFor();
    },
  },
  {
    name: 'an alert',
    path: OPEN_ALERT,
    async ready(page) {
      await openAlert(page);
      await page.getByRole('heading', { name: 'Why not others?' }).waitFor();
    },
  },
  {
    name: 'an alert, with its raw form',
    path: OPEN_ALERT,
    async ready(page) {
      await openAlert(page);
      await page.getByRole('button', { name: 'More actions' }).click();
      await page.getByRole('menuitem', { name: 'Show the raw alert' }).click();
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'an alert, with its menu',
    path: OPEN_ALERT,
    async ready(page) {
      await openAlert(page);
      await page.getByRole('button', { name: 'More actions' }).click();
      await page.getByRole('menuitem', { name: 'Run “Restart”' }).waitFor();
    },
  },
  {
    name: 'the dialog that runs a custom action',
    path: OPEN_ALERT,
    async ready(page) {
      await openAlert(page);
      await page.getByRole('button', { name: 'More actions' }).click();
      await page.getByRole('menuitem', { name: 'Run “Restart”' }).click();
      await page.getByRole('dialog', { name: /^Run “Restart” on/ }).waitFor();
    },
  },
  {
    name: 'the dialog that changes the priority',
    path: OPEN_ALERT,
    async ready(page) {
      await openAlert(page);
      await page.getByRole('button', { name: 'More actions' }).click();
      await page.getByRole('menuitem', { name: 'Change the priority' }).click();
      await page.getByRole('dialog', { name: /^Change the priority/ }).waitFor();
    },
  },
  {
    name: 'the dialog that changes tags',
    path: OPEN_ALERT,
    async ready(page) {
      await openAlert(page);
      await page.getByRole('button', { name: 'More actions' }).click();
      await page.getByRole('menuitem', { name: 'Change the tags' }).click();
      await page.getByRole('dialog', { name: /^Change the tags of/ }).waitFor();
    },
  },
  {
    name: 'the dialog that sets a detail',
    path: OPEN_ALERT,
    async ready(page) {
      await openAlert(page);
      await page.getByRole('button', { name: 'More actions' }).click();
      await page.getByRole('menuitem', { name: 'Set a detail' }).click();
      await page.getByRole('dialog', { name: /^Set a detail of/ }).waitFor();
    },
  },
  {
    name: 'the shortcuts',
    path: '/alerts?view=open',
    async ready(page) {
      await page.getByRole('row').first().waitFor();
      await page.keyboard.press('?');
      await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    },
  },
  {
    name: 'the dialog that pages whoever is on call',
    path: '/on-call',
    async ready(page) {
      await page
        .getByRole('button', { name: /^Page who is on call/ })
        .first()
        .click();
      await page.getByRole('dialog', { name: 'Create an alert' }).waitFor();
    },
  },
  {
    name: 'the dialog that adds a responder',
    path: OPEN_ALERT,
    async ready(page) {
      await openAlert(page);
      const button = page.getByRole('button', { name: 'Add responder' });
      if (await button.isVisible()) await button.click();
      else {
        await page.getByRole('button', { name: 'More actions' }).click();
        await page.getByRole('menuitem', { name: 'Add responder' }).click();
      }
      await page.getByRole('dialog').waitFor();
      await closeList(page);
    },
  },
  { name: 'on call', path: '/on-call', ready: seen('My shifts') },
  {
    name: 'the dialog that takes over',
    path: '/on-call',
    async ready(page) {
      await page.getByRole('button', { name: 'Take over' }).click();
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'the dialog of calendar links',
    path: '/on-call',
    async ready(page) {
      await page.getByRole('button', { name: 'Subscribe to calendar' }).click();
      await page.getByRole('button', { name: 'Create a link' }).waitFor();
    },
  },
  { name: 'devices and passkeys', path: '/settings/sessions', ready: seen('Passkeys') },
  {
    name: 'the profile',
    path: '/profile',
    async ready(page) {
      await page.getByRole('heading', { name: 'Contacts' }).waitFor();
      await page.getByRole('heading', { name: 'Who cannot be reached' }).waitFor();
      await page.locator('summary').first().click();
      await page.locator('summary').nth(3).click();
    },
  },
  { name: 'the dialog that adds a contact', path: '/profile', ready: openDialog('Add a contact') },
  {
    name: 'the dialog that verifies a contact',
    path: '/profile',
    async ready(page) {
      await openDialog('Add a contact')(page);
      const number = String(Date.now()).slice(-8);
      await page.getByRole('textbox', { name: 'Phone number' }).fill(`+49 151 ${number}`);
      await page.keyboard.press('Enter');
      await page.getByText(/^A code was sent to/).waitFor();
    },
  },
  { name: 'the dialog that changes a step', path: '/profile', ready: openDialog(/^Change: at once/) },
  {
    name: 'the dialog that mutes',
    path: '/profile',
    async ready(page) {
      await openDialog('Mute …')(page);
      await page.getByText('Another time').click();
      await page.getByLabel('Date and time (UTC)').waitFor();
    },
  },
  { name: 'the dialog for quiet hours', path: '/profile', ready: openDialog('Set quiet hours') },
  {
    name: 'the dialog for the time zone and the language',
    path: '/profile',
    ready: openDialog('Change zone or language'),
  },
  { name: 'the dialog that forwards', path: '/profile', ready: openDialog('Forward …') },
  { name: 'simulate, empty', path: '/simulate', ready: seen('Nothing simulated yet') },
  {
    name: 'simulate, with its result',
    path: '/simulate',
    async ready(page) {
      await page.getByRole('textbox', { name: 'Message' }).fill('Disk full');
      await page.getByRole('combobox', { name: 'Team' }).and(page.locator('[value="Operations"]')).waitFor();
      await page.getByRole('button', { name: 'Simulate', exact: true }).click();
      await page.getByRole('heading', { name: 'What would happen' }).waitFor();
    },
  },
  { name: 'simulate, a payload', path: '/simulate?source=payload', ready: seen('Simulate') },
  { name: 'an address without a page', path: '/nowhere', ready: seen('There is no such page') },
];

/** The forms by the size of the window. A page is opened once for a size: the colour scheme changes while it is open. */
const SIZES = [...Map.groupBy(FORMS, ({ width }) => width).values()].map((forms) => ({
  name: forms.map(({ name }) => name).join(' and '),
  forms,
}));

/** Resolves when nothing changes its colour any more. */
const waitForTransitions = (page: Page) =>
  page.evaluate(
    `Promise.all(document.getAnimations().map((animation) =>
      animation instanceof CSSTransition ? animation.finished.catch(() => {}) : undefined))`,
  );

/** Each page in each form: without a violation of accessibility, and without an error of script or policy. */
export function everyPage(getConsole: () => ConsoleBrowser): void {
  beforeAll(async () => {
    const { call } = getConsole().service;
    for (const priority of ['P1', 'P2', 'P3', 'P4', 'P5']) {
      await call('POST', '/v2/alerts', {
        message: `Looked at ${priority}`,
        priority,
        tags: ['look'],
        actions: ['Restart'],
      });
    }
  });

  describe.each(LOOKS)('$name', ({ path, isPublic, ready }) => {
    test.each(SIZES)('$name', async ({ forms }) => {
      const [form] = forms;
      const page = await getConsole().open(path, {
        ...(form && { form }),
        ...(isPublic && { person: undefined }),
      });
      await ready(page);
      for (const { name, colorScheme } of forms) {
        await page.emulateMedia({ colorScheme });
        await waitForTransitions(page);
        expect([name, await findAccessibilityProblems(page)]).toEqual([name, []]);
      }
      // A wrong query is answered by 422, which Chromium reports.
      const problems = page.problems.filter(
        (text) => !/status of 422/.test(text) || !path.endsWith('tag%3A'),
      );
      expect(problems).toEqual([]);
      const overflow = await page.evaluate<number>(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      );
      expect(overflow).toBe(0);
      await page.context().close();
    });
  });
}
