import type { ReactNode } from 'react';
import { Dialog as AriaDialog } from 'react-aria-components/Dialog';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import styles from './shell.module.css';
import { TEXTS } from './texts.ts';

/** The navigation on a narrow screen, over the page. */
export default function Drawer({
  onClose,
  children,
}: {
  readonly onClose: () => void;
  readonly children: ReactNode;
}) {
  return (
    <ModalOverlay
      className={styles.backdrop ?? ''}
      isOpen
      onOpenChange={(open) => !open && onClose()}
      isDismissable
    >
      <Modal className={styles.drawer ?? ''}>
        <AriaDialog className={styles.drawerDialog ?? ''} aria-label={TEXTS.navigation}>
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
