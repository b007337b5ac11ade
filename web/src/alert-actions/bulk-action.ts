import { call } from '../client/call.ts';
import { toErrorText } from '../client/errors.ts';
import type { OperationName } from '../client/operation-types.ts';
import { createObservable } from '../client/request-state.ts';
import { showToast } from '../components/toast.tsx';
import { type AlertAction, toOperation } from './action.ts';
import { readAlertsAgain } from './perform.ts';

/** All alerts that a query finds. `count`: how many the person was shown. */
export interface Matching {
  readonly query: string;
  readonly count: number;
}

/** A bulk action that this browser has started and still shows. */
export interface StartedBulkAction {
  readonly id: string;
  readonly userId: string;
  readonly type: AlertAction['type'];
  readonly total: number;
}

type BulkOperation = Exclude<
  Extract<OperationName, `POST /v2/alerts/bulk-actions/${string}`>,
  'POST /v2/alerts/bulk-actions/{id}/cancel'
>;

const STORAGE_KEY = 'tocsin.bulk-actions';
/** The empty search of the list finds everything; as a bulk action it must say so. */
const EVERYTHING = 'createdAt > 0';

/** They are kept in the browser, so that their progress is still shown after a reload. */
export const startedBulkActions = createObservable<readonly StartedBulkAction[]>(readStored());
startedBulkActions.subscribe(() =>
  localStorage.setItem(STORAGE_KEY, JSON.stringify(startedBulkActions.get())),
);

function readStored(): readonly StartedBulkAction[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(STORAGE_KEY) ?? '[]');
    return Array.isArray(stored) ? stored : [];
  } catch {
    return [];
  }
}

export const forgetBulkAction = (id: string): void =>
  startedBulkActions.set(startedBulkActions.get().filter((each) => each.id !== id));

/**
 * Starts the action on all alerts that match. The service refuses it, and changes nothing, if more match than the person was
 * shown.
 */
export async function startBulkAction(
  action: AlertAction,
  { query, count }: Matching,
  userId: string,
): Promise<void> {
  const { name, body } = toOperation(action);
  const bulkName = name.replace('{identifier}', 'bulk-actions') as BulkOperation;
  try {
    const { id, total } = await call(bulkName, {
      body: { ...body, query: query.trim() || EVERYTHING, expectedCount: count },
    });
    startedBulkActions.set([...startedBulkActions.get(), { id, userId, type: action.type, total }]);
  } catch (error) {
    showToast({ kind: 'problem', text: toErrorText(error) });
    readAlertsAgain();
  }
}

/** The alerts that it has not come to are left alone. */
export async function cancelBulkAction(id: string): Promise<void> {
  try {
    await call('POST /v2/alerts/bulk-actions/{id}/cancel', { params: { id } });
  } catch (error) {
    showToast({ kind: 'problem', text: toErrorText(error) });
  }
}
