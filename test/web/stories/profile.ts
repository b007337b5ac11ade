import { waitFor } from '../../../simulator/local-service.ts';
import type { ConsoleBrowser, ConsolePage } from '../console-browser.ts';
import { readCode } from './read-messages.ts';
import { unusedNumber } from './unique.ts';

async function openProfile(console: ConsoleBrowser, person = 'Jane'): Promise<ConsolePage> {
  const page = await console.open('/profile', { person });
  await page.getByRole('heading', { name: 'Contacts' }).waitFor();
  return page;
}

const PHONE = '1-2025550177';
const DEVICE = 'nina-phone';

/** A new person with contacts and steps like Omar's, so that a story may change and break what it likes. */
async function createPerson({ service, addPerson }: ConsoleBrowser): Promise<string> {
  const name = `nina-${unusedNumber()}`;
  const username = `${name}@example.com`;
  await addPerson(name, { fullName: 'Nina Ortiz', role: { name: 'User' }, timeZone: 'UTC' });
  const call = async (method: string, path: string, body?: object) => {
    const answer = await service.call(method, path, body, service.accountKey);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
    return answer.body.data;
  };
  const contacts = { mobile: DEVICE, email: username, sms: PHONE, voice: PHONE } as const;
  for (const method of ['sms', 'voice', 'mobile'] as const)
    await call('POST', `/v2/users/${username}/contacts`, { method, to: contacts[method] });
  const rules = (await call('GET', `/v2/users/${username}/notification-rules`)) as {
    id: string;
    actionType: string;
  }[];
  const steps = [
    ['mobile', 0],
    ['email', 0],
    ['sms', 1],
    ['voice', 3],
  ] as const;
  for (const { id } of rules.filter(({ actionType }) => /^(create|assigned)-alert$/.test(actionType))) {
    await call('PATCH', `/v2/users/${username}/notification-rules/${id}`, {
      steps: steps.map(([method, minutes]) => ({
        contact: { method, to: contacts[method] },
        sendAfter: { timeAmount: minutes, timeUnit: 'minutes' },
        enabled: true,
      })),
    });
  }
  return name;
}

/** Chromium reports an answer that refuses something, which these stories ask for. */
const withoutRefusals = ({ problems }: ConsolePage) =>
  problems.filter((text) => !/status of (409|422)/.test(text));

