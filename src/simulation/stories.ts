import { buildEntries, type StoryMaterial, sortEntries } from '../domain/alert-story/build-entries.ts';
import type {
  AlertStories,
  AlertStory,
  SimulatedStory,
  SimulationRequest,
  StoryReader,
} from '../domain/alert-story/model.ts';
import { listMentioned, readMaterial, readNames } from '../domain/alert-story/read-material.ts';
import { getEndReason, getStoryState, summarizeStory, toEndEntry } from '../domain/alert-story/summary.ts';
import type { AlertActionMessage } from '../domain/alerts/action.ts';
import { alertIdOfRequest } from '../domain/alerts/ids.ts';
import type { Alert } from '../domain/alerts/model.ts';
import { findAlert } from '../domain/alerts/queries.ts';
import { readAlertState } from '../domain/alerts/store/alert-state.ts';
import { DAY, type Instant } from '../platform/clock.ts';
import { derivedId } from '../platform/ids.ts';
import { isAliasKey } from '../platform/keys.ts';
import { createOverlayTable } from '../platform/overlay-table.ts';
import type { Table } from '../platform/table.ts';
import { readInvolvedConfiguration } from './involved-configuration.ts';
import { listOthers } from './others.ts';
import { createAlertPlanner } from './plans.ts';
import { type AlertRunResult, runAlert, SimulationFailed } from './run-alert.ts';
import { toPayloadMessage } from './tool-payload.ts';

/** How far a story looks ahead. */
const HORIZON = DAY;

/** How many notifications of the future a story lists at most. */
const MAX_PLANNED = 100;

/**
 * Creates the reader of stories. For each story it reads the account's part of the table once and runs the alert forward
 * on a copy in memory. Entries that the table holds already happened; entries that only the copy holds are planned.
 */
export function createAlertStories(table: Table): AlertStories {
  return {
    describe: (alert, reader) => describeStory(table, alert, reader),
    plan: createAlertPlanner(table),
    simulate: (request, reader) => simulateStory(table, request, reader),
    readPayload: toPayloadMessage,
  };
}

async function describeStory(table: Table, alert: Alert, reader: StoryReader): Promise<AlertStory> {
  const { accountId, id } = alert;
  const overlay = createOverlayTable(table);
  const before = await readMaterial(overlay, alert);
  const { ledger } = await readAlertState(overlay, accountId, id);
  const run: AlertRunResult = ledger
    ? await runAlert({
        table: overlay,
        accountId,
        start: reader.now,
        until: reader.now + HORIZON,
        maxNotifications: MAX_PLANNED,
        messages: [],
        resume: { alert, ledger },
      })
    : { complete: true, at: reader.now };
  const story = await finishStory(overlay, { alert, before, run, reader });
  return { ...story, ...(ledger && { execution: { run: ledger.run, continuation: ledger.continuation } }) };
}

async function simulateStory(
  table: Table,
  request: SimulationRequest,
  reader: StoryReader,
): Promise<SimulatedStory> {
  const { message, acknowledgeAt, until, maxNotifications } = request;
  const { accountId, requestId, receivedAt } = message;
  // The alert is new, whatever is open now.
  const overlay = createOverlayTable(table, { hides: isAliasKey });
  const alertId = alertIdOfRequest(accountId, requestId);
  const run = await runAlert({
    table: overlay,
    accountId,
    start: receivedAt,
    until,
    maxNotifications,
    messages: [
      { at: receivedAt, message },
      ...(acknowledgeAt === undefined
        ? []
        : [{ at: acknowledgeAt, message: toAcknowledgement(message, alertId, acknowledgeAt) }]),
    ],
  });
  const { alert } = await readAlertState(overlay, accountId, alertId);
  if (!alert) throw new SimulationFailed('The alert was not created.');
  const [story, openAlert] = await Promise.all([
    finishStory(overlay, { alert, run, reader }),
    findAlert(table, accountId, { type: 'alias', value: alert.alias }),
  ]);
  return { ...story, ...(openAlert && { openAlert }) };
}

const toAcknowledgement = (
  { accountId, requestId, integration, source }: AlertActionMessage,
  alertId: string,
  receivedAt: Instant,
): AlertActionMessage => ({
  accountId,
  requestId: derivedId('simulated-acknowledge', requestId),
  receivedAt,
  target: { type: 'id', value: alertId },
  action: { type: 'Acknowledge' },
  user: 'Simulation',
  source,
  note: '',
  integration,
});

interface FinishedRun {
  /** As the reader sees it now; a simulated alert in its last state. */
  readonly alert: Alert;
  /** The entries from before the run; absent in a simulation. */
  readonly before?: StoryMaterial;
  readonly run: AlertRunResult;
  readonly reader: StoryReader;
}

async function finishStory(overlay: Table, { alert, before, run, reader }: FinishedRun): Promise<AlertStory> {
  const { accountId, id } = alert;
  const { alert: last = alert, ledger } = await readAlertState(overlay, accountId, id);
  const after = await readMaterial(overlay, last);
  const { config, mentioned } = await readInvolvedConfiguration(overlay, last, ledger);
  const names = await readNames(overlay, accountId, [...listMentioned(after), ...mentioned], reader);
  const past = before ? buildEntries(before, names, () => false) : [];
  const happened = new Set(past.map(({ id }) => id));
  const planned = buildEntries(after, names, () => true).filter(
    (entry) => !happened.has(entry.id) && !(before && entry.kind === 'counted'),
  );
  const entries = sortEntries([...past, ...planned]);
  const endsAt = Math.max(entries.at(-1)?.at ?? run.at, run.complete ? 0 : run.at);
  const reason = run.complete
    ? getEndReason(last, ledger, run.endReason)
    : ({ code: 'LimitReached' } as const);
  const all = [...entries, toEndEntry(reason, endsAt, names, !before || endsAt > reader.now)];
  return {
    alert,
    at: reader.now,
    state: getStoryState(before ? alert : last),
    summary: summarizeStory(
      before ? alert : { ...last, acknowledged: false, status: 'open', snoozed: false },
      all,
      names,
    ),
    entries: all,
    others: listOthers(last, ledger, all, config, names),
  };
}
