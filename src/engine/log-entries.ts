import type { LogFact } from '../domain/alerts/log-facts.ts';
import type { Flow } from '../domain/alerts/model.ts';
import type { Instant } from '../platform/clock.ts';
import { derivedId } from '../platform/ids.ts';
import type { Evaluation } from './evaluation.ts';

/**
 * Adds an entry about a flow to the alert's log. `kind` and `at` identify the entry within a run of the flow, so a repeated
 * evaluation writes the same entry.
 */
export function addFlowLogEntry(
  evaluation: Evaluation,
  flow: Flow,
  kind: 'policy' | 'restart',
  at: Instant,
  entry: { readonly log: string; readonly fact: LogFact },
): void {
  const id = derivedId(kind, evaluation.alert.id, flow.key, String(flow.run), String(at));
  evaluation.logEntries.push({ id, at, ...entry });
}
