import type { LogFact } from '../../domain/alerts/log-facts.ts';
import { type AlertName, readAlertLogEntries } from '../../domain/alerts/queries.ts';
import type { Directory } from '../../domain/directory/directory.ts';
import type { Table } from '../../platform/table.ts';

/** The first entries of a log say whom the alert reached; later ones, what people did with it. */
const FIRST_ENTRIES = 50;

interface Entry {
  readonly log: string;
  readonly fact?: LogFact;
}

/**
 * Says for the sender of an alert whom it reached: the usernames of those who are notified, or `nobody` with the reason.
 * A sender that misspells a team must not believe that somebody knows.
 */
export async function describeReached(
  { table, directory }: { readonly table: Table; readonly directory: Directory },
  alert: AlertName,
): Promise<string> {
  const { entries } = await readAlertLogEntries(table, alert, 'logs', {
    direction: 'next',
    order: 'asc',
    limit: FIRST_ENTRIES,
  });
  const log = entries as unknown as readonly Entry[];
  const ids = new Set(log.flatMap(({ fact }) => (fact?.kind === 'fired' ? fact.people : [])));
  const more = log.reduce((sum, { fact }) => sum + (fact?.kind === 'fired' ? (fact.more ?? 0) : 0), 0);
  const unknown = log.some(({ fact }) => fact?.kind === 'unknown-responder');
  // The names of unknown responders say more than that the alert has no responders.
  const isRedundant = ({ fact }: Entry) =>
    unknown && fact?.kind === 'dead-end' && fact.reason === 'NoResponders';
  const problems = log.filter((entry) => !isRedundant(entry)).flatMap(findProblem);
  if (ids.size === 0) {
    return problems.length > 0 ? `nobody: ${problems.join('; ')}` : 'nobody so far: it is being decided';
  }
  const users = await directory.users.getMany(alert.accountId, [...ids]);
  const usernames = new Map(users.map(({ id, username }) => [id, username]));
  const names = [
    ...[...ids].map((id) => usernames.get(id) ?? id).sort(),
    ...(more > 0 ? [`${more} more`] : []),
  ].join(', ');
  return [names, ...problems].join('; ');
}

function findProblem({ log, fact }: Entry): readonly string[] {
  switch (fact?.kind) {
    case 'unknown-responder':
      return [`${fact.responder} does not exist`];
    case 'dead-end':
      return [log.replace(/^Nobody is notified: /, '').replace(/\.$/, '')];
    case 'paging-stopped':
      return [log.replace(/\. Nobody is notified until then\.$/, '')];
    case 'policy':
      return fact.suppressed || fact.delayedUntil !== undefined || fact.threshold !== undefined
        ? [log.replace(/\.$/, '')]
        : [];
    default:
      return [];
  }
}
