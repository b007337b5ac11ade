import { useLocation } from 'wouter';
import type { AskingAction } from '../../alert-actions/action.ts';
import type { Story } from '../../alert-story/model.ts';
import { useShortcuts } from '../../app/shortcuts.ts';
import { Button } from '../../components/button.tsx';
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
  const [, navigate] = useLocation();
  const isNarrow = useNarrow();
  const isOpen = alert.status === 'open';
  const canAcknowledge = isOpen && !alert.acknowledged;
  const ifOpen = (run: () => void) => () => {
    if (isOpen) run();
  };
  useShortcuts([
    { keys: 'a', label: actions.acknowledge, run: () => canAcknowledge && onAcknowledge() },
    { keys: 'c', label: actions.close, run: ifOpen(() => onAsk('close')) },
    { keys: 's', label: actions.snooze, run: ifOpen(() => onAsk('snooze')) },
    { keys: 'e', label: actions.escalate, run: ifOpen(() => onAsk('escalate')) },
    { keys: 'n', label: actions.note, run: () => onAsk('note') },
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
      {isOpen && (
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
          <Button onPress={() => onAsk('snooze')}>{actions.snooze}</Button>
          <Button onPress={() => onAsk('escalate')}>{actions.escalate}</Button>
          <Button onPress={() => onAsk('add-responder')}>{actions.addResponder}</Button>
        </>
      )}
      {(!isNarrow || !isOpen) && (
        <Button size={size} className={isOpen ? '' : (styles.main ?? '')} onPress={() => onAsk('note')}>
          {actions.note}
        </Button>
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
  const isOpen = alert.status === 'open';
  const items: readonly (readonly [label: string, run: () => void, isShown?: boolean])[] = [
    // Of an alert's own actions there are few, and whoever sent the alert wants them found.
    ...alert.actions.map((name) => [actions.run(name), () => onRun(name)] as const),
    [actions.snooze, () => onAsk('snooze'), isNarrow && isOpen],
    [actions.escalate, () => onAsk('escalate'), isNarrow && isOpen],
    [actions.addResponder, () => onAsk('add-responder'), isNarrow && isOpen],
    [actions.note, () => onAsk('note'), isNarrow && isOpen],
    [actions.assign, () => onAsk('assign'), isOpen],
    [actions.unacknowledge, onUnacknowledge, isOpen && alert.acknowledged],
    [actions.priority, () => onAsk('priority'), isOpen],
    [actions.tags, () => onAsk('change-tags')],
    [actions.detail, () => onAsk('detail')],
    [actions.attach, onAttach],
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
