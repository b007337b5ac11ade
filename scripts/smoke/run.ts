/** One step of the smoke test. */
export interface SmokeStep {
  readonly name: string;
  readonly ok: boolean;
  readonly tookMs: number;
  readonly reason?: string;
}

export interface SmokeOptions {
  readonly url: string;
  readonly key: string;
  /** Username of whoever is notified; it must exist. */
  readonly notify?: string;
  readonly onStep: (step: SmokeStep) => void;
  /** Milliseconds for all steps together. */
  readonly limitMs?: number;
}

/** SES accepts every e-mail to it, also in the sandbox, and delivers none. */
const SIMULATOR = 'success@simulator.amazonses.com';

const POLL_MS = 500;

interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: responses differ by route; each step checks what it needs
  readonly body: any;
}

/** Passes an alert through the whole stage. Stops at the first step that fails, and removes its alert in any case. */
export async function runSmokeTest({
  url,
  key,
  notify,
  onStep,
  limitMs = 60_000,
}: SmokeOptions): Promise<readonly SmokeStep[]> {
  const deadline = performance.now() + limitMs;
  const steps: SmokeStep[] = [];
  const username = notify ?? SIMULATOR;
  let alertId = '';

  async function call(method: string, path: string, body?: object): Promise<Answer> {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { Authorization: `GenieKey ${key}`, 'Content-Type': 'application/json' },
      signal: AbortSignal.timeout(15_000),
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text.startsWith('{') ? JSON.parse(text) : {} };
  }

  async function expectStatus(status: number, method: string, path: string, body?: object): Promise<Answer> {
    const answer = await call(method, path, body);
    if (answer.status !== status) {
      throw new Error(`${method} ${path} was answered with ${answer.status}: ${answer.body.message ?? ''}`);
    }
    return answer;
  }

  /** Repeats the read until it has a result. */
  async function waitFor<T>(read: () => Promise<T | undefined>, missing: string): Promise<T> {
    for (;;) {
      const found = await read();
      if (found !== undefined) return found;
      if (performance.now() > deadline) throw new Error(`${missing} within ${limitMs / 1000} s`);
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  /** Sends an action and waits until it is applied. Returns the id of the alert. */
  async function act(method: string, path: string, body: object): Promise<string> {
    const { body: accepted } = await expectStatus(202, method, path, body);
    const { data } = await waitFor(async () => {
      const answer = await call('GET', `/v2/alerts/requests/${accepted.requestId}`);
      return answer.status === 200 ? answer.body : undefined;
    }, 'the action was not applied');
    if (!data.isSuccess) throw new Error(data.status);
    return data.alertId;
  }

  async function step(name: string, run: () => Promise<unknown>): Promise<boolean> {
    const startedAt = performance.now();
    const reason = await run().then(
      () => undefined,
      (error: Error) => error.message,
    );
    const result: SmokeStep = {
      name,
      ok: reason === undefined,
      tookMs: Math.round(performance.now() - startedAt),
      ...(reason !== undefined && { reason }),
    };
    steps.push(result);
    onStep(result);
    return result.ok;
  }

  async function requireUser(): Promise<void> {
    const { status } = await call('GET', `/v2/users/${encodeURIComponent(username)}`);
    if (status === 200) return;
    if (status !== 404 || notify) throw new Error(`GET /v2/users/${username} was answered with ${status}`);
    await expectStatus(201, 'POST', '/v2/users', {
      username,
      fullName: 'Smoke test',
      role: { name: 'User' },
    });
  }

  async function requireNotified(): Promise<void> {
    const log = await waitFor(async () => {
      const { body } = await expectStatus(200, 'GET', `/v2/alerts/${alertId}/logs?limit=100`);
      const entries = (body.data as { readonly log: string; readonly owner: string }[]).filter(
        ({ owner, log }) => owner === username && /^(Sent|Could not send|Gave up|It is unknown)/.test(log),
      );
      return entries[0]?.log;
    }, `${username} was not notified`);
    if (!log.startsWith('Sent')) throw new Error(log);
  }

  const passed =
    (await step('the API and what it depends on are healthy', () =>
      expectStatus(200, 'GET', '/v2/health'),
    )) &&
    (await step('there is a user to notify', requireUser)) &&
    (await step('an alert is accepted and opened', async () => {
      alertId = await act('POST', '/v2/alerts', {
        message: 'Smoke test after a deployment',
        alias: `smoke-${crypto.randomUUID()}`,
        priority: 'P5',
        responders: [{ type: 'user', username }],
      });
    })) &&
    (await step(`${username} is notified`, requireNotified)) &&
    (await step('the alert is acknowledged', () => act('POST', `/v2/alerts/${alertId}/acknowledge`, {}))) &&
    (await step('the alert is closed', () => act('POST', `/v2/alerts/${alertId}/close`, {}))) &&
    (await step('the alert is closed and acknowledged when it is read', async () => {
      const { body } = await expectStatus(200, 'GET', `/v2/alerts/${alertId}`);
      const { status, acknowledged } = body.data;
      if (status !== 'closed' || !acknowledged)
        throw new Error(`it is ${status}, acknowledged: ${acknowledged}`);
    }));
  if (alertId) await call('DELETE', `/v2/alerts/${alertId}`).catch(() => {});
  if (passed && performance.now() > deadline) {
    await step('all steps end within the time', async () => {
      throw new Error(`it took longer than ${limitMs / 1000} s`);
    });
  }
  return steps;
}
