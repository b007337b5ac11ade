import { useLocation } from 'wouter';
import type { AskingAction } from '../../alert-actions/action.ts';
import { useCan } from '../../alert-actions/use-can.ts';
import type { Story } from '../../alert-story/model.ts';
import { useSession } from '../../app/session.tsx';
import { type Shortcut, useShortcuts } from '../../app/shortcuts.ts';
import { Button } from '../../components/button.tsx';
import { toClassName } from '../../components/class-name.ts';
import { Icon } from '../../components/icon.tsx';
import { Menu, MenuItem } from '../../components/menu.tsx';
import { getLastList } from '../../data/last-list.ts';
import { useNarrow } from '../../format/use-narrow.ts';
import styles from './actions.module.css';
import { TEXTS } from './texts.ts';

const { actions } = TEXTS;

interface Props {
  readonly alert: Story['alert'];
  readonly onAcknowledge: () => void;
  readonly onUnacknowledge: () => void;
  readonly onAsk: (kind: AskingAction) => void;
  /** Asks before the custom action of this name. */
  readonly onRun: (customAction: string) => void;
  readonly onAttach: () => void;
  readonly onShowRaw: () => void;
}

/** What can be done with the alert: by button, by key, or from the menu. On a phone the main ones are at the bottom. */
export function Actions(props: Props) {
  const { alert, onAcknowledge, onAsk } = props;
  const { user } = useSession();
  const [, navigate] = useLocation();
  const isNarrow = useNarrow();
  const isOpen = alert.status === 'open';
  const can = useCan();
  const canAcknowledge = isOpen && !alert.acknowledged && can('acknowledge');
  const canClose = isOpen && can('close');
  const toShortcut = (keys: string, action: 'close' | 'snooze' | 'escalate' | 'note'): readonly Shortcut[] =>
    can(action)
      ? [{ keys, label: actions[action], run: () => (isOpen || action === 'note') && onAsk(action) }]
      : [];
  useShortcuts([
    ...(can('acknowledge')
      ? [{ keys: 'a', label: actions.acknowledge, run: () => canAcknowledge && onAcknowledge() }]
      : []),
    ...toShortcut('c', 'close'),
    ...toShortcut('s', 'snooze'),
    ...toShortcut('e', 'escalate'),
    ...toShortcut('n', 'note'),
    { keys: 'Escape', label: actions.back, run: () => navigate(getLastList()) },
  ]);
  const size = isNarrow ? 'large' : 'standard';
  return (
    <div className={styles.actions}>
      {canAcknowledge && (
        <Button kind="primary" size={size} className={styles.main ?? ''} onPress={onAcknowledge}>
          {actions.acknowledge}
        </Button>
      )}
      {canClose && (
        <Button
          kind={canAcknowledge ? 'standard' : 'primary'}
          size={size}
          className={canAcknowledge ? '' : (styles.main ?? '')}
          onPress={() => onAsk('close')}
        >
          {actions.close}
        </Button>
      )}
      {!isNarrow && isOpen && (
        <>
          {can('snooze') && <Button onPress={() => onAsk('snooze')}>{actions.snooze}</Button>}
          {can('escalate') && <Button onPress={() => onAsk('escalate')}>{actions.escalate}</Button>}
          {can('add-responder') && (
            <Button onPress={() => onAsk('add-responder')}>{actions.addResponder}</Button>
          )}
        </>
      )}
      {(!isNarrow || !isOpen) && can('note') && (
        <Button size={size} className={isOpen ? '' : (styles.main ?? '')} onPress={() => onAsk('note')}>
          {actions.note}
        </Button>
      )}
      {isOpen && !can('acknowledge') && !can('close') && (
        <p className={toClassName(styles.readOnly, 'muted')}>{TEXTS.readOnly(user.role)}</p>
      )}
      <More {...props} isNarrow={isNarrow} />
    </div>
  );
}

/** The rarer actions; on a phone also those that have no room as buttons. */
function More({
  alert,
  isNarrow,
  onUnacknowledge,
  onAsk,
  onRun,
  onAttach,
  onShowRaw,
}: Props & { readonly isNarrow: boolean }) {
  const [, navigate] = useLocation();
  const can = useCan();
  const isOpen = alert.status === 'open';
  const items: readonly (readonly [label: string, run: () => void, isShown?: boolean])[] = [
    // Of an alert's own actions there are few, and whoever sent the alert wants them found.
    ...alert.actions.map((name) => [actions.run(name), () => onRun(name), can('custom')] as const),
    [actions.snooze, () => onAsk('snooze'), isNarrow && isOpen && can('snooze')],
    [actions.escalate, () => onAsk('escalate'), isNarrow && isOpen && can('escalate')],
    [actions.addResponder, () => onAsk('add-responder'), isNarrow && isOpen && can('add-responder')],
    [actions.note, () => onAsk('note'), isNarrow && isOpen && can('note')],
    [actions.assign, () => onAsk('assign'), isOpen && can('assign')],
    [actions.unacknowledge, onUnacknowledge, isOpen && alert.acknowledged && can('unacknowledge')],
    [actions.priority, () => onAsk('priority'), isOpen && can('priority')],
    [actions.tags, () => onAsk('change-tags'), can('change-tags')],
    [actions.detail, () => onAsk('detail'), can('detail')],
    [actions.attach, onAttach, can('attach')],
    [actions.simulate, () => navigate(`/simulate?alert=${alert.tinyId}`)],
    [actions.raw, onShowRaw],
  ];
  return (
    <Menu
      trigger={
        <Button
          kind={isNarrow ? 'standard' : 'quiet'}
          size={isNarrow ? 'large' : 'standard'}
          square
          aria-label={actions.more}
        >
          <Icon name="more" />
        </Button>
      }
    >
      {items.flatMap(([label, run, isShown = true]) =>
        isShown ? (
          <MenuItem key={label} onAction={run}>
            {label}
          </MenuItem>
        ) : (
          []
        ),
      )}
    </Menu>
  );
}
