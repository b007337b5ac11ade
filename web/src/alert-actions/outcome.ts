import { call } from '../client/call.ts';
import { ApiError } from '../client/errors.ts';

/** What the service made of a request that it had accepted. */
export interface Outcome {
  readonly isSuccess: boolean;
  /** In words. */
  readonly status: string;
}

/** The service applies an accepted request within a second or two; a busy one takes longer. In milliseconds. */
const ASK_AFTER_MS = [1_000, 1_500, 3_000, 6_000, 12_000];

/** Asks until the service has applied or refused the request; undefined if it does not say within half a minute. */
export async function readOutcome(requestId: string): Promise<Outcome | undefined> {
  for (const delay of ASK_AFTER_MS) {
    await new Promise((resolve) => setTimeout(resolve, delay));
    try {
      const { data } = await call('GET /v2/alerts/requests/{requestId}', { params: { requestId } });
      return data;
    } catch (error) {
      // 404: it is not applied yet.
      if (!(error instanceof ApiError) || error.status !== 404) return undefined;
    }
  }
  return undefined;
}
