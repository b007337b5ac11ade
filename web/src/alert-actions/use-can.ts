import { useMay } from '../app/session.tsx';
import type { UserRight } from '../client/web-operations.ts';
import type { AskingAction } from './action.ts';

const RIGHTS = {
  acknowledge: 'alert-acknowledge',
  unacknowledge: 'alert-unacknowledge',
  close: 'alert-close',
  snooze: 'alert-snooze',
  assign: 'alert-assign-ownership',
  tag: 'alert-edit-tags',
  'change-tags': 'alert-edit-tags',
  detail: 'alert-edit-details',
  note: 'alert-add-note',
  escalate: 'alert-escalate',
  'add-responder': 'alert-add-recipient',
  priority: 'alert-update-priority',
  custom: 'alert-custom-action',
  attach: 'alert-add-attachment',
} as const satisfies Readonly<Record<AskingAction | 'unacknowledge' | 'attach', UserRight>>;

/** Whether the role of the person may do an action with alerts. */
export function useCan(): (action: keyof typeof RIGHTS) => boolean {
  const may = useMay();
  return (action) => may(RIGHTS[action]);
}
