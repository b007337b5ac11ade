import {
  type KeyboardEvent,
  type Ref,
  type RefObject,
  useId,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { Button } from '../../../components/button.tsx';
import { toClassName } from '../../../components/class-name.ts';
import { Icon } from '../../../components/icon.tsx';
import { TEXTS } from '../texts.ts';
import { getCompletions, type Vocabulary } from './completion.ts';
import styles from './query-field.module.css';
import { tokenize } from './tokens.ts';

export interface QueryProblem {
  readonly message: string;
  /** The character where it is, counted from 0. */
  readonly at: number | undefined;
}

interface Props {
  /** The query that is shown in the list; undefined while it is being read. */
  readonly value: string | undefined;
  /** Names what is shown. Another name replaces what was typed; a query that is read late does not. */
  readonly shown: string;
  readonly vocabulary: Vocabulary;
  readonly problem: QueryProblem | undefined;
  readonly onSearch: (query: string) => void;
  readonly ref?: Ref<{ readonly focus: () => void }>;
}

/** The query with colours, completion, and what is wrong at its place. Enter searches, Escape undoes. */
export function QueryField({ value, shown, vocabulary, problem, onSearch, ref }: Props) {
  const { text, setText, undo } = useText(value ?? '', shown);
  const [caret, setCaret] = useState<number>();
  const [active, setActive] = useState(-1);
  const input = useRef<HTMLTextAreaElement>(null);
  const id = useId();
  const placeCaret = useCaretPlacement(input);
  useImperativeHandle(ref, () => ({
    focus() {
      input.current?.focus();
      input.current?.setSelectionRange(text.length, text.length);
    },
  }));

  const completions = useMemo(
    () => (caret === undefined ? undefined : getCompletions(text, caret, vocabulary)),
    [text, caret, vocabulary],
  );
  const items = completions?.items ?? [];
  const isOpen = items.length > 0;
  const shownProblem = text === value ? problem : undefined;

  const close = () => {
    setCaret(undefined);
    setActive(-1);
  };
  const search = (query: string) => {
    close();
    undo();
    onSearch(query.replace(/\s*\n\s*/g, ' ').trim());
  };
  const insert = (index: number) => {
    const chosen = items[index];
    if (!completions || !chosen) return;
    const inserted = `${chosen.text} `;
    const next = text.slice(0, completions.from) + inserted + text.slice(completions.to).trimStart();
    const position = completions.from + inserted.length;
    setText(next);
    setActive(-1);
    setCaret(position);
    placeCaret(position);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown' && isOpen) setActive((active + 1) % items.length);
    else if (event.key === 'ArrowUp' && isOpen) setActive((active <= 0 ? items.length : active) - 1);
    else if (event.key === 'Tab' && isOpen && active >= 0 && !event.shiftKey) insert(active);
    else if (event.key === 'Enter' && active >= 0) insert(active);
    else if (event.key === 'Enter') search(text);
    else if (event.key === 'Escape' && isOpen) close();
    else if (event.key === 'Escape') {
      undo();
      input.current?.blur();
    } else return;
    event.preventDefault();
  };

  return (
    <div className={styles.box}>
      <div className={toClassName(styles.frame, shownProblem && styles.invalid)}>
        <Icon name="search" size={16} />
        <div className={styles.stack}>
          <div className={styles.colours} aria-hidden="true">
            {tokenize(text).map((token) => (
              <span
                key={token.start}
                className={toClassName(
                  styles[token.kind],
                  shownProblem?.at !== undefined &&
                    token.start <= shownProblem.at &&
                    shownProblem.at < token.end &&
                    styles.wrong,
                )}
              >
                {token.text}
              </span>
            ))}
            {shownProblem?.at !== undefined && shownProblem.at >= text.length && (
              <span className={styles.wrong}> </span>
            )}
            {/* Gives the last line a height when it is empty. */}
            {'\u200b'}
          </div>
          <textarea
            ref={input}
            rows={1}
            aria-label={TEXTS.query}
            aria-autocomplete="list"
            aria-haspopup="listbox"
            aria-controls={`${id}-list`}
            aria-activedescendant={active >= 0 ? `${id}-${active}` : undefined}
            aria-invalid={shownProblem !== undefined}
            aria-describedby={`${id}-hint`}
            spellCheck={false}
            autoCapitalize="off"
            autoComplete="off"
            placeholder={TEXTS.queryPlaceholder}
            value={text}
            onChange={(event) => {
              setText(event.target.value);
              setCaret(event.target.selectionStart);
              setActive(-1);
            }}
            onClick={(event) => setCaret(event.currentTarget.selectionStart)}
            onKeyDown={onKeyDown}
            onBlur={close}
          />
        </div>
        {text !== '' && (
          <Button kind="quiet" square aria-label={TEXTS.clear} onPress={() => search('')}>
            <Icon name="close" size={14} />
          </Button>
        )}
      </div>
      <div id={`${id}-list`} role="listbox" aria-label={TEXTS.query} hidden={!isOpen} className={styles.list}>
        {items.map((item, i) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the text field above has the keyboard
          <div
            key={item.text}
            id={`${id}-${i}`}
            role="option"
            aria-selected={i === active}
            className={styles.item}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => insert(i)}
          >
            <span className="mono">{item.text}</span>
            <span className="faint">{item.meaning}</span>
          </div>
        ))}
      </div>
      <p id={`${id}-hint`} className="visually-hidden">
        {TEXTS.queryHint}
      </p>
      <div role="alert">{shownProblem && <p className={styles.problem}>{shownProblem.message}</p>}</div>
    </div>
  );
}

/** The text of the field: the query until somebody types, and again when another one is shown. */
function useText(value: string, shown: string) {
  const [typed, setTyped] = useState<string>();
  const [shownBefore, setShownBefore] = useState(shown);
  if (shown !== shownBefore) {
    setShownBefore(shown);
    setTyped(undefined);
  }
  return { text: typed ?? value, setText: setTyped, undo: () => setTyped(undefined) };
}

/** Places the caret in the text that is drawn next, before the next letter that somebody types. */
function useCaretPlacement(input: RefObject<HTMLTextAreaElement | null>): (position: number) => void {
  const wanted = useRef<number>(undefined);
  useLayoutEffect(() => {
    if (wanted.current === undefined) return;
    input.current?.focus();
    input.current?.setSelectionRange(wanted.current, wanted.current);
    wanted.current = undefined;
  });
  return (position) => {
    wanted.current = position;
  };
}