export function profileStories(getConsole: () => ConsoleBrowser): void {
  test('adds an SMS contact, verifies it with the code from the outbox, sends a test, sees it sent', async () => {
    const digits = unusedNumber();
    const page = await openProfile(getConsole());
    await page.getByRole('button', { name: 'Add a contact' }).click();
    const dialog = page.getByRole('dialog');
    const number = dialog.getByRole('textbox', { name: 'Phone number' });
    await number.fill('0151 2345678');
    await page.keyboard.press('Enter');
    await dialog.getByText(/must be a phone number with a country code/).waitFor();
    await number.fill(`+49 151 ${digits}`);
    await page.keyboard.press('Enter');

    await dialog.getByText(`A code was sent to +49 151${digits}. It is valid for 10 minutes.`).waitFor();
    const code = await readCode(getConsole(), `+49151${digits}`);
    const field = dialog.getByRole('textbox', { name: 'Code' });
    await field.fill(code === '000000' ? '000001' : '000000');
    await page.keyboard.press('Enter');
    await dialog.getByText('The code is wrong. 4 tries are left.').waitFor();
    await field.fill(code);
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    const row = page.getByRole('listitem').filter({ hasText: `+49 151${digits}` });
    await row.getByText('Verified by a code').waitFor();

    // The service takes a message to a contact every 20 seconds; the page counts them down.
    const send = row.getByRole('button', { name: `Send me a test: SMS +49 151${digits}` });
    await send.click({ timeout: 60_000 });
    await row.getByText('The test was sent. Did it arrive?').waitFor();
    const sent = await waitFor(
      async () => (await getConsole().service.outbox()).filter(({ to }) => to.includes(`+49151${digits}`)),
      ({ length }) => length > 1,
    );
    expect(sent.map(({ text }) => text)).toEqual([
      expect.stringContaining(code),
      expect.not.stringContaining(code),
    ]);
    expect(withoutRefusals(page)).toEqual([]);
    await page.context().close();
  });

  test('the steps for new alerts are changed: a step more, another time, a step less and back', async () => {
    const page = await openProfile(getConsole(), await createPerson(getConsole()));
    const rules = page.getByRole('region', { name: 'When an alert needs me' });
    await rules
      .getByText('At once by mobile app and e-mail; after 1 min by SMS; after 3 min by call.')
      .waitFor();
    await rules.getByRole('button', { name: 'Change: after 3 min Call +1 2025550177' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Minutes to wait' }).fill('soon');
    await page.keyboard.press('Enter');
    await dialog.getByText(/must be a whole number of minutes/).waitFor();
    await dialog.getByRole('textbox', { name: 'Minutes to wait' }).fill('0');
    await page.keyboard.press('Enter');
    await rules.getByText('At once by mobile app, e-mail and call; after 1 min by SMS.').waitFor();

    await rules.getByRole('button', { name: 'Remove: at once Mobile app nina-phone' }).click();
    await rules.getByText('At once by e-mail and call; after 1 min by SMS.').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await rules.getByText(/^At once by (e-mail, call and mobile app); after 1 min by SMS\.$/).waitFor();

    await rules.getByRole('button', { name: 'Add a step' }).click();
    await dialog.getByText('SMS +1 2025550177').click();
    await dialog.getByRole('textbox', { name: 'Minutes to wait' }).fill('90');
    await page.keyboard.press('Enter');
    await rules.getByText(/; after 1 min by SMS; after 1 h 30 min by SMS\.$/).waitFor();
    expect(page.problems).toEqual([]);
    await page.context().close();
  });

  test('a person who turns off every contact but e-mail is warned, and an unreachable one more so', async () => {
    const page = await openProfile(getConsole(), await createPerson(getConsole()));
    for (const contact of ['SMS +1 2025550177', 'Call +1 2025550177', 'Mobile app nina-phone']) {
      await page.getByRole('button', { name: `More actions for ${contact}` }).click();
      await page.getByRole('menuitem', { name: 'Turn off' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Turn off' }).click();
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    }
    await page
      .getByText('You are notified only by e-mail, which wakes nobody up.', { exact: false })
      .waitFor();
    await page.getByRole('button', { name: /More actions for E-mail/ }).click();
    await page.getByRole('menuitem', { name: 'Remove' }).click();
    await page.getByText(/^Its steps are removed, too, from the rules for: .*New alert/).waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await page.getByText('No new alert reaches you: no contact in these steps is on.').waitFor();

    await page.getByRole('button', { name: 'More actions for SMS +1 2025550177' }).click();
    await page.getByRole('menuitem', { name: 'Turn on' }).click();
    await page.getByText('No new alert reaches you: no contact in these steps is on.').waitFor({
      state: 'detached',
    });
    expect(page.problems).toEqual([]);
    await page.context().close();
  });

  test('a person changes their own zone and language: times on every page and messages follow', async () => {
    const name = await createPerson(getConsole());
    const page = await openProfile(getConsole(), name);
    const region = page.getByRole('region', { name: 'Time zone and language' });
    await region.getByText(/^UTC, where it is \d\d:\d\d$/).waitFor();
    await region.getByRole('button', { name: 'Change zone or language' }).click();
    const dialog = page.getByRole('dialog');
    const zone = dialog.getByRole('combobox', { name: 'Time zone' });
    await zone.fill('tokyo');
    // Before the list has followed what was typed, it shows all.
    await waitFor(
      () => page.getByRole('option').count(),
      (count) => count === 1,
    );
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await dialog.getByText('Deutsch').click();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByText('The zone and the language are saved.').waitFor();
    await region.getByText(/^Asia\/Tokyo, where it is/).waitFor();
    await region.getByText('Messages in Deutsch').waitFor();
    await page.getByRole('link', { name: 'On call' }).click();
    await page.getByText('(Tokyo)').waitFor();
    const { service } = getConsole();
    const { body } = await service.call(
      'GET',
      `/v2/users/${name}@example.com`,
      undefined,
      service.accountKey,
    );
    expect(body.data).toMatchObject({
      timeZone: 'Asia/Tokyo',
      locale: 'de_DE',
    });
    expect(page.problems).toEqual([]);
    await page.context().close();
  });

  test('mutes, sets quiet hours and forwards to Omar, and takes all of it back', async () => {
    const page = await openProfile(getConsole(), await createPerson(getConsole()));
    const dialog = page.getByRole('dialog');
    await page.getByRole('button', { name: 'Mute …' }).click();
    await dialog.getByRole('button', { name: 'Mute' }).click();
    await page.getByText(/^You are muted until .*: new alerts wait until then\.$/).waitFor();
    await page.getByRole('button', { name: 'Set quiet hours' }).click();
    await dialog.getByLabel('From').fill('23:30');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Each day from 23:30 to 07:00.').waitFor();
    await page.getByRole('button', { name: 'Forward …' }).click();
    await dialog.getByRole('button', { name: 'Forward' }).click();
    await dialog.getByText('Choose who is notified in your place.').waitFor();
    await dialog.getByRole('combobox', { name: 'To' }).fill('Omar');
    await page.getByRole('option', { name: 'Omar Haddad' }).click();
    await dialog.getByRole('button', { name: 'Forward' }).click();
    await page.getByText(/^Omar Haddad is notified in your place until .*, and you are not\.$/).waitFor();

    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByText('Your notifications come to you.').waitFor();
    await page.getByRole('button', { name: 'End the mute' }).click();
    await page.getByText('Not muted.').waitFor();
    await page.getByRole('button', { name: 'Set quiet hours' }).click();
    await dialog.getByRole('button', { name: 'Turn off' }).click();
    await page.getByText('None: you are notified at any hour.').waitFor();
    expect(page.problems).toEqual([]);
    await page.context().close();
  });
}
