import { type KeyboardEvent, useEffect, useId, useState } from 'react';
import { Dialog as AriaDialog } from 'react-aria-components/Dialog';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { Icon } from '../../components/icon.tsx';
import { PriorityMark } from '../../components/priority-mark.tsx';
import styles from './palette.module.css';
import { TEXTS } from './texts.ts';
import { useCommandContext } from './use-command-context.ts';
import { type Option, useOptions } from './use-options.ts';

/** One field for commands, pages, alerts, people and teams. Enter does what is marked. */
export default function Palette({ onClose }: { readonly onClose: () => void }) {
  return (
    <ModalOverlay
      className={styles.backdrop ?? ''}
      isOpen
      isDismissable
      onOpenChange={(open) => !open && onClose()}
    >
      <Modal className={styles.modal ?? ''}>
        <AriaDialog className={styles.dialog ?? ''} aria-label={TEXTS.title}>
          <PaletteField onClose={onClose} />
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

function PaletteField({ onClose }: { readonly onClose: () => void }) {
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const id = useId();
  const { options, hint } = useOptions(text, useCommandContext());
  const current = Math.min(active, options.length - 1);
  useEffect(() => {
    document.getElementById(`${id}-${current}`)?.scrollIntoView({ block: 'nearest' });
  }, [id, current]);

  const choose = ({ choose: chosen }: Option) => {
    setActive(0);
    if (chosen.kind === 'fill') return setText(chosen.text);
    onClose();
    chosen.run();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const option = options[current];
    if (event.key === 'ArrowDown') setActive((current + 1) % Math.max(1, options.length));
    else if (event.key === 'ArrowUp') setActive((current <= 0 ? options.length : current) - 1);
    else if (event.key === 'Enter' && !event.nativeEvent.isComposing && option) choose(option);
    else if (event.key === 'Tab' && option?.choose.kind === 'fill') choose(option);
    else return;
    event.preventDefault();
  };
  return (
    <>
      <div className={styles.field}>
        <Icon name="search" />
        <input
          role="combobox"
          aria-label={TEXTS.title}
          aria-expanded={options.length > 0}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={current >= 0 ? `${id}-${current}` : undefined}
          aria-describedby={`${id}-hint`}
          // biome-ignore lint/a11y/noAutofocus: the dialog is opened to type here
          autoFocus
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          placeholder={TEXTS.placeholder}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setActive(0);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <p id={`${id}-hint`} role="status" className={styles.hint}>
        {hint ?? (options.length === 0 ? TEXTS.none : undefined)}
      </p>
      <div role="listbox" id={`${id}-list`} aria-label={TEXTS.title} className={styles.list}>
        {options.map((option, i) => (
          <OptionLine
            key={option.id}
            id={`${id}-${i}`}
            option={option}
            isFirst={option.group !== options[i - 1]?.group}
            isActive={i === current}
            onPoint={() => setActive(i)}
            onChoose={() => choose(option)}
          />
        ))}
      </div>
    </>
  );
}

function OptionLine({
  id,
  option: { group, label, detail, alert },
  isFirst,
  isActive,
  onPoint,
  onChoose,
}: {
  readonly id: string;
  readonly option: Option;
  /** Whether it is the first of its group. */
  readonly isFirst: boolean;
  readonly isActive: boolean;
  readonly onPoint: () => void;
  readonly onChoose: () => void;
}) {
  return (
    <>
      {isFirst && (
        <div role="presentation" className={styles.group}>
          {group}
        </div>
      )}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the text field above has the keyboard */}
      <div
        id={id}
        role="option"
        aria-selected={isActive}
        className={styles.option}
        onPointerMove={onPoint}
        onMouseDown={(event) => event.preventDefault()}
        onClick={onChoose}
      >
        {alert && <PriorityMark priority={alert.priority} />}
        <span className={styles.label}>{label}</span>
        {detail && <span className={styles.detail}>{detail}</span>}
      </div>
    </>
  );
}
