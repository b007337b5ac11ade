import { Button } from 'react-aria-components/Button';
import { ComboBox as AriaComboBox, type ComboBoxProps as AriaProps } from 'react-aria-components/ComboBox';
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
      <div className={styles.row} onInput={onType}>
        <Input className={field.input ?? ''} {...(placeholder && { placeholder })} />
        <Button className={styles.open ?? ''}>
          <Icon name="chevron" size={16} />
        </Button>
      </div>
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

/** An element of a Combobox. */
export const ComboboxItem = (props: ListBoxItemProps) => (
  <ListBoxItem {...props} className={menu.item ?? ''} />
);
