import type { ToolEvent } from '../../domain/integrations/tool-event.ts';
import type { Priority } from '../../domain/kernel/priority.ts';
import { lookUp, type Payload } from './payload.ts';

export type { ToolEvent } from '../../domain/integrations/tool-event.ts';

/** A monitoring tool: a folder of tools/. */
export interface Tool {
  /** For people, in titles. */
  readonly name: string;
  /** The types of integrations that accept its events; the first is the usual one. */
  readonly types: readonly string[];
  /** Further names in the endpoint's path, besides the types in lower case. */
  readonly paths?: readonly string[];
  /** Whether plain text is an event that the mapping can read; of some tools only certain texts are. */
  readonly readsText?: boolean | ((text: string) => boolean);
  /** Whether the tool calls by GET, with the event in the query. */
  readonly callsByGet?: boolean;
  /** Decodes members that have a format of their own. Never fails: what cannot be decoded stays as it is. */
  readonly prepare?: (payload: Payload) => Promise<Payload>;
  /** Safe for any payload: what cannot be read is empty. */
  readonly parse: (payload: Payload) => ToolEvent;
}

/** The priority of the first known one of a tool's own words for severity, in any letter case; no member if none is known. */
export const toPriority = (
  words: readonly string[],
  priorities: Readonly<Record<string, Priority>>,
): { readonly priority?: Priority } => {
  const priority = words.map((word) => lookUp(priorities, word.toLowerCase())).find(Boolean);
  return priority ? { priority } : {};
};

/** Words for severity that many tools use, those of syslog included. */
export const COMMON_SEVERITIES: Readonly<Record<string, Priority>> = {
  critical: 'P1',
  crit: 'P1',
  fatal: 'P1',
  emergency: 'P1',
  emerg: 'P1',
  panic: 'P1',
  urgent: 'P1',
  blocker: 'P1',
  highest: 'P1',
  page: 'P1',
  disaster: 'P1',
  error: 'P2',
  err: 'P2',
  high: 'P2',
  major: 'P2',
  severe: 'P2',
  warning: 'P3',
  warn: 'P3',
  medium: 'P3',
  moderate: 'P3',
  average: 'P3',
  minor: 'P4',
  low: 'P4',
  notice: 'P4',
  lowest: 'P5',
  debug: 'P5',
  info: 'P5',
  information: 'P5',
  informational: 'P5',
  none: 'P5',
  sev0: 'P1',
  sev1: 'P1',
  sev2: 'P2',
  sev3: 'P3',
  sev4: 'P4',
  sev5: 'P5',
  p0: 'P1',
  p1: 'P1',
  p2: 'P2',
  p3: 'P3',
  p4: 'P4',
  p5: 'P5',
};
