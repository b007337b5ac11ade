import type { ConsoleBrowser, ConsolePage } from '../console-browser.ts';
import { createAlert } from './create-alerts.ts';

/** Holds back the answers to a path until the returned function is called. */
async function holdBack(page: ConsolePage, path: string): Promise<() => void> {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route(path, async (route) => {
    await released;
    await route.fallback();
  });
  return release;
}

/** Whoever types faster than the page reads or draws gets what they typed. */
export function typingStories(getConsole: () => ConsoleBrowser): void {
  test('letters that are typed right after a completion come behind it', async () => {
    const page = await getConsole().open('/alerts?view=open', {
      // A busy browser draws its next frame late.
      before: 'window.requestAnimationFrame = () => 0;',
    });
    const field = page.getByRole('textbox', { name: 'Search alerts' });
    await field.fill('AND status: open');
    await field.press('Home');
    await field.pressSequentially('prio');
    await page.getByRole('option', { name: /^priority:/ }).waitFor();
    await field.press('ArrowDown');
    await field.press('Enter');
    await field.pressSequentially('P1 ');
    expect(await field.inputValue()).toBe('priority: P1 AND status: open');
    await page.context().close();
  });

  test('a saved search that is read late does not replace a query that somebody types', async () => {
    const page = await getConsole().open('/on-call');
    await page.route('**/v2/alerts/saved-searches/late', (route) =>
      route.fulfill({ json: { data: { id: 'late', name: 'Late', query: 'tag: read-late' } } }),
    );
    const release = await holdBack(page, '**/v2/alerts/saved-searches/late');
    await page.goto(`${getConsole().service.url}/console/alerts?search=late`);
    const field = page.getByRole('textbox', { name: 'Search alerts' });
    await field.pressSequentially('tag: typed');
    const shown = page.waitForResponse((response) => response.url().includes('read-late'));
    release();
    await shown;
    await page.getByRole('heading', { name: 'No alert matches' }).waitFor();
    expect(await field.inputValue()).toBe('tag: typed');
    await field.press('Escape');
    expect(await field.inputValue()).toBe('tag: read-late');
    await page.context().close();
  });

  test('a responder that somebody types stays when the list of responders is read late', async () => {
    const page = await getConsole().open('/sign-in');
    const release = await holdBack(page, '**/web/api/v2/teams');
    await page.goto(`${getConsole().service.url}/console/alerts?view=open`);
    await page.getByRole('button', { name: 'Create alert' }).first().click();
    const field = page.getByRole('combobox', { name: 'Responder' });
    await field.pressSequentially('Oper');
    await page
      .getByRole('option', { name: /schedule$/ })
      .first()
      .waitFor();
    release();
    await page.getByRole('option', { name: /team$/ }).waitFor();
    expect(await field.inputValue()).toBe('Oper');
    await page.context().close();
  });

  test('a list that is read late opens in the field that waits for it', async () => {
    const page = await getConsole().open('/sign-in');
    const release = await holdBack(page, '**/web/api/v2/teams');
    await page.goto(`${getConsole().service.url}/console/simulate`);
    const field = page.getByRole('combobox', { name: 'Team' });
    const option = page.getByRole('option', { name: 'Operations', exact: true });
    await field.focus();
    release();
    await option.waitFor();
    await field.press('Escape');
    await option.waitFor({ state: 'detached' });
    await page.context().close();
  });

  test('a list that is read late opens when its button was pressed before, and not when nobody waits', async () => {
    for (const waits of [true, false]) {
      const page = await getConsole().open('/sign-in');
      const release = await holdBack(page, '**/web/api/v2/teams');
      await page.goto(`${getConsole().service.url}/console/simulate`);
      const field = page.getByRole('combobox', { name: 'Team' });
      await page.getByRole('button', { name: /Team$/ }).click();
      if (!waits) await field.press('Escape');
      const read = page.waitForResponse('**/web/api/v2/teams');
      release();
      await read;
      const option = page.getByRole('option', { name: 'Operations', exact: true });
      if (waits) await option.waitFor();
      else {
        await field.press('Tab');
        await field.and(page.locator('[value="Operations"]')).waitFor();
        expect(await option.count()).toBe(0);
      }
      await page.context().close();
    }
  });

  test('an escalation that somebody types stays when the list of escalations is read late', async () => {
    const { id } = await createAlert(getConsole(), 'Escalated by a fast typist');
    const page = await getConsole().open('/sign-in');
    const release = await holdBack(page, '**/web/api/v2/escalations');
    await page.goto(`${getConsole().service.url}/console/alerts/${id}`);
    await page.getByText('Nobody has it yet.').waitFor();
    await page.getByRole('button', { name: 'Escalate now' }).click();
    const field = page.getByRole('combobox', { name: 'Escalation' });
    await field.pressSequentially('Oper');
    release();
    await page.getByRole('option', { name: 'Operations escalation' }).waitFor();
    expect(await field.inputValue()).toBe('Oper');
    await page.context().close();
  });
}
