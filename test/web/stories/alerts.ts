import { waitFor } from '../../../simulator/local-service.ts';
import type { ConsoleBrowser } from '../console-browser.ts';

/** Creates alerts by the API and waits until the list of open alerts has them. */
async function createAlerts(console: ConsoleBrowser, ...messages: readonly string[]): Promise<void> {
  for (const message of messages) await console.service.call('POST', '/v2/alerts', { message });
  await waitFor(
    async () => (await readAlerts(console)).map((alert) => alert.message),
    (present) => messages.every((message) => present.includes(message)),
  );
}

interface Alert {
  readonly message: string;
  readonly acknowledged: boolean;
  readonly status: string;
  readonly count: number;
}

async function readAlerts({ service }: ConsoleBrowser): Promise<readonly Alert[]> {
  return (await service.call('GET', '/v2/alerts?limit=100')).body.data as readonly Alert[];
}

const readAlert = async (console: ConsoleBrowser, message: string) =>
  (await readAlerts(console)).find((alert) => alert.message === message);

export function alertStories(getConsole: () => ConsoleBrowser): void {
  test('a newcomer creates a demo alert, sees it without a reload, and acknowledges it by keyboard', async () => {
    const page = await getConsole().open('/alerts');
    await page.getByRole('button', { name: 'Create alert' }).first().click();
    await page.getByRole('button', { name: 'Create a demo alert' }).click();
    const row = page.getByRole('row', { name: /Checkout: 5xx rate/ });
    await row.waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('a');
    await page.getByText(/^Acknowledged #/).waitFor();
    await row.waitFor({ state: 'detached' });
    const alert = await waitFor(
      () => readAlert(getConsole(), 'Checkout: 5xx rate above 20 % for 5 minutes'),
      (found) => found?.acknowledged === true,
    );
    expect(alert).toMatchObject({ status: 'open', report: { acknowledgedBy: 'jane@example.com' } });
    expect(page.problems).toEqual([]);
    await page.context().close();
  });

  test('an alert that another person creates appears within five seconds', async () => {
    const page = await getConsole().open('/alerts?view=open');
    await page.getByRole('heading', { name: 'Alerts' }).waitFor();
    await createAlerts(getConsole(), 'Comes in meanwhile');
    await page.getByRole('row', { name: /Comes in meanwhile/ }).waitFor({ timeout: 5_000 });
    await page.context().close();
  });

  test('alerts are selected and closed with a note by keyboard alone', async () => {
    const messages = ['Closed together 1', 'Closed together 2'];
    await createAlerts(getConsole(), ...messages, 'Stays open');
    const page = await getConsole().open('/alerts?query=message%3A%20together');
    await page.getByRole('row', { name: /together 2/ }).waitFor();
    for (const key of ['j', 'x', 'j', 'x', 'c']) await page.keyboard.press(key);
    await page.getByRole('dialog', { name: /^Close #\d+ and #\d+\?$/ }).waitFor();
    await page.getByLabel('Note (optional)').fill('Fixed by a restart');
    await page.keyboard.press('Enter');
    await page.getByText(/^Closed #\d+ and #\d+$/).waitFor();
    for (const message of messages) {
      await waitFor(
        () => readAlert(getConsole(), message),
        (alert) => alert?.status === 'closed',
      );
    }
    expect(await readAlert(getConsole(), 'Stays open')).toMatchObject({ status: 'open' });
    await page.context().close();
  });

  test('single keys do nothing once they are switched off', async () => {
    const page = await getConsole().open('/alerts?view=open');
    await page.getByRole('row').first().waitFor();
    await page.keyboard.press('?');
    await page.getByText('Use single-key shortcuts').click();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.keyboard.press('n');
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Search, or type a command' }).waitFor();
    expect(await page.getByRole('heading', { name: 'Create an alert' }).count()).toBe(0);
    await page.context().close();
  });

  test('the query is completed, and its error is shown', async () => {
    const page = await getConsole().open('/alerts?view=open');
    const field = page.getByRole('textbox', { name: 'Search alerts' });
    await page.keyboard.press('/');
    await field.fill('');
    await field.pressSequentially('prio');
    await page.getByRole('option', { name: /^priority:/ }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await field.pressSequentially('P9');
    await page.keyboard.press('Enter');
    await page.getByText('P9 is not a priority; use P1 to P5').waitFor();
    await field.fill('priority: P1');
    await page.keyboard.press('Enter');
    await page.waitForURL(/query=priority%3A\+P1/);
    await page.getByText('P9 is not a priority').waitFor({ state: 'detached' });
    await page.context().close();
  });

  test('a search is saved, shown as a tab, and deleted', async () => {
    const page = await getConsole().open('/alerts?query=tag%3A%20saved-one');
    await page.getByRole('button', { name: 'Save this search' }).click();
    await page.getByLabel('Name').fill('My search');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('link', { name: 'My search saved' }).waitFor();
    await page.getByRole('button', { name: 'Delete this search' }).click();
    await page.getByRole('link', { name: 'My search saved' }).waitFor({ state: 'detached' });
    await page.context().close();
  });

  test('an action whose answer is lost is neither lost nor done twice', async () => {
    await createAlerts(getConsole(), 'Acknowledged on a bad line');
    const page = await getConsole().open('/alerts?query=message%3A%20%22bad%20line%22');
    await page.getByRole('row', { name: /bad line/ }).waitFor();
    let lost = 0;
    await page.route('**/notes', async (route) => {
      // The service gets the request, but the answer does not come back: the first two times.
      if (lost < 2) {
        await route.fetch();
        lost++;
        await route.abort('connectionreset');
      } else await route.continue();
    });
    await page.getByRole('checkbox', { name: /^Select #/ }).check();
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Add a note' }).click();
    await page.getByRole('textbox', { name: 'Note' }).fill('Once only');
    await page.getByRole('button', { name: 'Add a note' }).click();
    await page.getByText('The service cannot be reached.').waitFor();
    await page.getByText(/^Added a note to #/).waitFor();
    expect(lost).toBe(2);
    const { id } = (await readAlert(getConsole(), 'Acknowledged on a bad line')) as unknown as { id: string };
    const readNotes = async () =>
      (await getConsole().service.call('GET', `/v2/alerts/${id}/notes`)).body.data as unknown[];
    await waitFor(readNotes, (notes) => notes.length > 0);
    // A second note would come after the first one, in the order of the requests.
    await getConsole().service.call('POST', `/v2/alerts/${id}/acknowledge`, {});
    await waitFor(
      () => readAlert(getConsole(), 'Acknowledged on a bad line'),
      (alert) => alert?.acknowledged === true,
    );
    expect(await readNotes()).toHaveLength(1);
    await page.context().close();
  });

  test('a busy service is waited for, and the page says so', async () => {
    await getConsole().service.call('POST', '/v2/alerts', { message: 'Before the service is busy' });
    const page = await getConsole().open('/alerts?view=open');
    await page.getByRole('row').first().waitFor();
    let refused = 0;
    await page.route('**/web/api/v2/alerts?*', (route) =>
      refused++ < 1
        ? route.fulfill({
            status: 429,
            headers: { 'retry-after': '2' },
            json: { message: 'Too many requests' },
          })
        : route.continue(),
    );
    // The list is read again after a change of an alert.
    await getConsole().service.call('POST', '/v2/alerts', { message: 'While the service is busy' });
    await page.getByText(/^The service is busy\./).waitFor();
    await page.getByText(/^The service is busy\./).waitFor({ state: 'detached' });
    expect(refused).toBeGreaterThan(1);
    await page.context().close();
  });

  test('an action that a busy service refuses for a moment is done once, and the page says that it waits', async () => {
    const message = 'Acknowledged while the service is busy';
    await createAlerts(getConsole(), message);
    const page = await getConsole().open(`/alerts?query=${encodeURIComponent(`message: "${message}"`)}`);
    await page.getByRole('row', { name: new RegExp(message) }).waitFor();
    const requestIds: (string | undefined)[] = [];
    await page.route('**/acknowledge', (route) => {
      requestIds.push(route.request().headers()['x-tocsin-request-id']);
      return requestIds.length === 1
        ? route.fulfill({ status: 503, headers: { 'retry-after': '1' }, json: { message: 'Unavailable' } })
        : route.continue();
    });
    await page.keyboard.press('j');
    await page.keyboard.press('a');
    await page.getByText(/^The service is busy\./).waitFor();
    await page.getByText(/^Acknowledged #/).waitFor();
    expect(requestIds).toHaveLength(2);
    expect(requestIds[1]).toBe(requestIds[0]);
    await waitFor(
      () => readAlert(getConsole(), message),
      (alert) => alert?.acknowledged === true,
    );
    await page.context().close();
  });

  test('without a connection a dialog that is not loaded yet says so, and the page stays', async () => {
    await createAlerts(getConsole(), 'Closed after a lost connection');
    const page = await getConsole().open('/alerts?query=message%3A%20%22lost%20connection%22', {
      person: undefined,
    });
    await page.getByRole('button', { name: 'Sign in as Jane (demo)' }).waitFor();
    const files = [/\/assets\/action-dialog-.*\.js$/, /\/console\/$/];
    for (const file of files) await page.route(file, (route) => route.abort('connectionreset'));
    // The page asks whether the service answers after each file that it fails to load. If the connection came back in
    // between, the page would rightly reload.
    const waitForFailedCheck = () =>
      page.waitForEvent('requestfailed', (request) => request.url().endsWith('/console/'));
    const checkAfterPreload = waitForFailedCheck();
    await page.getByRole('button', { name: 'Sign in as Jane (demo)' }).click();
    await page.getByRole('row', { name: /lost connection/ }).waitFor();
    await checkAfterPreload;
    await page.keyboard.press('j');
    const checkAfterKey = waitForFailedCheck();
    await page.keyboard.press('c');
    await page.getByText('This part of the page could not be loaded.').waitFor();
    await checkAfterKey;
    for (const file of files) await page.unroute(file);
    await page.keyboard.press('c');
    await page.getByRole('dialog', { name: /^Close #\d+\?$/ }).waitFor();
    await page.context().close();
  });

  test('a page that a release has made stale reloads once, and then works', async () => {
    const page = await getConsole().open('/alerts', { person: undefined });
    await page.getByRole('button', { name: 'Sign in as Jane (demo)' }).waitFor();
    let missing = 0;
    await page.route(/\/assets\/alerts-.*\.js$/, (route) =>
      missing++ === 0 ? route.fulfill({ status: 404, body: '' }) : route.continue(),
    );
    await page.getByRole('button', { name: 'Sign in as Jane (demo)' }).click();
    await page.getByRole('heading', { name: 'Alerts' }).waitFor();
    expect(missing).toBe(2);
    await page.context().close();
  });
}
