import type { ConsoleBrowser, ConsolePage } from '../console-browser.ts';
import { createAlert } from './create-alerts.ts';
import { unique, unusedNumber } from './unique.ts';

/** What a person sees who is woken at night: far from the servers' zone, on a bad network, or without the right to act. */
export function nightStories(getConsole: () => ConsoleBrowser): void {
  const readTimes = (page: ConsolePage) =>
    page
      .locator('main time, main [title*=":"]')
      .evaluateAll((found) =>
        found
          .map((element) => (element as unknown as { readonly title: string }).title)
          .filter((title) => title !== ''),
      );

  test('every exact time is in the zone of the person, also if the browser has another one', async () => {
    const person = `asha-${unusedNumber()}`;
    await getConsole().addPerson(person, {
      fullName: 'Asha Rao',
      role: { name: 'Admin' },
      timeZone: 'Asia/Kolkata',
    });
    const alias = unique('zone');
    const message = unique('Seen from another zone');
    const { id } = await createAlert(getConsole(), message, { alias });
    await getConsole().service.call('POST', '/v2/alerts', {
      message,
      alias,
    });
    const page = await getConsole().open(`/alerts/${id}`, { person });
    await page.getByText(/opened .*, \d\d:\d\d:\d\d GMT\+5:30/).waitFor();
    await page.getByText(/^\d\d:\d\d:\d\d GMT\+5:30$/).waitFor();
    await page.getByText('Last event').waitFor();
    const onPage = await readTimes(page);
    expect(onPage.length).toBeGreaterThan(3);
    expect(onPage.filter((time) => !time.endsWith('GMT+5:30'))).toEqual([]);
    await page.goto(`${getConsole().service.url}/console/alerts?view=open`);
    await page.getByRole('row', { name: new RegExp(message) }).waitFor();
    const inList = await readTimes(page);
    expect(inList.length).toBeGreaterThan(0);
    expect(inList.filter((time) => !time.endsWith('GMT+5:30'))).toEqual([]);
    expect(page.problems).toEqual([]);
    await page.context().close();
  });

  test('the console works with the service of a release that does not name missing rights', async () => {
    const { id } = await createAlert(getConsole(), unique('Opened during a release'));
    const page = await getConsole().open('/profile');
    await page.route('**/web/session', async (route) => {
      const response = await route.fetch();
      const { missingRights: _, ...session } = await response.json();
      await route.fulfill({ response, json: session });
    });
    await page.goto(`${getConsole().service.url}/console/alerts/${id}`);
    await page.getByRole('button', { name: 'Acknowledge' }).waitFor();
    expect(page.problems).toEqual([]);
    await page.context().close();
  });

  test('an alert is in the view Unseen until somebody opens it', async () => {
    const message = unique('Not seen by anybody');
    const { id } = await createAlert(getConsole(), message);
    const page = await getConsole().open('/alerts?view=open');
    await page.getByRole('link', { name: /^Unseen/ }).click();
    const row = page.getByRole('row', { name: new RegExp(message) });
    await row.waitFor();
    const other = await getConsole().open(`/alerts/${id}`);
    await other.getByText('Alert seen by Jane Doe').waitFor();
    await row.waitFor({ state: 'detached' });
    expect(page.problems).toEqual([]);
    await page.context().close();
    await other.context().close();
  });

  test('an alert whose page cannot be loaded opens by itself when the connection is back', async () => {
    const message = unique('Opened on a train');
    await createAlert(getConsole(), message);
    const page = await getConsole().open('/alerts?view=open');
    let fail = () => {};
    const held = new Promise<void>((resolve) => {
      fail = resolve;
    });
    await page.route('**/assets/alert-*.js', async (route) => {
      await held;
      await route.abort();
    });
    await page.reload();
    await page.getByRole('link', { name: message }).waitFor();
    await page.context().setOffline(true);
    await page.getByRole('link', { name: message }).click();
    fail();
    await page.getByText('This page opens by itself as soon as it can be loaded.').waitFor();
    await page.unroute('**/assets/alert-*.js');
    await page.context().setOffline(false);
    await page.getByRole('heading', { name: message }).waitFor();
    await page.context().close();
  });

  test('the list of alerts loads the page of an alert ahead, so that it opens without a connection', async () => {
    const message = unique('Loaded ahead');
    const { id } = await createAlert(getConsole(), message);
    const page = await getConsole().open('/sign-in');
    const loaded = page.waitForResponse(/\/assets\/alert-[^/]*\.js$/);
    await page.goto(`${getConsole().service.url}/console/alerts?view=open`);
    await (await loaded).finished();
    await page.getByRole('link', { name: message }).waitFor();
    await page.context().setOffline(true);
    await page.getByRole('link', { name: message }).click();
    await page.waitForURL(new RegExp(id));
    await page.getByText('The service cannot be reached. Check your connection').waitFor();
    await page.context().setOffline(false);
    await page.getByRole('heading', { name: message }).waitFor();
    await page.context().close();
  });

  test('while the service is busy, the list claims neither that there is no alert nor that it is live', async () => {
    const page = await getConsole().open('/alerts?view=open');
    await page.getByText(/^\d+ (alerts?|of \d+ shown|shown)$/).waitFor();
    await page.getByText(/^Live, /).waitFor();
    await page.route('**/web/api/v2/alerts?**', (route) =>
      route.fulfill({
        status: 503,
        contentType: 'application/json',
        headers: { 'retry-after': '20' },
        body: '{}',
      }),
    );
    await page.reload();
    await page.getByText(/^The service is busy/).waitFor();
    await page.getByText(/^Waiting for the service/).waitFor();
    expect(await page.getByText(/^\d+ alerts?$/).count()).toBe(0);
    await page.context().close();
  });

  test('an alert leads back to the list from which it was opened', async () => {
    const message = unique('Opened from a search');
    await createAlert(getConsole(), message);
    const address = `/alerts?${new URLSearchParams({ query: `message: "${message}"` })}`;
    const page = await getConsole().open(address);
    await page.getByRole('link', { name: message }).click();
    await page.getByRole('heading', { name: message }).waitFor();
    await page.getByRole('link', { name: 'Back to the list' }).click();
    await page.getByRole('heading', { name: 'Alerts', exact: true }).waitFor();
    expect(page.url()).toBe(`${getConsole().service.url}/console${address}`);
    await page.getByRole('link', { name: message }).click();
    await page.getByRole('heading', { name: message }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('heading', { name: 'Alerts', exact: true }).waitFor();
    expect(page.url()).toBe(`${getConsole().service.url}/console${address}`);
    await page.context().close();
  });

  test('a role that may only look is offered nothing that would be refused, and told why', async () => {
    await getConsole().addPerson('Olga', { fullName: 'Olga Observer', role: { name: 'Observer' } });
    const message = unique('Looked at by an observer');
    const { id, tinyId } = await createAlert(getConsole(), message, {
      responders: [
        { type: 'user', username: 'olga@example.com' },
        { type: 'team', name: 'Operations' },
      ],
    });
    const page = await getConsole().open('/alerts?view=open', { person: 'Olga' });
    const refused: string[] = [];
    page.on('response', (response) => {
      if (response.status() === 403) refused.push(response.url());
    });
    await page.getByRole('row', { name: new RegExp(message) }).waitFor();
    expect(await page.getByRole('button', { name: 'Create alert' }).count()).toBe(0);
    await page.getByRole('checkbox', { name: `Select #${tinyId}` }).check();
    await page.getByText('1 selected').waitFor();
    expect(await page.getByRole('button', { name: /^(Acknowledge|Close|Snooze|Assign|More)/ }).count()).toBe(
      0,
    );
    await page.keyboard.press('a');

    await page.getByRole('link', { name: message }).click();
    await page.getByText('Your role, Observer, may look at alerts and not change them.').waitFor();
    await page.getByText('Olga Observer, Operations', { exact: true }).waitFor();
    await page.getByText(/seen by Olga Observer/).waitFor();
    expect(
      await page.getByRole('button', { name: /^(Acknowledge|Close|Snooze|Escalate|Add|Note)/ }).count(),
    ).toBe(0);
    await page.keyboard.press('a');
    await page.keyboard.press('c');
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Search, or type a command' }).fill(`ack ${tinyId}`);
    await page.getByText('Your role, Observer, may not do this.').waitFor();
    await page.keyboard.press('Escape');

    await page.goto(`${getConsole().service.url}/console/on-call`);
    await page.getByRole('heading', { name: 'My shifts' }).waitFor();
    expect(await page.getByRole('button', { name: /^(Take over|Page)/ }).count()).toBe(0);
    await page.goto(`${getConsole().service.url}/console/profile`);
    await page.getByRole('heading', { name: 'Contacts' }).waitFor();
    await page.getByRole('heading', { name: 'Quiet', exact: true }).waitFor();
    expect(refused).toEqual([]);
    expect(page.problems).toEqual([]);
    const { body } = await getConsole().service.call('GET', `/v2/alerts/${id}`);
    expect(body.data).toMatchObject({ acknowledged: false, status: 'open' });
    await page.context().close();
  });

  test('a stakeholder, who may see no alerts, begins at the profile and meets no error', async () => {
    await getConsole().addPerson('Stan', { fullName: 'Stan Stakeholder', role: { name: 'Stakeholder' } });
    const page = await getConsole().open('/sign-in', { person: 'Stan' });
    const refused: string[] = [];
    page.on('response', (response) => {
      if (response.status() === 403) refused.push(response.url());
    });
    const { url } = getConsole().service;
    await page.goto(`${url}/console/`);
    await page.getByRole('heading', { name: 'Contacts' }).waitFor();
    const links = page.getByRole('navigation', { name: 'Main' }).getByRole('link');
    expect(await links.allTextContents()).toEqual(['Profile']);
    for (const path of ['/alerts', '/alerts/some-id', '/on-call', '/simulate']) {
      await page.goto(`${url}/console${path}`);
      await page.getByRole('heading', { name: 'Your role, Stakeholder, may not see this' }).waitFor();
    }
    await page.keyboard.press('Control+k');
    const palette = page.getByRole('combobox', { name: 'Search, or type a command' });
    await page.getByRole('option', { name: 'Profile' }).waitFor();
    expect(await page.getByRole('option').allTextContents()).toEqual(['Profile']);
    await palette.fill('open 12');
    await page.getByText('Your role, Stakeholder, may not do this.').waitFor();
    await palette.fill('disk full');
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: 'Open your profile' }).click();
    await page.getByRole('button', { name: 'Change zone or language' }).waitFor();
    expect(refused).toEqual([]);
    expect(page.problems).toEqual([]);
    await page.context().close();
  });

  test('nothing is wider than the smallest phone', async () => {
    await getConsole().addPerson('Wilhelmina', {
      fullName: 'Wilhelmina-Theodora van der Bovenkamp-Achterberg',
      role: { name: 'User' },
    });
    await createAlert(getConsole(), 'Narrow'.repeat(20), {
      tags: ['a-tag-with-a-name-that-is-long'.repeat(2)],
    });
    const form = { name: '320 px', width: 320, height: 640, colorScheme: 'light' } as const;
    const paths = ['/alerts?view=open', '/on-call', '/profile', '/simulate', '/settings/sessions'];
    for (const path of ['/sign-in', ...paths]) {
      const isSignIn = path === '/sign-in';
      const page = await getConsole().open(path, { form, ...(isSignIn && { person: undefined }) });
      const ready = isSignIn ? 'Sign in as Wilhelmina' : 'Jane Doe';
      await page.getByRole('button', { name: new RegExp(ready) }).waitFor();
      await page.getByRole('heading', { level: 1 }).waitFor();
      const overflow = await page.evaluate<number>(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      );
      expect({ path, overflow }).toEqual({ path, overflow: 0 });
      await page.context().close();
    }
  });
}
