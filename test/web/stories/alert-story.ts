import { waitFor } from '../../../simulator/local-service.ts';
import type { ConsoleBrowser } from '../console-browser.ts';

/** Creates an alert by the API; its id once it is stored. */
export async function createAlert(
  { service }: ConsoleBrowser,
  message: string,
  more: object = {},
): Promise<{ readonly id: string; readonly tinyId: string }> {
  await service.call('POST', '/v2/alerts', { message, priority: 'P1', ...more });
  const alerts = await waitFor(
    async () =>
      (await service.call('GET', '/v2/alerts?limit=100')).body.data as readonly {
        id: string;
        tinyId: string;
        message: string;
      }[],
    (found) => found.some((alert) => alert.message === message),
  );
  return alerts.find((alert) => alert.message === message) as { id: string; tinyId: string };
}

const readAlert = async ({ service }: ConsoleBrowser, id: string) =>
  (await service.call('GET', `/v2/alerts/${id}`)).body.data as Readonly<Record<string, unknown>>;

export function alertPageStories(getConsole: () => ConsoleBrowser): void {
  test('Enter on an alert of the list leads to its story, and Escape leads back', async () => {
    const { tinyId } = await createAlert(getConsole(), 'Opened by keyboard');
    const page = await getConsole().open('/alerts?query=message%3A%20%22Opened%20by%20keyboard%22');
    await page.getByRole('row', { name: /Opened by keyboard/ }).waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Opened by keyboard' }).waitFor();
    await page.getByText(`#${tinyId} · opened`).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('heading', { name: 'Alerts', exact: true }).waitFor();
    expect(page.problems).toEqual([]);
    await page.context().close();
  });

  test('the page says who is next, an acknowledgement by key stops that, and a note appears in the story', async () => {
    const { id } = await createAlert(getConsole(), 'Acknowledged from its page');
    const page = await getConsole().open(`/alerts/${id}`);
    await page.getByText('Nobody has it yet.').waitFor();
    await page
      .getByText(/^in \d+:\d\d$/)
      .first()
      .waitFor();
    await page.getByText('Omar Haddad', { exact: true }).first().waitFor();
    await page.keyboard.press('a');
    await page.getByText('You have it').waitFor();
    await waitFor(
      () => readAlert(getConsole(), id),
      ({ acknowledged }) => acknowledged === true,
    );
    await page.getByText('Alert acknowledged by Jane Doe').waitFor();
    await page.keyboard.press('n');
    await page.getByRole('textbox', { name: 'Note' }).fill('Restarted the pods');
    await page.getByRole('button', { name: 'Add a note' }).click();
    await page.getByRole('blockquote').getByText('Restarted the pods').waitFor();
    expect(page.problems).toEqual([]);
    await page.context().close();
  });

  test('the action of another person appears within five seconds', async () => {
    const { id } = await createAlert(getConsole(), 'Closed by somebody else');
    const page = await getConsole().open(`/alerts/${id}`);
    await page.getByText('Nobody has it yet.').waitFor();
    await getConsole().service.call('POST', `/v2/alerts/${id}/close`, { user: 'omar@example.com' });
    await page.getByText('Closed by Omar Haddad', { exact: true }).waitFor({ timeout: 5_000 });
    expect(await page.getByRole('button', { name: 'Acknowledge' }).count()).toBe(0);
    await page.context().close();
  });

  test('opening an alert marks it as seen by the person, once', async () => {
    const { id } = await createAlert(getConsole(), 'Seen once');
    const page = await getConsole().open(`/alerts/${id}`);
    await page.getByText('Alert seen by Jane Doe').waitFor();
    let reads = 0;
    await page.route(`**/web/api/v2/alerts/${id}`, (route) => {
      reads++;
      return route.continue();
    });
    const isStory = (url: string) => url.includes(`/alerts/${id}/story`);
    // The page goes on reading the story.
    await getConsole().service.call('POST', `/v2/alerts/${id}/tags`, { tags: ['later'] });
    await page.waitForResponse((response) => isStory(response.url()));
    await page.getByText('later', { exact: true }).waitFor();
    expect(reads).toBe(0);
    await page.context().close();
  });

  test('tags and details are changed', async () => {
    const { id } = await createAlert(getConsole(), 'With tags', {
      tags: ['wrong', 'kept'],
      details: { Rack: '4' },
    });
    const page = await getConsole().open(`/alerts/${id}`);
    const choose = async (item: string) => {
      await page.getByRole('button', { name: 'More actions' }).click();
      await page.getByRole('menuitem', { name: item }).click();
    };
    await choose('Change the tags');
    await page.getByRole('textbox', { name: 'Tags' }).fill('kept, right');
    await page.keyboard.press('Enter');
    await waitFor(
      () => readAlert(getConsole(), id),
      ({ tags }) => String(tags) === 'kept,right',
    );
    for (const [name, value] of [
      ['Runbook', 'Restart it'],
      ['Rack', ''],
    ] as const) {
      await choose('Set a detail');
      await page.getByRole('textbox', { name: 'Name' }).fill(name);
      await page.getByRole('textbox', { name: 'Value' }).fill(value);
      await page.keyboard.press('Enter');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    }
    const { details } = await waitFor(
      () => readAlert(getConsole(), id),
      (alert) => !('Rack' in (alert.details as object)),
    );
    expect(details).toEqual({ Runbook: 'Restart it' });
    await page.getByText('Restart it', { exact: true }).waitFor();
    expect(page.problems).toEqual([]);
    await page.context().close();
  });

  test('a file is attached and can be downloaded', async () => {
    const { id } = await createAlert(getConsole(), 'With a file');
    const page = await getConsole().open(`/alerts/${id}`);
    await page.getByRole('button', { name: 'More actions' }).click();
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      page.getByRole('menuitem', { name: 'Attach a file' }).click(),
    ]);
    await chooser.setFiles({
      name: 'graph.txt',
      mimeType: 'text/plain',
      buffer: Buffer.from('peak at 08:40'),
    });
    const [opened] = await Promise.all([
      page.context().waitForEvent('page'),
      page.getByRole('button', { name: 'Download graph.txt' }).click(),
    ]);
    // On AWS the link is a download; the emulator of the local service lets the browser show the file.
    await opened.getByText('peak at 08:40').waitFor();
    expect(page.problems).toEqual([]);
    await page.context().close();
  });

  test('a custom action runs after a question, its result is said, and the story shows it', async () => {
    const { id, tinyId } = await createAlert(getConsole(), 'With an action', {
      actions: ['Restart the pods'],
    });
    const page = await getConsole().open(`/alerts/${id}`);
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Run “Restart the pods”' }).click();
    const dialog = page.getByRole('dialog', { name: `Run “Restart the pods” on #${tinyId}?` });
    await dialog.getByRole('textbox', { name: 'Note (optional)' }).fill('It hangs');
    await dialog.getByRole('button', { name: 'Run' }).click();
    await page.getByText(`Ran “Restart the pods” on #${tinyId}`).waitFor();
    await page.getByText('Action Restart the pods executed by Jane Doe').waitFor();
    expect(page.problems).toEqual([]);
    await page.context().close();
  });

  test('what the service accepts and then refuses is said', async () => {
    const { id, tinyId } = await createAlert(getConsole(), 'Escalated to nobody else');
    const page = await getConsole().open(`/alerts/${id}`);
    await page.getByText('Nobody has it yet.').waitFor();
    // The page does not know yet that somebody has closed it.
    await page.route('**/web/live*', (route) => route.abort());
    await page.route(`**/alerts/${id}/story*`, (route) => route.abort());
    await getConsole().service.call('POST', `/v2/alerts/${id}/close`, {});
    await waitFor(
      () => readAlert(getConsole(), id),
      ({ status }) => status === 'closed',
    );
    await page.keyboard.press('a');
    await page.getByText(`#${tinyId} was not changed: Alert is closed.`).waitFor();
    await page.context().close();
  });

  test('an alert that is deleted while it is open is said to be gone', async () => {
    const { id } = await createAlert(getConsole(), 'Deleted meanwhile');
    const page = await getConsole().open(`/alerts/${id}`);
    await page.getByText('Nobody has it yet.').waitFor();
    await getConsole().service.call('DELETE', `/v2/alerts/${id}`);
    await page.getByRole('heading', { name: 'There is no such alert' }).waitFor();
    await page.context().close();
  });
}
