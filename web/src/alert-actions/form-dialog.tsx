import { type FormEvent, useId } from 'react';
import { Button } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';
import styles from './action-dialog.module.css';
import type { FormProps } from './action-dialog.tsx';
import { BULK_TEXTS, TEXTS } from './texts.ts';

/** A dialog with a form; Enter sends it. */
export function FormDialog({
  title,
  why,
  button,
  isDangerous = false,
  targets,
  onClose,
  onSubmit,
  children,
}: {
  readonly title: string;
  readonly why?: string;
  readonly button: string;
  readonly isDangerous?: boolean;
  readonly targets: FormProps['targets'];
  readonly onClose: () => void;
  readonly onSubmit: () => void;
  readonly children?: React.ReactNode;
}) {
  const id = useId();
  const send = (event: FormEvent) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <Dialog
      title={title}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{TEXTS.cancel}</Button>
          <Button type="submit" form={id} kind={isDangerous ? 'danger' : 'primary'}>
            {button}
          </Button>
        </>
      }
    >
      {why && <p className="muted">{why}</p>}
      {'query' in targets && (
        <p className="muted">
          {BULK_TEXTS.query} <code>{targets.query.trim() || BULK_TEXTS.everything}</code>.{' '}
          {BULK_TEXTS.background}
        </p>
      )}
      <form id={id} onSubmit={send} className={styles.form}>
        {children}
      </form>
    </Dialog>
  );
}
