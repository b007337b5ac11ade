import { DAY, type Instant, MINUTE, SECOND, toIso } from '../../../platform/clock.ts';
import { alertLogKey, alertNoteKey, requestKey, tinyIdKey } from '../../../platform/keys.ts';
import type { Item } from '../../../platform/table.ts';
import type { AlertActionMessage } from '../action.ts';
import type { Alert } from '../model.ts';
import type { LogLine, Note } from '../reducer/types.ts';

/** Which alert holds an alias, also before it is written: a repetition goes on with these ids. */
export interface AliasClaim {
  readonly alertId: string;
  readonly tinyId: string;
  /** When it was taken, or taken anew by a repetition. */
  readonly claimedAt?: Instant;
}

/**
 * For so long whoever took a claim may still be about to write the alert: longer than a function may run. Within one
 * message group nobody else comes meanwhile; but policies may give alerts of several groups one alias.
 */
const WRITTEN_WITHIN = 2 * MINUTE;

/** Whether the alert of a claim, which is not there, may be written any moment. */
export const isBeingOpened = ({ claimedAt }: AliasClaim, now: Instant): boolean =>
  claimedAt !== undefined && now - claimedAt < WRITTEN_WITHIN;

/** What became of a request, as GET /v2/alerts/requests/{id} shows it. */
export interface Outcome {
  readonly success: boolean;
  readonly status: string;
  readonly alertId: string;
  readonly alias: string;
}

/** How long requests and marks of deletions are kept: as long as a message can lie in a dead-letter queue. */
const KEPT_MS = 14 * DAY;

/** When something of now expires, as the table's TTL has it: in seconds since the epoch. */
export const expiresAt = (now: Instant): number => Math.floor((now + KEPT_MS) / SECOND);

/** Log entries and notes of one action, under keys that a repetition gives them again. */
export const entryItems = (
  alert: Alert,
  requestId: string,
  log: readonly LogLine[],
  notes: readonly Note[],
): Item[] => [
  ...log.map((line, i) => ({
    ...alertLogKey(alert.accountId, alert.id, toIso(line.createdAt), `${requestId}-${i}`),
    ...line,
  })),
  ...notes.map((note, i) => ({
    ...alertNoteKey(alert.accountId, alert.id, toIso(note.createdAt), `${requestId}-${i}`),
    ...note,
  })),
];

/** The item that tells what became of a request. */
export const requestItem = (
  { accountId, requestId, action, integration }: AlertActionMessage,
  outcome: Outcome,
  processedAt: Instant,
): Item => ({
  ...requestKey(accountId, requestId),
  requestId,
  action: action.type,
  integrationId: integration.id,
  processedAt,
  ...outcome,
  isSuccess: outcome.success,
  expiresAt: expiresAt(processedAt),
});

/** The item that leads from an alert's tiny id to it. */
export const tinyIdItem = ({ accountId, tinyId, id }: Alert): Item => ({
  ...tinyIdKey(accountId, tinyId),
  alertId: id,
});
