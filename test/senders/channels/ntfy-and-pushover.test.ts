import { readNotification } from '../../../src/domain/notifications/store.ts';
import { NOON } from '../../support/builders.ts';
import { type StandIn, startStandIn } from '../../support/provider.ts';
import {
  ADDRESSES,
  aSender,
  aStory,
  CREDENTIALS,
  contactAt,
  PUBLIC_URL,
  TAKEN,
} from '../../support/senders.ts';
import { useTable } from '../../support/table.ts';

const table = useTable();
let provider: StandIn;

beforeAll(async () => {
  provider = await startStandIn();
});
afterAll(() => provider.stop());
beforeEach(() => {
  provider.requests.length = 0;
});

async function send(channel: 'ntfy' | 'pushover', to: string, change?: Parameters<typeof aStory>[3]) {
  provider.requests.length = 0;
  provider.behave({ status: 200, body: TAKEN[channel] });
  const story = await aStory(table(), channel, to, change);
  await aSender(table(), () => NOON, channel, provider.endpoint)(story.request);
  const [request] = provider.requests;
  if (!request) throw new Error('Nothing was sent.');
  return { ...story, ...request };
}

const LINK = expect.stringMatching(/^https:\/\/tocsin\.example\.com\/l\/[\w-]+$/);

describe('ntfy', () => {
  const topic = () => `${provider.endpoint}/secret-topic`;

  test('gets the topic, links as buttons, and the access token', async () => {
    const { path, headers, body, alert } = await send('ntfy', topic());
    expect(path).toBe('/');
    expect(headers.authorization).toBe(`Bearer ${CREDENTIALS.ntfy?.token}`);
    expect(JSON.parse(body)).toEqual({
      topic: 'secret-topic',
      title: 'P3 #1 Disk full',
      message: expect.stringContaining('Open since: Tue, 24 Nov 2026, 12:00 UTC'),
      priority: 3,
      click: `${PUBLIC_URL}/console/alerts/${alert.id}`,
      actions: [
        { action: 'http', label: 'Acknowledge', url: LINK, method: 'POST', clear: true },
        { action: 'http', label: 'Close', url: LINK, method: 'POST', clear: true },
      ],
    });
  });

  test('gets no authorization header without a token', async () => {
    const { credentials: _, ...open } = contactAt('ntfy', topic());
    const { headers } = await send('ntfy', topic(), { user: { contacts: [open] } });
    expect(headers.authorization).toBeUndefined();
  });

  test.each([
    ['P1', 5],
    ['P2', 4],
    ['P3', 3],
    ['P4', 3],
    ['P5', 2],
  ] as const)('shows an alert of priority %s with priority %i', async (priority, expected) => {
    const { body } = await send('ntfy', topic(), { alert: { priority } });
    expect(JSON.parse(body).priority).toBe(expected);
  });

  test('shows news about a P1 alert with normal priority', async () => {
    const { body } = await send('ntfy', topic(), {
      alert: { priority: 'P1', acknowledged: true },
      request: { event: 'acknowledged-alert', condition: 'always' },
    });
    const { priority, actions } = JSON.parse(body);
    expect(priority).toBe(3);
    expect(actions.map(({ label }: { label: string }) => label)).toEqual(['Close']);
  });
});

describe('Pushover', () => {
  const sendForm = async (change?: Parameters<typeof aStory>[3]) => {
    const { body, path, headers } = await send('pushover', ADDRESSES.pushover, change);
    return { form: Object.fromEntries(new URLSearchParams(body)), path, headers };
  };

  test('gets a form with the user key and the token of the application', async () => {
    const { form, path, headers } = await sendForm();
    expect(path).toBe('/1/messages.json');
    expect(headers['content-type']).toBe('application/x-www-form-urlencoded');
    expect(form).toEqual({
      token: CREDENTIALS.pushover?.token,
      user: ADDRESSES.pushover,
      title: 'P3 #1 Disk full',
      message: expect.stringContaining('Open since: Tue, 24 Nov 2026, 12:00 UTC'),
      priority: '0',
      url: LINK,
      url_title: 'Acknowledge',
    });
  });

  test('repeats a P1 alert until it is acknowledged in the app, which calls the link', async () => {
    const { form } = await sendForm({ alert: { priority: 'P1' } });
    expect(form).toMatchObject({ priority: '2', retry: '60', expire: '600', callback: LINK });
    expect(form.callback).toBe(form.url);
  });

  test.each([
    ['P2', '1'],
    ['P4', '0'],
    ['P5', '-1'],
  ] as const)('shows an alert of priority %s with priority %s', async (priority, expected) => {
    const { form } = await sendForm({ alert: { priority } });
    expect(form.priority).toBe(expected);
    expect(form).not.toHaveProperty('callback');
  });

  test('does not repeat news about a P1 alert', async () => {
    const { form } = await sendForm({
      alert: { priority: 'P1', acknowledged: true },
      request: { event: 'acknowledged-alert', condition: 'always' },
    });
    expect(form).toMatchObject({ priority: '0', url_title: 'Close' });
    expect(form).not.toHaveProperty('retry');
  });

  test('gives a receipt for an emergency, which becomes the id of the message', async () => {
    provider.behave({ status: 200, body: { status: 1, request: 'request-id', receipt: 'receipt-id' } });
    const { request } = await aStory(table(), 'pushover', ADDRESSES.pushover, { alert: { priority: 'P1' } });
    await aSender(table(), () => NOON, 'pushover', provider.endpoint)(request);

    expect(await readNotification(table(), request)).toMatchObject({ providerMessageId: 'receipt-id' });
  });
});
