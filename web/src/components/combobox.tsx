import { useContext, useEffect, useRef } from 'react';
import { Button } from 'react-aria-components/Button';
import {
  ComboBox as AriaComboBox,
  type ComboBoxProps as AriaProps,
  ComboBoxStateContext,
} from 'react-aria-components/ComboBox';
import { FieldError } from 'react-aria-components/FieldError';
import { Input } from 'react-aria-components/Input';
import { Label } from 'react-aria-components/Label';
import { ListBox as AriaListBox, ListBoxItem, type ListBoxItemProps } from 'react-aria-components/ListBox';
import { Popover } from 'react-aria-components/Popover';
import styles from './combobox.module.css';
import { Icon } from './icon.tsx';
import menu from './menu.module.css';
import field from './text-field.module.css';

export interface ComboboxProps<Item extends object> extends Omit<AriaProps<Item>, 'children'> {
  readonly label: string;
  readonly error?: string | undefined;
  readonly placeholder?: string;
  /** Somebody types, which is not undone by a proposal that comes late. */
  readonly onType?: () => void;
  readonly children: (item: Item) => React.ReactElement;
}

/** A text field that proposes what matches. */
export function Combobox<Item extends object>({
  label,
  error,
  placeholder,
  onType,
  children,
  ...props
}: ComboboxProps<Item>) {
  return (
    <AriaComboBox
      {...props}
      className={field.field ?? ''}
      isInvalid={error !== undefined}
      menuTrigger="focus"
      validationBehavior="aria"
    >
      <Label className={field.label ?? ''}>{label}</Label>
      <Field placeholder={placeholder} onType={onType} />
      <FieldError className={field.error ?? ''}>{error}</FieldError>
      <Popover className={menu.popover ?? ''}>
        <AriaListBox
          className={menu.menu ?? ''}
          renderEmptyState={() => <p className={styles.none}>Nothing matches</p>}
        >
          {children}
        </AriaListBox>
      </Popover>
    </AriaComboBox>
  );
}

/** The text and the button of a Combobox. A list that was asked for before it was read opens when it is there. */
function Field({
  placeholder,
  onType,
}: {
  readonly placeholder: string | undefined;
  readonly onType: (() => void) | undefined;
}) {
  const state = useContext(ComboBoxStateContext);
  /** How somebody asked for the list, which has not opened yet. React Aria forgets it while nothing can be shown. */
  const asked = useRef<'focus' | 'input' | undefined>(undefined);
  const askForList = () => {
    // A list that has elements opens by itself.
    if (state?.collection.size === 0) asked.current = 'focus';
  };
  // Each change of what matches draws the field again.
  useEffect(() => {
    if (!state || state.isOpen) asked.current = undefined;
    else if (asked.current !== undefined && state.isFocused) state.open(null, asked.current);
  });
  return (
    <div className={styles.row}>
      <Input
        className={field.input ?? ''}
        {...(placeholder && { placeholder })}
        onFocus={askForList}
        onBlur={() => {
          asked.current = undefined;
        }}
        onInput={() => {
          asked.current = 'input';
          onType?.();
        }}
        onKeyDown={({ key }) => {
          if (key === 'Escape') asked.current = undefined;
        }}
      />
      <Button className={styles.open ?? ''} onPress={askForList}>
        <Icon name="chevron" size={16} />
      </Button>
    </div>
  );
}

/** An element of a Combobox. */
export const ComboboxItem = (props: ListBoxItemProps) => (
  <ListBoxItem {...props} className={menu.item ?? ''} />
);
