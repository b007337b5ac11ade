import type { AlertAction } from '../../alert-actions/action.ts';
import { performAction, type Target } from '../../alert-actions/perform.ts';
import type { AlertCommand } from './grammar.ts';

/** Does the command on the alerts. */
export const runOnAlerts = (command: AlertCommand, targets: readonly Target[]): Promise<void> =>
  performAction(toAction(command), targets);

function toAction(command: AlertCommand): AlertAction {
  switch (command.type) {
    case 'acknowledge':
    case 'unacknowledge':
    case 'close':
      return { type: command.type };
    case 'note':
      return { type: 'note', note: command.note };
    case 'tag':
      return { type: 'tag', tags: command.tags };
    case 'assign':
      return { type: 'assign', owner: command.to.username };
    case 'snooze':
      return { type: 'snooze', until: Date.now() + command.lengthMs };
  }
}
