import type { Ledger } from '../../domain/alerts/ledger.ts';
import type { Alert } from '../../domain/alerts/model.ts';
import { readLedger } from '../../domain/alerts/store/ledger-store.ts';
import type { Directory } from '../../domain/directory/directory.ts';
import type { User } from '../../domain/users/model.ts';
import type { Table } from '../../platform/table.ts';
import { getReplyTexts } from '../languages/get-texts.ts';
import type { AlertView, Person } from './alert-view.ts';

/** So many of those who were notified are named. */
const MAX_NOTIFIED = 8;

/** What the page shows of an alert to one of its recipients, and the ledger of its notifications, if it has one. */
export async function loadView(
  {
    table,
    users,
    consoleUrl,
  }: {
    readonly table: Table;
    readonly users: Directory['users'];
    readonly consoleUrl?: string | undefined;
  },
  alert: Alert,
  reader: User,
): Promise<{ readonly view: AlertView; readonly ledger: Ledger | undefined }> {
  const { accountId, report, status, acknowledged } = alert;
  const ledger = await readLedger(table, accountId, alert.id);
  const active = Object.entries(ledger?.recipients ?? {})
    .filter(([userId, { state }]) => userId !== reader.id && state === 'active')
    .sort(([, a], [, b]) => b.updatedAt - a.updatedAt)
    .slice(0, MAX_NOTIFIED);
  const doneBy = status === 'closed' ? report.closedBy : acknowledged ? report.acknowledgedBy : undefined;
  const [people, doer] = await Promise.all([
    users.getMany(
      accountId,
      active.map(([userId]) => userId),
    ),
    // A program acknowledges under a name that is no user's.
    doneBy === undefined ? undefined : users.getByName(accountId, doneBy),
  ]);
  const byId = new Map<string, Person>(people.map((person) => [person.id, person]));
  const notified = active.flatMap(([userId, { updatedAt }]) => {
    const person = byId.get(userId);
    return person ? [{ person, at: updatedAt }] : [];
  });
  const view: AlertView = {
    alert,
    timeZone: reader.timeZone,
    texts: getReplyTexts(reader),
    ...(consoleUrl !== undefined && { alertUrl: `${consoleUrl}/alerts/${encodeURIComponent(alert.id)}` }),
    ...(doneBy !== undefined && { doneBy: doer ?? { username: doneBy } }),
    isDoneByReader: doneBy === reader.username,
    notified,
  };
  return { view, ledger };
}
