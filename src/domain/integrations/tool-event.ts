import type { Priority } from '../kernel/priority.ts';
import type { ResponderReference } from '../kernel/responder.ts';
import type { ActionKind } from './model.ts';

/** What a tool's mapping reads from an event. An empty text means that the event does not say. */
export interface ToolEvent {
  /** What happens if the integration has no actions of its own. */
  readonly action: ActionKind;
  /** What all events of one problem have in common. Empty: the alert gets an id of its own as alias. */
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
