import { type SentMessage, type Service, startLocalService, waitFor } from '../../simulator/local-service.ts';
import { requireDeclaredResponse } from '../../simulator/response-validation.ts';
import { deployedAt, deployedService } from '../support/deployed-service.ts';

/**
 * A test that runs side by side with others of its file, because they mostly wait. It must not depend on what others do. A
 * deployed service is slower, so there they run one after the other.
 */
export const concurrently: typeof test.concurrent | typeof test = deployedAt ? test : test.concurrent;

/** How many minutes of the service pass in a minute of the machine. */
export const TIME_SCALE = 120;
export const MINUTE = 60_000;

const ACCOUNT_KEY = 'e2e-key-of-the-whole-account';

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
  readonly headers: Headers;
}

export interface Account {
  readonly service: Service;
  /** Calls the API with a key of the whole account. */
  readonly call: (method: string, path: string, body?: object, key?: string) => Promise<Answer>;
  /** Posts a form with a file. Returns `data` of the response. */
  readonly upload: (path: string, form: FormData) => Promise<unknown>;
  /** Requests an action on an alert. Fails unless it is accepted. */
  readonly act: (method: string, path: string, body?: object) => Promise<string>;
  /** Replies to an SMS from that number, as a phone does. */
  readonly replyBySms: (from: string, text: string) => Promise<void>;
  /** The alert with that alias. */
  readonly alert: (alias: string) => Promise<Record<string, unknown>>;
  /** The messages sent about the alert with that message, as `jane email`, oldest first. */
  readonly sentAbout: (message: string) => Promise<readonly string[]>;
  readonly messagesAbout: (message: string) => Promise<readonly SentMessage[]>;
  /** Waits until `count` messages were sent about the alert. Returns all of them. */
  readonly waitForMessages: (message: string, count: number) => Promise<readonly string[]>;
  /** Waits until another alert has gone through its whole escalation. A message not sent by then will not be sent. */
  readonly waitForEscalation: () => Promise<void>;
}

/** The users: name and phone number. */
export const PEOPLE = { jane: '1-2025550111', omar: '1-2025550112', kim: '1-2025550113' } as const;
export const TEAM = 'Night shift';
export const ESCALATION = 'Night escalation';

/** The steps of each user's rules: e-mail immediately, SMS after a minute, a call after two. */
const STEPS = [
  ['email', 0],
  ['sms', 1],
  ['voice', 2],
] as const;

const minutes = (timeAmount: number) => ({ timeAmount, timeUnit: 'minutes' });

/**
 * The service with an account of three people. Jane is on call; the escalation notifies her, and after four minutes
 * Omar. Everybody has the steps of {@link STEPS}.
 */
