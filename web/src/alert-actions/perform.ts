import { call } from '../client/call.ts';
import { toErrorText } from '../client/errors.ts';
import { queryClient } from '../client/query-client.ts';
import { showToast } from '../components/toast.tsx';
import { type AlertAction, formatDone, formatNumbers, toOperation } from './action.ts';
import { readOutcome } from './outcome.ts';
import { expectResult, forgetExpectation } from './pending.ts';
import { TEXTS } from './texts.ts';

export interface Target {
  readonly id: string;
  readonly tinyId: string;
}

/** How many requests run at a time; the service limits the rate of each person. */
const PARALLEL = 6;

/** The outcome of more alerts than these is not asked for one by one; the list shows it. */
const MAX_OUTCOMES = 10;

/** The service applies an accepted action a moment later, so the lists are read again then, too. */
const READ_AGAIN_AFTER_MS = [0, 600, 2_000];

interface Request extends Target {
  readonly requestId: string;
}

/**
 * Does the action on each of the alerts and says what was done. The lists show the expected result at once. What failed can be
 * tried again under the same request ids, so that nothing is done twice. What the service accepts and then refuses, such as an
 * acknowledgement of an alert that somebody has closed meanwhile, is said as soon as it is known.
 */
export const performAction = (action: AlertAction, targets: readonly Target[]): Promise<void> =>
  send(
    action,
    targets.map(({ id, tinyId }) => ({ id, tinyId, requestId: crypto.randomUUID() })),
  );

async function send(action: AlertAction, requests: readonly Request[]): Promise<void> {
  const { name, body, query, params } = toOperation(action);
  for (const { id } of requests) expectResult(action, id);
  const waiting = [...requests];
  const accepted: Accepted[] = [];
  const failed: { readonly request: Request; readonly error: unknown }[] = [];
  const work = async () => {
    for (let request = waiting.shift(); request; request = waiting.shift()) {
      try {
        const { requestId } = await call(name as 'POST /v2/alerts/{identifier}/notes', {
          params: { ...params, identifier: request.id },
          body,
          ...(query && { query }),
          requestId: request.requestId,
        });
        accepted.push({ target: request, acceptedAs: requestId });
      } catch (error) {
        forgetExpectation(request.id);
        failed.push({ request, error });
      }
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, work));
  const done = requests.filter((request) => !failed.some((failure) => failure.request === request));
  // What a custom action leads to cannot be seen on the alert, so it counts as done only when the service says so.
  if (done.length > 0 && action.type !== 'custom')
    showToast({ kind: 'done', text: formatDone(action, toNumbers(done)) });
  if (accepted.length <= MAX_OUTCOMES) for (const each of accepted) void showOutcome(action, each);
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

/** An alert with the id under which the service has accepted the action on it. */
interface Accepted {
  readonly target: Target;
  readonly acceptedAs: string;
}

/** Says if the service has refused the action after all; of a custom action also that it is done. */
async function showOutcome(action: AlertAction, { target, acceptedAs }: Accepted): Promise<void> {
  const { id, tinyId } = target;
  const outcome = await readOutcome(acceptedAs);
  if (outcome?.isSuccess === false) {
    forgetExpectation(id);
    showToast({ kind: 'problem', text: TEXTS.refused(tinyId, outcome.status) });
    readAlertsAgain();
  } else if (action.type === 'custom') {
    showToast(
      outcome
        ? { kind: 'done', text: formatDone(action, [tinyId]) }
        : { kind: 'problem', text: TEXTS.unknown(action.name, tinyId) },
    );
    readAlertsAgain();
  }
}

const toNumbers = (targets: readonly Target[]) => targets.map(({ tinyId }) => tinyId);

/** Reads every list, count and story of alerts that is on the page again. */
export const readAlertsAgain = (): void => {
  void queryClient.invalidateQueries({ queryKey: ['alerts'] });
};
