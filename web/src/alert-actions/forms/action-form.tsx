import type { ComponentProps } from 'react';
import { FormDialog } from '../../components/form-dialog.tsx';
import { BULK_TEXTS } from '../texts.ts';
import type { FormProps } from './form-props.ts';

/** The dialog of an action. If it is on all alerts that match, it says which search that is. */
export function ActionForm({
  targets,
  children,
  ...props
}: ComponentProps<typeof FormDialog> & Pick<FormProps, 'targets'>) {
  return (
    <FormDialog {...props}>
      {'query' in targets && (
        <p className="muted">
          {BULK_TEXTS.query} <code>{targets.query.trim() || BULK_TEXTS.everything}</code>.{' '}
          {BULK_TEXTS.background}
        </p>
      )}
      {children}
    </FormDialog>
  );
}
