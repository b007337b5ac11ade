import type { ReactNode } from 'react';
import {
  Menu as AriaMenu,
  MenuItem as AriaMenuItem,
  type MenuItemProps,
  type MenuProps,
  MenuTrigger,
} from 'react-aria-components/Menu';
import { Popover } from 'react-aria-components/Popover';
import styles from './menu.module.css';

/** A button with a menu. The first child is the button, `items` are MenuItems. */
export function Menu<Item extends object>({
  trigger,
  children,
  ...props
}: MenuProps<Item> & { readonly trigger: ReactNode }) {
  return (
    <MenuTrigger>
      {trigger}
      <Popover className={styles.popover ?? ''}>
        <AriaMenu {...props} className={styles.menu ?? ''}>
          {children}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}

export const MenuItem = (props: MenuItemProps) => <AriaMenuItem {...props} className={styles.item ?? ''} />;
