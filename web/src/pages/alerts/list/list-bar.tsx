import { useSyncExternalStore } from 'react';
import type { AskingAction } from '../../../alert-actions/action.ts';
import { TEXTS as ACTION_TEXTS } from '../../../alert-actions/texts.ts';
import { useCan } from '../../../alert-actions/use-can.ts';
import { Button } from '../../../components/button.tsx';
import { Kbd } from '../../../components/chip.tsx';
import { toClassName } from '../../../components/class-name.ts';
import { Icon } from '../../../components/icon.tsx';
import { Menu, MenuItem } from '../../../components/menu.tsx';
import { useNarrow } from '../../../format/use-narrow.ts';
import { COLUMNS, type ColumnId, shownColumns } from '../columns.ts';
import { TEXTS } from '../texts.ts';
import type { Search } from '../use-search.ts';
import { SORTS, type SortId } from '../views.ts';
import styles from './list-bar.module.css';
import type { MatchingSelection } from './use-matching-selection.ts';

interface Props {
  readonly search: Search;
  readonly selection: MatchingSelection;
  /** Undefined until they have been read: nobody must take that for none. */
  readonly shownCount: number | undefined;
  /** How many match in all; undefined until it is known. */
  readonly total: number | undefined;
  readonly hasMore: boolean;
  readonly onAcknowledge: () => void;
  readonly onAsk: (kind: AskingAction) => void;
}

/** Above the list: how many are shown and how, or what can be done with the selection. */
export function ListBar(props: Props) {
  const { selection, shownCount = 0 } = props;
  const count = selection.ids.size;
  return (
    <div className={toClassName(styles.bar, count > 0 && styles.selecting)}>
      <label className={styles.all}>
        <input
          type="checkbox"
          aria-label={TEXTS.selectAll}
          disabled={shownCount === 0}
          checked={count > 0 && count === shownCount}
          ref={(box) => {
            if (box) box.indeterminate = count > 0 && count < shownCount;
          }}
          onChange={() => (count > 0 ? selection.clear() : selection.selectAll())}
        />
      </label>
      {count > 0 ? <SelectionActions {...props} /> : <ListOptions {...props} />}
    </div>
  );
}

/** The actions that are buttons if there is room, and those that never are. */
const BESIDE = ['snooze', 'assign'] as const;
const RARE = ['tag', 'note'] as const;

function SelectionActions({ selection, onAcknowledge, onAsk }: Props) {
  const isNarrow = useNarrow();
  const can = useCan();
  const inMenu = ([...(isNarrow ? BESIDE : []), ...RARE] as const).filter(can);
  return (
    <>
      <strong role="status">
        {selection.matching ? TEXTS.matchingSelected(selection.matching.count) : selection.ids.size}
        {!selection.matching && <span className={isNarrow ? 'visually-hidden' : ''}> {TEXTS.selected}</span>}
      </strong>
      {selection.matchable !== undefined && (
        <Button kind="quiet" onPress={selection.selectMatching}>
          {TEXTS.selectMatching(selection.matchable)}
        </Button>
      )}
      {can('acknowledge') && (
        <Button kind="primary" onPress={onAcknowledge}>
          {ACTION_TEXTS.acknowledge} <Kbd>a</Kbd>
        </Button>
      )}
      {can('close') && (
        <Button onPress={() => onAsk('close')}>
          {ACTION_TEXTS.close} <Kbd>c</Kbd>
        </Button>
      )}
      <span className={styles.wide}>
        {can('snooze') && (
          <Button onPress={() => onAsk('snooze')}>
            {ACTION_TEXTS.snooze} <Kbd>s</Kbd>
          </Button>
        )}
        {can('assign') && <Button onPress={() => onAsk('assign')}>{ACTION_TEXTS.assign}</Button>}
      </span>
      {inMenu.length > 0 && (
        <Menu
          aria-label={TEXTS.actions}
          onAction={(key) => onAsk(key as AskingAction)}
          trigger={
            <Button square aria-label={TEXTS.actions}>
              <Icon name="more" />
            </Button>
          }
        >
          {inMenu.map((action) => (
            <MenuItem key={action} id={action}>
              {ACTION_TEXTS[action]}
            </MenuItem>
          ))}
        </Menu>
      )}
      <span className={styles.wide}>
        <Button kind="quiet" onPress={selection.clear}>
          {TEXTS.clear}
        </Button>
      </span>
    </>
  );
}

function ListOptions({ search, shownCount, total, hasMore }: Props) {
  const columns = useSyncExternalStore(shownColumns.subscribe, shownColumns.get);
  return (
    <>
      <span className="muted" role="status">
        {shownCount !== undefined &&
          (total !== undefined && total > shownCount
            ? TEXTS.matching(shownCount, total)
            : TEXTS.shown(shownCount, hasMore))}
      </span>
      <span className={styles.options}>
        <Menu
          aria-label={TEXTS.sort}
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={[search.sort.id]}
          onSelectionChange={(keys) => {
            const [id] = keys as Set<SortId>;
            if (id) search.sortBy(id);
          }}
          trigger={
            <Button kind="quiet" aria-label={`${TEXTS.sort}: ${search.sort.label}`}>
              {search.sort.label}
              <Icon name="chevron" size={14} />
            </Button>
          }
        >
          {SORTS.map(({ id, label }) => (
            <MenuItem key={id} id={id}>
              {label}
            </MenuItem>
          ))}
        </Menu>
        <span className={styles.wide}>
          <Menu
            aria-label={TEXTS.columns}
            selectionMode="multiple"
            selectedKeys={columns}
            onSelectionChange={(keys) => shownColumns.set(new Set(keys as Set<ColumnId>))}
            trigger={
              <Button kind="quiet" square aria-label={TEXTS.columns}>
                <Icon name="columns" size={16} />
              </Button>
            }
          >
            {COLUMNS.map(({ id, label }) => (
              <MenuItem key={id} id={id}>
                {label}
              </MenuItem>
            ))}
          </Menu>
        </span>
      </span>
    </>
  );
}
