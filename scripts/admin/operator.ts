import { newId } from '../../src/platform/ids.ts';
import { runInRequestContext } from '../../src/platform/request-context.ts';

/** The name under which the audit log and alerts show what an operator does on the command line. */
export const OPERATOR = 'Operator';

/** Runs the work so that the audit log of the account records its changes. */
export const inOperatorContext = <T>(now: number, work: () => Promise<T>): Promise<T> =>
  runInRequestContext(
    {
      actor: { type: 'integration', id: 'operator', name: OPERATOR, keyId: '' },
      requestId: newId(),
      now,
    },
    work,
  );
