import type { AlertAction } from '../action.ts';
import type { Matching } from '../bulk-action.ts';
import type { Target } from '../perform.ts';

/** What the form of an action is given. */
export interface FormProps {
  /** The alerts that are chosen, or all that match. */
  readonly targets: readonly Target[] | Matching;
  /** The alerts in words: `#12 and #13`. */
  readonly what: string;
  readonly submit: (action: AlertAction) => void;
  readonly onClose: () => void;
}
