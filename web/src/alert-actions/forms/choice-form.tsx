import { type ReactNode, useRef, useState } from 'react';
import { Combobox, ComboboxItem } from '../../components/combobox.tsx';
import { TEXTS } from '../texts.ts';
import { ActionForm } from './action-form.tsx';
import type { FormProps } from './form-props.ts';

export interface Option {
  readonly id: string;
  readonly name: string;
  /** What tells it from others of the same name. */
  readonly hint?: string;
}

/** Asks for one of many: a person, a team, an escalation. */
export function ChoiceForm<Item extends Option>({
  title,
  why,
  button,
  label,
  missing,
  options,
  proposed,
  targets,
  onChoose,
  onClose,
  children,
}: {
  readonly title: string;
  readonly why: string;
  readonly button: string;
  readonly label: string;
  /** What is wrong if nothing is chosen, after the label. */
  readonly missing: string;
  readonly options: readonly Item[];
  /** The id of the option that is chosen at first. */
  readonly proposed?: string | undefined;
  readonly onChoose: (option: Item) => void;
  readonly children?: ReactNode;
} & Pick<FormProps, 'targets' | 'onClose'>) {
  const [chosen, setChosen] = useState<string | null>(proposed ?? null);
  const [problem, setProblem] = useState<string>();
  const [hasTyped, setTyped] = useState(false);
  const drawnWith = useRef(options.length);
  if (!hasTyped) drawnWith.current = options.length;
  const choose = () => {
    const option = options.find(({ id }) => id === chosen);
    if (option) onChoose(option);
    else setProblem(`${label} ${missing}.`);
  };
  return (
    <ActionForm
      title={title}
      why={why}
      button={button}
      cancel={TEXTS.cancel}
      targets={targets}
      onClose={onClose}
      onSubmit={choose}
    >
      <Combobox
        // A field with the focus shows what is proposed only if that is among the options when it is drawn first. It is drawn
        // anew when they have been read, unless somebody has begun to type.
        key={proposed === undefined ? '' : drawnWith.current}
        label={label}
        defaultItems={options}
        defaultSelectedKey={chosen}
        onSelectionChange={(key) => setChosen(key === null ? null : String(key))}
        onType={() => setTyped(true)}
        error={problem}
        autoFocus
      >
        {({ id, name, hint }) => (
          <ComboboxItem id={id} textValue={name}>
            <span>
              {name} {hint && <span className="faint">{hint}</span>}
            </span>
          </ComboboxItem>
        )}
      </Combobox>
      {children}
    </ActionForm>
  );
}
