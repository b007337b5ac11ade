import { type FormEvent, type KeyboardEvent, type ReactNode, useId } from 'react';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import styles from './form-dialog.module.css';

/** A dialog with a form; Enter sends it, in a field of several lines Ctrl or Cmd with Enter. */
export function FormDialog({
  title,
  why,
  button,
  cancel = 'Cancel',
  isDangerous = false,
  isPending = false,
  isDisabled = false,
  error,
  extraAction,
  onClose,
  onSubmit,
  children,
}: {
  readonly title: string;
  readonly why?: ReactNode;
  /** What the main button says. */
  readonly button: string;
  readonly cancel?: string;
  readonly isDangerous?: boolean;
  readonly isPending?: boolean;
  readonly isDisabled?: boolean;
  /** What went wrong, apart from single fields. */
  readonly error?: string | undefined;
  readonly extraAction?: ReactNode;
  readonly onClose: () => void;
  readonly onSubmit: () => void;
  readonly children?: ReactNode;
}) {
  const id = useId();
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (!isPending && !isDisabled) onSubmit();
  };
  const sendByKey = (event: KeyboardEvent<HTMLFormElement>) => {
    // In a field of several lines, Enter alone begins a line.
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) event.currentTarget.requestSubmit();
  };
  return (
    <Dialog
      title={title}
      isOpen
      onClose={onClose}
      actions={
        <>
          {extraAction && <div className={styles.extra}>{extraAction}</div>}
          <Button onPress={onClose}>{cancel}</Button>
          <Button
            type="submit"
            form={id}
            kind={isDangerous ? 'danger' : 'primary'}
            isPending={isPending}
            isDisabled={isDisabled}
          >
            {button}
          </Button>
        </>
      }
    >
      {why && <p className="muted">{why}</p>}
      <form id={id} onSubmit={send} onKeyDown={sendByKey} className={styles.form} noValidate>
        {children}
        {error && (
          <p role="alert" className={styles.error}>
            {error}
          </p>
        )}
      </form>
    </Dialog>
  );
}
