import { waitFor } from '../../simulator/local-service.ts';
import { type Account, ESCALATION, openAccount, PEOPLE } from './account.ts';

/** The pages behind the links of messages, as a phone without scripts uses them. */

let account: Account;

beforeAll(async () => {
  // Slower than in the other stories: nobody else is to be notified between two pages.
  account = await openAccount(10);
});

afterAll(() => account.service.stop());

/** A page: its text, and the fields of its form with the button of that name. */
async function open(link: string) {
  const response = await fetch(link);
  return { status: response.status, html: await response.text() };
}

async function press(link: string, html: string, button: string): Promise<string> {
  const [, page = ''] = /name="page" value="([^"]+)"/.exec(html) ?? [];
  expect(html).toContain(`value="${button}"`);
  const response = await fetch(link, { method: 'POST', body: new URLSearchParams({ do: button, page }) });
  expect(response.status).toBe(200);
  return response.text();
}

async function openAlert(message: string) {
  await account.act('POST', '/v2/alerts', {
    message,
    alias: message,
    description: 'Runbook: https://wiki.example.com/run',
    responders: [{ type: 'escalation', name: ESCALATION }],
  });
  await account.waitForMessages(message, 1);
  const mail = (await account.messagesAbout(message)).find(({ channel }) => channel === 'email');
  const [, link = ''] = /(https?:\/\/\S+\/l\/[\w-]+)/.exec(mail?.text ?? '') ?? [];
  return {
    link,
    until: (isIt: (html: string) => boolean) => waitFor(async () => (await open(link)).html, isIt),
  };
}

test.each(['The disk is full', 'データベースが遅い'])(
  'an alert is acknowledged, snoozed, given back, taken again and closed on one page: %s',
  async (message) => {
    const { link, until } = await openAlert(message);
    for (let i = 0; i < 3; i++) expect((await open(link)).html).toContain('value="acknowledge"');
    const { html } = await open(link);
    expect(html).toContain('<a href="https://wiki.example.com/run"');

    expect(await press(link, html, 'acknowledge')).toContain('You have it.');
    const mine = await until((page) => page.includes('You have it.'));
    expect(await account.alert(message)).toMatchObject({ acknowledged: true, owner: 'jane@night.example' });

    expect(await press(link, mine, 'snooze')).toContain('Snoozed until');
    const snoozed = await until((page) => page.includes('Snoozed until'));
    expect(await press(link, snoozed, 'unacknowledge')).toContain('You gave it back.');
    const again = await until((page) => page.includes('value="acknowledge"'));
    await press(link, again, 'acknowledge');
    // The page from before the alert was given back is sent once more, as by a reload: it changes nothing.
    await press(link, html, 'acknowledge');
    const last = await until((page) => page.includes('You have it.'));
    expect(await press(link, last, 'close')).toContain('Closed. Nobody is called any more.');
    expect(await until((page) => page.includes('You closed it'))).not.toContain('<button');
  },
  60_000,
);

test('when somebody else has the alert, the page says who, and that nothing is to be done', async () => {
  const { link, until } = await openAlert('The queue is long');
  await account.act(
    'POST',
    `/v2/alerts/${encodeURIComponent('The queue is long')}/acknowledge?identifierType=alias`,
    {
      user: 'omar@night.example',
    },
  );
  const page = await until((html) => html.includes('You need do nothing.'));
  expect(page).toContain('omar@night.example) has it since');
  expect(page).not.toContain('<button');
  expect(link).not.toBe('');
}, 60_000);

test('a reply by SMS with a wrong code is answered with the right one', async () => {
  const message = 'The cache is cold';
  const sms = async (text: RegExp) =>
    (await account.service.outbox()).find(
      ({ channel, text: body }) => channel === 'sms' && text.test(body ?? ''),
    );
  await openAlert(message);
  // The text comes a minute of the service after the e-mail; the machine may be busy.
  const asked = await waitFor(
    () => sms(/The cache is cold[\s\S]*A\d{4}/),
    (found) => found !== undefined,
    40_000,
  );
  const [, code] = /\bA(\d{4})\b/.exec(asked?.text ?? '') ?? [];
  await account.replyBySms(`+${PEOPLE.jane.replace('-', '')}`, 'A0000');
  const answer = await waitFor(
    () => sms(/^Nothing done/),
    (found) => found !== undefined,
  );
  expect(answer?.text).toMatch(/^Nothing done: no open alert has A0000\. Yours: /);
  expect(answer?.text).toContain(`A${code}`);
}, 60_000);
