import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components/Button';
import styles from './button.module.css';
import { toClassName } from './class-name.ts';

export interface ButtonProps extends AriaButtonProps {
  /** primary: the one thing to do here; danger: hard to undo; quiet: without a frame. */
  readonly kind?: 'standard' | 'primary' | 'danger' | 'quiet';
  readonly size?: 'standard' | 'large';
  /** Only an icon inside; needs aria-label. */
  readonly square?: boolean;
}

export function Button({ kind = 'standard', size = 'standard', square, className, ...props }: ButtonProps) {
  const own = toClassName(
    styles.button,
    styles[kind],
    size === 'large' && styles.large,
    square && styles.square,
  );
  return <AriaButton {...props} className={toClassName(own, typeof className === 'string' && className)} />;
}
