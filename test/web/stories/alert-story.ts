import type { ConsoleBrowser } from '../console-browser.ts';
import { createAlert, toListPath, waitForAlert } from './create-alerts.ts';
import { moveTo } from './keyboard.ts';

export function alertPageStories(getConsole: () => ConsoleBrowser): void {
  test('Enter on an alert of the list leads to its story, and Escape leads back', async () => {
    const alert = await createAlert(getConsole(), 'Opened by keyboard');
    const page = await getConsole().open(toListPath(alert));
    await moveTo(page.getByRole('row', { name: /Opened by keyboard/ }));
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Opened by keyboard' }).waitFor();
    await page.getByText(`#${alert.tinyId} · opened`).waitFor();
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
    await waitForAlert(getConsole(), id, ({ acknowledged }) => acknowledged === true);
    await page.getByText('Alert acknowledged by Jane Doe').waitFor();
    await page.keyboard.press('n');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Note' }).fill('Restarted the pods');
    await dialog.getByRole('button', { name: 'Add a note' }).click();
    await page.getByRole('blockquote').getByText('Restarted the pods').waitFor();
    expect(page.problems).toEqual([]);
    await page.context().close();
  });

  test('the action of another person appears by itself', async () => {
    const { id } = await createAlert(getConsole(), 'Closed by somebody else');
    const page = await getConsole().open(`/alerts/${id}`);
    await page.getByText('Nobody has it yet.').waitFor();
    await getConsole().service.call('POST', `/v2/alerts/${id}/close`, { user: 'omar@example.com' });
    await page.getByText('Closed by Omar Haddad', { exact: true }).waitFor();
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
    // The page goes on reading the story.
    await getConsole().service.call('POST', `/v2/alerts/${id}/tags`, { tags: ['later'] });
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
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Tags' }).fill('kept, right');
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    await waitForAlert(getConsole(), id, ({ tags }) => String(tags) === 'kept,right');
    for (const [name, value] of [
      ['Runbook', 'Restart it'],
      ['Rack', ''],
    ] as const) {
      await choose('Set a detail');
      await dialog.getByRole('textbox', { name: 'Name' }).fill(name);
      await dialog.getByRole('textbox', { name: 'Value' }).fill(value);
      await page.keyboard.press('Enter');
      await dialog.waitFor({ state: 'detached' });
    }
    const { details } = await waitForAlert(
      getConsole(),
      id,
      (alert) => !('Rack' in (alert.details as object)),
    );
    expect(details).toEqual({ Runbook: 'Restart it' });
    await page.getByText('Restart it', { exact: true }).waitFor();
    expect(page.problems).toEqual([]);
    await page.context().close();
  });

  test('a tag that another person adds while the tags are changed stays', async () => {
    const { id } = await createAlert(getConsole(), 'Tagged by two', { tags: ['wrong'] });
    const page = await getConsole().open(`/alerts/${id}`);
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Change the tags' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Tags' }).fill('right');
    await getConsole().service.call('POST', `/v2/alerts/${id}/tags`, { tags: ['theirs'] });
    await page.getByText('theirs', { exact: true }).waitFor();
    await page.keyboard.press('Enter');
    const { tags } = await waitForAlert(
      getConsole(),
      id,
      (alert) => alert.tags.includes('right') && !alert.tags.includes('wrong'),
    );
    expect(tags.toSorted()).toEqual(['right', 'theirs']);
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
    await page.route('**/web/alerts-version', (route) => route.abort());
    await page.route(`**/alerts/${id}/story*`, (route) => route.abort());
    await getConsole().service.call('POST', `/v2/alerts/${id}/close`, {});
    await waitForAlert(getConsole(), id, ({ status }) => status === 'closed');
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
