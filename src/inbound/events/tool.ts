import type { ActionKind } from '../../domain/integrations/model.ts';
import type { Priority } from '../../domain/kernel/priority.ts';
import type { ResponderReference } from '../../domain/kernel/responder.ts';
import type { Payload } from './payload.ts';

/** An event of a tool, as the tool's mapping understands it. What is empty says nothing. */
export interface ToolEvent {
  /** What becomes of it where the integration has no actions of its own. */
  readonly action: ActionKind;
  /** What the events of one trouble have in common. */
  readonly alias: string;
  readonly message: string;
  readonly description?: string;
  readonly priority?: Priority;
  readonly source?: string;
  readonly entity?: string;
  readonly tags?: readonly string[];
  readonly details?: Readonly<Record<string, string>>;
  readonly actions?: readonly string[];
  readonly responders?: readonly ResponderReference[];
  readonly user?: string;
  readonly note?: string;
  /** Names for templates and filters, besides those of the above and the paths of the payload. */
  readonly fields?: Readonly<Record<string, string>>;
}

/** A monitoring tool: a folder of tools/. */
export interface Tool {
  /** The types of integrations that its events come through; the first is the usual one. */
  readonly types: readonly string[];
  /** Further names in the address of the endpoint, besides the types' in lower case. */
  readonly paths?: readonly string[];
  /** The payload with what has to be read out of it first. Never fails; what cannot be read stays as it is. */
  readonly prepared?: (payload: Payload) => Promise<Payload>;
  /** Safe for any payload: what cannot be told is empty. */
  readonly parse: (payload: Payload) => ToolEvent;
}

/** The priority that a word of the tool's stands for, whatever its case. */
export const toPriority = (
  word: string,
  words: Readonly<Record<string, Priority>>,
): { readonly priority?: Priority } => {
  const priority = words[word.toLowerCase()];
  return priority ? { priority } : {};
};

/** Words for severity that many tools share. */
export const COMMON_SEVERITIES: Readonly<Record<string, Priority>> = {
  critical: 'P1',
  fatal: 'P1',
  emergency: 'P1',
  page: 'P1',
  disaster: 'P1',
  error: 'P2',
  high: 'P2',
  major: 'P2',
  warning: 'P3',
  warn: 'P3',
  medium: 'P3',
  average: 'P3',
  minor: 'P4',
  low: 'P4',
  info: 'P5',
  information: 'P5',
  informational: 'P5',
  none: 'P5',
  p1: 'P1',
  p2: 'P2',
  p3: 'P3',
  p4: 'P4',
  p5: 'P5',
};
