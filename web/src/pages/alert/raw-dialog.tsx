import type { Story } from '../../alert-story/model.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { showToast } from '../../components/toast.tsx';
import styles from './raw-dialog.module.css';
import { TEXTS } from './texts.ts';

/** The alert as the API shows it. */
export function RawDialog({
  alert,
  onClose,
}: {
  readonly alert: Story['alert'];
  readonly onClose: () => void;
}) {
  const text = JSON.stringify(alert, null, 2);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    showToast({ kind: 'done', text: TEXTS.copied });
  };
  return (
    <Dialog
      title={TEXTS.rawTitle(alert.tinyId)}
      isOpen
      wide
      onClose={onClose}
      actions={
        <>
          <Button onPress={() => void copy()}>{TEXTS.copy}</Button>
          <Button kind="primary" autoFocus onPress={onClose}>
            {TEXTS.done}
          </Button>
        </>
      }
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a text that scrolls must be reached by the keyboard */}
      <pre className={styles.raw} tabIndex={0}>
        {text}
      </pre>
    </Dialog>
  );
}
