import { call } from '../client/call.ts';
import { toErrorText } from '../client/errors.ts';
import { queryClient } from '../client/query-client.ts';
import { showToast } from '../components/toast.tsx';
import { type AlertAction, formatDone, formatNumbers, toOperation } from './action.ts';
import { expectResult, forgetExpectation } from './pending.ts';

export interface Target {
  readonly id: string;
  readonly tinyId: string;
}

/** How many requests run at a time; the service limits the rate of each person. */
const PARALLEL = 6;

/** The service applies an accepted action a moment later, so the lists are read again then, too. */
const READ_AGAIN_AFTER_MS = [0, 600, 2_000];

interface Request extends Target {
  readonly requestId: string;
}

/**
 * Does the action on each of the alerts and says what was done. The lists show the expected result at once. What failed can be
 * tried again under the same request ids, so that nothing is done twice.
 */
export const performAction = (action: AlertAction, targets: readonly Target[]): Promise<void> =>
  send(
    action,
    targets.map(({ id, tinyId }) => ({ id, tinyId, requestId: crypto.randomUUID() })),
  );

async function send(action: AlertAction, requests: readonly Request[]): Promise<void> {
  const { name, body } = toOperation(action);
  for (const { id } of requests) expectResult(action, id);
  const waiting = [...requests];
  const failed: { readonly request: Request; readonly error: unknown }[] = [];
  const work = async () => {
    for (let request = waiting.shift(); request; request = waiting.shift()) {
      try {
        await call(name, { params: { identifier: request.id }, body, requestId: request.requestId });
      } catch (error) {
        forgetExpectation(request.id);
        failed.push({ request, error });
      }
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, work));
  const done = requests.filter((request) => !failed.some((failure) => failure.request === request));
  if (done.length > 0) showToast({ kind: 'done', text: formatDone(action, toNumbers(done)) });
  if (failed.length > 0) {
    const again = failed.map(({ request }) => request);
    showToast({
      kind: 'problem',
      text: `${formatNumbers(toNumbers(again))}: ${toErrorText(failed[0]?.error)}`,
      action: { label: 'Try again', onPress: () => void send(action, again) },
    });
  }
  for (const delay of READ_AGAIN_AFTER_MS) setTimeout(readAlertsAgain, delay);
}

const toNumbers = (targets: readonly Target[]) => targets.map(({ tinyId }) => tinyId);

/** Reads every list, count and story of alerts that is on the page again. */
export const readAlertsAgain = (): void => {
  void queryClient.invalidateQueries({ queryKey: ['alerts'] });
};
