import type { Priority } from '../kernel/priority.ts';
import type { ResponderReference } from '../kernel/responder.ts';
import type { ActionKind } from './model.ts';

/** The values that a tool's mapping reads from an event. An empty text means that the event has no value. */
export interface ToolEvent {
  /** The default action, which applies if the integration has no actions of its own. */
  readonly action: ActionKind;
  /** The identity that all events of one problem share. Empty: the alert gets an id of its own as alias. */
  readonly alias: string;
  /** Empty if the mapping cannot read the event. */
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
  /** Further names for templates and filters, besides the members above and the paths of the payload. */
  readonly fields?: Readonly<Record<string, string>>;
  /** Set for the stand-in of an event that no mapping could read; such an event always opens an alert of its own. */
  readonly isNotUnderstood?: true;
}
