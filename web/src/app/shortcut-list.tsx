import { useSyncExternalStore } from 'react';
import { Switch } from 'react-aria-components/Switch';
import { Button } from '../components/button.tsx';
import { Kbd } from '../components/chip.tsx';
import { Dialog } from '../components/dialog.tsx';
import styles from './shortcut-list.module.css';
import { areShortcutsOn, getActiveShortcuts } from './shortcuts.ts';
import { TEXTS } from './texts.ts';

/** Every shortcut of the current page, and the switch for those that are a single key. */
export default function ShortcutList({ onClose }: { readonly onClose: () => void }) {
  const isOn = useSyncExternalStore(areShortcutsOn.subscribe, areShortcutsOn.get);
  return (
    <Dialog
      title={TEXTS.shortcuts}
      isOpen
      onClose={onClose}
      actions={<Button onPress={onClose}>{TEXTS.done}</Button>}
    >
      <dl className={styles.list}>
        {getActiveShortcuts().map(({ keys, label }) => (
          <div key={keys}>
            <dt>{label}</dt>
            <dd>
              {keys.split('+').map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
      <Switch className={styles.switch ?? ''} isSelected={isOn} onChange={areShortcutsOn.set}>
        <span className={styles.track} />
        {TEXTS.shortcutsSwitch}
      </Switch>
      <p className="muted">{TEXTS.shortcutsWhy}</p>
    </Dialog>
  );
}
