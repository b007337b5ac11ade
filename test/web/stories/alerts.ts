import { waitFor } from '../../../simulator/local-service.ts';
import type { ConsoleBrowser } from '../console-browser.ts';
import { createAlert, readAlert, type StoredAlert, toListPath, waitForAlert } from './create-alerts.ts';
import { moveTo, waitForFocus } from './keyboard.ts';
import { unique } from './unique.ts';

const DEMO_ALERT = 'Checkout: 5xx rate above 20 % for 5 minutes';

export function alertStories(getConsole: () => ConsoleBrowser): void {
  test('a newcomer creates a demo alert, sees it without a reload, and acknowledges it by keyboard', async () => {
    const { service, open } = getConsole();
    const readDemoAlerts = async () => {
      const query = encodeURIComponent(`message: "${DEMO_ALERT}"`);
      return (await service.call('GET', `/v2/alerts?query=${query}`)).body.data as readonly StoredAlert[];
    };
    for (const { id } of await readDemoAlerts()) await service.call('DELETE', `/v2/alerts/${id}`);
    await waitFor(readDemoAlerts, ({ length }) => length === 0);

    const page = await open('/alerts');
    await page.getByRole('button', { name: 'Create alert' }).first().click();
    await page.getByRole('button', { name: 'Create a demo alert' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    const row = page.getByRole('row', { name: /Checkout: 5xx rate/ });
    await moveTo(row);
    await page.keyboard.press('a');
    await page.getByText(/^Acknowledged #/).waitFor();
    await row.waitFor({ state: 'detached' });
    const [alert] = await waitFor(readDemoAlerts, ([found]) => found?.acknowledged === true);
    expect(alert).toMatchObject({ status: 'open', report: { acknowledgedBy: 'jane@example.com' } });
    expect(page.problems).toEqual([]);
    await page.context().close();
  });

  test('an alert that another person creates appears by itself', async () => {
    const page = await getConsole().open('/alerts?view=open');
    await page.getByRole('heading', { name: 'Alerts' }).waitFor();
    const message = unique('Comes in meanwhile');
    await createAlert(getConsole(), message);
    await page.getByRole('row', { name: new RegExp(message) }).waitFor();
    await page.context().close();
  });

  test('an alert that occurs again shows its count by itself, and its log says each time', async () => {
    const alias = unique('occurs-again');
    const { service, open } = getConsole();
    const alert = await createAlert(getConsole(), alias, { alias });
    const list = await open(toListPath(alert));
    const row = list.getByRole('row').filter({ hasText: alias });
    await row.waitFor();
    for (const count of [2, 3, 4]) {
      await service.call('POST', '/v2/alerts', { message: alias, alias });
      await row.getByText(`×${count}`).waitFor({ timeout: 20_000 });
    }
    const { body } = await service.call('GET', `/v2/alerts/${alert.id}/logs?order=asc`);
    const logs = (body.data as readonly { readonly log: string }[]).map(({ log }) => log);
    expect(logs.filter((log) => log.startsWith('Alert occurred again'))).toEqual([
      expect.stringContaining('count is 2'),
      expect.stringContaining('count is 3'),
      expect.stringContaining('count is 4'),
    ]);
    await list.context().close();
  });

  test('alerts are selected and closed with a note by keyboard alone', async () => {
    const first = await createAlert(getConsole(), 'Closed together 1');
    const second = await createAlert(getConsole(), 'Closed together 2');
    const other = await createAlert(getConsole(), 'Stays open');
    const page = await getConsole().open(toListPath(first, second, other));
    // The newest one is the first of the list.
    for (const name of [/together 2/, /together 1/]) {
      const row = page.getByRole('row', { name });
      await moveTo(row);
      await page.keyboard.press('x');
      await row.and(page.locator('[aria-selected=true]')).waitFor();
    }
    await page.keyboard.press('c');
    await page.getByRole('dialog', { name: /^Close #\d+ and #\d+\?$/ }).waitFor();
    await page.getByLabel('Note (optional)').fill('Fixed by a restart');
    await page.keyboard.press('Enter');
    await page.getByText(/^Closed #\d+ and #\d+$/).waitFor();
    for (const { id } of [first, second])
      await waitForAlert(getConsole(), id, ({ status }) => status === 'closed');
    expect(await readAlert(getConsole(), other.id)).toMatchObject({ status: 'open' });
    await page.context().close();
  });

  test('keys do not act on an alert that has left the list', async () => {
    const { id, tinyId } = await createAlert(getConsole(), 'Leaves the list');
    const path = `/alerts?query=${encodeURIComponent(`status: open AND tinyId: ${tinyId}`)}`;
    const page = await getConsole().open(path);
    await moveTo(page.getByRole('row', { name: /Leaves the list/ }));
    await getConsole().service.call('POST', `/v2/alerts/${id}/close`, {});
    await page.getByRole('heading', { name: 'No alert matches' }).waitFor();
    const address = page.url();
    await page.keyboard.press('Enter');
    expect(page.url()).toBe(address);
    await page.keyboard.press('x');
    expect(await page.getByText(/selected/).count()).toBe(0);
    await page.context().close();
  });

  test('single keys do nothing once they are switched off', async () => {
    const page = await getConsole().open('/alerts?view=open');
    await page.getByRole('heading', { name: 'Alerts' }).waitFor();
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
    await field.waitFor();
    await page.keyboard.press('/');
    await waitForFocus(field);
    await field.fill('');
    await field.pressSequentially('prio');
    await page.getByRole('option', { name: /^priority:/ }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.getByRole('option', { name: /^priority:/, selected: true }).waitFor();
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
    const name = unique('My search');
    const tab = page.getByRole('link', { name: `${name} saved` });
    await page.getByRole('button', { name: 'Save this search' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill(name);
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    await tab.waitFor();
    await page.getByRole('button', { name: 'Delete this search' }).click();
    await tab.waitFor({ state: 'detached' });
    await page.context().close();
  });

  test('an action whose answer is lost is neither lost nor done twice', async () => {
    const alert = await createAlert(getConsole(), 'Acknowledged on a bad line');
    const page = await getConsole().open(toListPath(alert));
    await page.getByRole('row', { name: /bad line/ }).waitFor();
    let isLineBad = true;
    let lost = 0;
    await page.route('**/notes', async (route) => {
      if (!isLineBad) return route.fallback();
      // The service gets the request, but the answer does not come back.
      await route.fetch();
      lost++;
      return route.abort('connectionreset');
    });
    await page.getByRole('checkbox', { name: /^Select #/ }).check();
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Add a note' }).click();
    await page.getByRole('textbox', { name: 'Note' }).fill('Once only');
    await page.getByRole('button', { name: 'Add a note' }).click();
    await waitFor(
      async () => lost,
      (count) => count >= 2,
    );
    await page.getByText('The service cannot be reached.').waitFor();
    isLineBad = false;
    await page.getByText(/^Added a note to #/).waitFor();
    const readNotes = async () =>
      (await getConsole().service.call('GET', `/v2/alerts/${alert.id}/notes`)).body.data as unknown[];
    await waitFor(readNotes, (notes) => notes.length > 0);
    // A second note would come after the first one, in the order of the requests.
    await getConsole().service.call('POST', `/v2/alerts/${alert.id}/acknowledge`, {});
    await waitForAlert(getConsole(), alert.id, ({ acknowledged }) => acknowledged);
    expect(await readNotes()).toHaveLength(1);
    await page.context().close();
  });

  test('a busy service is waited for, and the page says so', async () => {
    const page = await getConsole().open('/alerts?view=open');
    await page.getByRole('heading', { name: 'Alerts' }).waitFor();
    let isBusy = true;
    let accepted = 0;
    await page.route('**/web/api/v2/alerts?*', (route) => {
      if (isBusy) {
        const headers = { 'retry-after': '2' };
        return route.fulfill({ status: 429, headers, json: { message: 'Too many requests' } });
      }
      accepted++;
      return route.fallback();
    });
    // The list is read again after a change of an alert.
    await createAlert(getConsole(), 'While the service is busy');
    await page.getByText(/^The service is busy\./).waitFor();
    isBusy = false;
    await page.getByText(/^The service is busy\./).waitFor({ state: 'detached' });
    expect(accepted).toBeGreaterThan(0);
    await page.context().close();
  });

  test('an action that a busy service refuses for a moment is done once, and the page says that it waits', async () => {
    const alert = await createAlert(getConsole(), 'Acknowledged while the service is busy');
    const page = await getConsole().open(toListPath(alert));
    let isBusy = true;
    const requestIds: (string | undefined)[] = [];
    await page.route('**/acknowledge', (route) => {
      requestIds.push(route.request().headers()['x-tocsin-request-id']);
      return isBusy
        ? route.fulfill({ status: 503, headers: { 'retry-after': '1' }, json: { message: 'Unavailable' } })
        : route.fallback();
    });
    await moveTo(page.getByRole('row', { name: new RegExp(alert.message) }));
    await page.keyboard.press('a');
    await page.getByText(/^The service is busy\./).waitFor();
    isBusy = false;
    await page.getByText(/^Acknowledged #/).waitFor();
    expect(requestIds.length).toBeGreaterThan(1);
    expect(new Set(requestIds).size).toBe(1);
    await waitForAlert(getConsole(), alert.id, ({ acknowledged }) => acknowledged);
    await page.context().close();
  });

  test('without a connection a dialog that is not loaded yet says so, and the page stays', async () => {
    const alert = await createAlert(getConsole(), 'Closed after a lost connection');
    const page = await getConsole().open(toListPath(alert), { person: undefined });
    await page.getByRole('button', { name: 'Sign in as Jane (demo)' }).waitFor();
    const files = [/\/assets\/action-dialog-.*\.js$/, /\/console\/$/];
    for (const file of files) await page.route(file, (route) => route.abort('connectionreset'));
    // The page asks whether the service answers after each file that it fails to load. If the connection came back in
    // between, the page would rightly reload.
    const waitForFailedCheck = () =>
      page.waitForEvent('requestfailed', (request) => request.url().endsWith('/console/'));
    const checkAfterPreload = waitForFailedCheck();
    await page.getByRole('button', { name: 'Sign in as Jane (demo)' }).click();
    const row = page.getByRole('row', { name: /lost connection/ });
    await row.waitFor();
    await checkAfterPreload;
    await moveTo(row);
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