export async function openAccount(timeScale = TIME_SCALE): Promise<Account> {
  const { accountKey, service } = await startService(timeScale);
  const call: Account['call'] = async (method, path, body, key = accountKey) => {
    const response = await fetch(`${service.url}${path}`, {
      method,
      headers: { authorization: `GenieKey ${key}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    await requireDeclaredResponse({ method, url: `${service.url}${path}` }, response.clone());
    return {
      status: response.status,
      body: (await response.json()) as Record<string, unknown>,
      headers: response.headers,
    };
  };
  const must = async (method: string, path: string, body?: object) => {
    const { status, body: answer } = await call(method, path, body);
    if (status >= 300) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(answer)}`);
    return answer;
  };
  await setUp(must);

  const messagesAbout: Account['messagesAbout'] = async (message) =>
    (await service.outbox()).filter(({ subject, text }) => `${subject} ${text}`.includes(message));
  const sentAbout: Account['sentAbout'] = async (message) => (await messagesAbout(message)).map(inWords);
  const waitForMessages: Account['waitForMessages'] = (message, count) =>
    waitFor(
      () => sentAbout(message),
      (sent) => sent.length >= count,
      deployedAt ? 120_000 : undefined,
    );

  return {
    service,
    call,
    async upload(path, form) {
      const response = await fetch(`${service.url}${path}`, {
        method: 'POST',
        headers: { authorization: `GenieKey ${accountKey}` },
        body: form,
      });
      await requireDeclaredResponse({ method: 'POST', url: `${service.url}${path}` }, response.clone());
      const { data, message } = (await response.json()) as { data?: unknown; message?: string };
      if (!response.ok) throw new Error(`${path}: ${response.status} ${message}`);
      return data;
    },
    act: async (method, path, body) => String((await must(method, path, body)).requestId),
    async replyBySms(from, text) {
      const body = JSON.stringify({ from, text });
      const { status } = await fetch(`${service.url}/_local/reply-sms`, { method: 'POST', body });
      if (status !== 202) throw new Error(`The SMS was not accepted: ${status}`);
    },
    alert: async (alias) =>
      (await must('GET', `/v2/alerts/${encodeURIComponent(alias)}?identifierType=alias`)).data as Record<
        string,
        unknown
      >,
    sentAbout,
    messagesAbout,
    waitForMessages,
    async waitForEscalation() {
      // Calls leave out ids, so it is letters that tell the alerts apart.
      const name = crypto.randomUUID().replace(/[^a-f]/g, '');
      const message = `Whole escalation ${name}`;
      await must('POST', '/v2/alerts', { message, responders: [{ type: 'escalation', name: ESCALATION }] });
      // On a deployed service minutes are real minutes, so the second step must suffice.
      await waitForMessages(message, deployedAt ? 2 : 2 * STEPS.length);
    },
  };
}

/** A service on localhost; in the rehearsal the deployed service. */
async function startService(
  timeScale: number,
): Promise<{ readonly service: Service; readonly accountKey: string }> {
  if (deployedAt) return deployedService(deployedAt);
  const service = await startLocalService({
    timeScale,
    environment: { ACCOUNT_KEY, RATE_LIMIT_CONFIGURATION: '1000/1000' },
  });
  return { accountKey: ACCOUNT_KEY, service };
}

async function setUp(
  must: (method: string, path: string, body?: object) => Promise<Record<string, unknown>>,
) {
  for (const [name, phone] of Object.entries(PEOPLE)) {
    const path = `/v2/users/${name}@night.example`;
    await must('POST', '/v2/users', {
      username: `${name}@night.example`,
      fullName: name,
      role: { name: 'User' },
    });
    for (const method of ['sms', 'voice']) await must('POST', `${path}/contacts`, { method, to: phone });
    const { data } = await must('GET', `${path}/notification-rules`);
    for (const { id, actionType } of data as { id: string; actionType: string }[]) {
      if (!/^(create|assigned)-alert$/.test(actionType)) continue;
      await must('PATCH', `${path}/notification-rules/${id}`, {
        steps: STEPS.map(([method, after]) => ({
          contact: { method, to: method === 'email' ? `${name}@night.example` : phone },
          sendAfter: minutes(after),
          enabled: true,
        })),
      });
    }
  }
  await must('POST', '/v2/teams', {
    name: TEAM,
    members: ['jane', 'omar'].map((name) => ({ user: { username: `${name}@night.example` } })),
  });
  await must('POST', '/v2/schedules', {
    name: 'Night',
    timezone: 'Europe/Berlin',
    ownerTeam: { name: TEAM },
    rotations: [
      {
        type: 'daily',
        startDate: '2026-01-01T00:00:00Z',
        participants: [{ type: 'user', username: 'jane@night.example' }],
      },
    ],
  });
  await must('POST', '/v2/escalations', {
    name: ESCALATION,
    ownerTeam: { name: TEAM },
    rules: [ruleFor(0, { type: 'schedule', name: 'Night' }), ruleFor(4, person('omar'))],
  });
}

export const person = (name: keyof typeof PEOPLE) => ({ type: 'user', username: `${name}@night.example` });

/** A rule of an escalation that applies if nobody has acknowledged. */
export const ruleFor = (after: number, recipient: object) => ({
  condition: 'if-not-acked',
  notifyType: 'default',
  delay: minutes(after),
  recipient,
});

/** `jane email` */
function inWords({ channel, to: [to = ''] }: SentMessage): string {
  const phone = (number: string) => `+${number.replace('-', '')}`;
  const [name] =
    Object.entries(PEOPLE).find(([who, number]) => to === `${who}@night.example` || to === phone(number)) ??
    [];
  return `${name ?? to} ${channel}`;
}
