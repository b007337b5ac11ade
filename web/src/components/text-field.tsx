import type { ReactNode, Ref } from 'react';
import { FieldError } from 'react-aria-components/FieldError';
import { Input } from 'react-aria-components/Input';
import { Label } from 'react-aria-components/Label';
import { Text } from 'react-aria-components/Text';
import { TextArea } from 'react-aria-components/TextArea';
import {
  type TextFieldProps as AriaProps,
  TextField as AriaTextField,
} from 'react-aria-components/TextField';
import styles from './text-field.module.css';

export interface TextFieldProps extends AriaProps {
  readonly label: string;
  readonly description?: ReactNode;
  /** The error of the value; shown below it. */
  readonly error?: string | undefined;
  readonly placeholder?: string;
  /** More than one line. */
  readonly rows?: number;
  readonly inputRef?: Ref<HTMLInputElement>;
}

export function TextField({
  label,
  description,
  error,
  placeholder,
  rows,
  inputRef,
  ...props
}: TextFieldProps) {
  const shared = { className: styles.input ?? '', ...(placeholder && { placeholder }) };
  return (
    // A text from the service must not keep the form from being sent again, as native validation would.
    <AriaTextField
      {...props}
      validationBehavior="aria"
      className={styles.field ?? ''}
      isInvalid={error !== undefined}
    >
      <Label className={styles.label ?? ''}>{label}</Label>
      {rows ? (
        <TextArea {...shared} rows={rows} />
      ) : (
        <Input {...shared} {...(inputRef && { ref: inputRef })} />
      )}
      {description && (
        <Text slot="description" className={styles.description ?? ''}>
          {description}
        </Text>
      )}
      <FieldError className={styles.error ?? ''}>{error}</FieldError>
    </AriaTextField>
  );
}
