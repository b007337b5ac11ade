import { waitFor } from '../../../simulator/local-service.ts';
import type { ConsoleBrowser, ConsolePage } from '../console-browser.ts';

const SCHEDULE = 'Operations on call';

export function onCallStories(getConsole: () => ConsoleBrowser): void {
  const readOnCall = async () => {
    const path = `/v2/schedules/${encodeURIComponent(SCHEDULE)}/on-calls?scheduleIdentifierType=name&flat=true`;
    const { body } = await getConsole().service.call('GET', path);
    return (body.data as { onCallRecipients: readonly string[] }).onCallRecipients;
  };

  /** Revokes links that were not revoked because this story failed. */
  async function revokeLinks(page: ConsolePage): Promise<void> {
    const { url } = getConsole().service;
    const links = `${url}/web/api/v2/users/jane@example.com/calendar-links`;
    const { data } = (await (await page.request.get(links)).json()) as { data: { id: string }[] };
    const headers = { 'x-tocsin-console': '1', origin: url };
    for (const { id } of data) await page.request.delete(`${links}/${id}`, { headers });
  }

  // Jane last, because she is on call in other stories.
  test.each(['Omar', 'Jane'] as const)('%s takes over for two hours in two clicks', async (person) => {
    const page = await getConsole().open('/on-call', { person });
    await page.getByRole('button', { name: 'Take over' }).click();
    const dialog = page.getByRole('dialog');
    expect(await dialog.getByRole('radio', { name: '2 hours' }).isChecked()).toBe(true);
    await dialog.getByRole('button', { name: 'Take over' }).click();
    await page.getByText(new RegExp(`is on call in ${SCHEDULE} until`)).waitFor();
    await waitFor(readOnCall, (names) => names.join() === `${person.toLowerCase()}@example.com`);
    await page
      .getByRole('listitem')
      .filter({ hasText: SCHEDULE })
      .filter({ hasText: /You, until/ })
      .first()
      .waitFor();
    // Chromium reports that Omar may not override the whole schedule; the console then names his own rotations.
    expect(page.problems.filter((text) => !/status of 403/.test(text))).toEqual([]);
    await page.context().close();
  });

  test('a calendar program reads the shifts by the link until the link is revoked', async () => {
    const page = await getConsole().open('/on-call');
    await revokeLinks(page);
    await page.getByRole('button', { name: 'Subscribe to calendar' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Create a link' }).click();
    const url = await dialog.getByRole('textbox', { name: 'Link' }).inputValue();
    const read = async () => {
      const response = await fetch(url);
      return { status: response.status, text: await response.text() };
    };
    expect((await read()).text).toMatch(/^BEGIN:VCALENDAR/);
    await dialog.getByRole('button', { name: 'Revoke' }).click();
    await page.getByText('The link is revoked.').waitFor();
    await waitFor(read, ({ status }) => status === 404);
    expect(page.problems).toEqual([]);
    await page.context().close();
  });
}
