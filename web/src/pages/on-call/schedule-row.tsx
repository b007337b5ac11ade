import { useMay, useSession } from '../../app/session.tsx';
import { Avatar } from '../../components/avatar.tsx';
import { Button } from '../../components/button.tsx';
import { Name } from '../../components/name.tsx';
import { METHOD_NAMES } from '../../format/contact-methods.ts';
import { formatDuration, formatExact, formatWhen } from '../../format/time.ts';
import styles from './schedule-row.module.css';
import { TEXTS } from './texts.ts';
import type { Party, ScheduleOverview } from './use-overview.ts';

/** One schedule: who is on call now, how they are reached, and who is next. */
export function ScheduleRow({
  schedule,
  now,
  onFill,
  onPage,
}: {
  readonly schedule: ScheduleOverview;
  readonly now: number;
  readonly onFill: () => void;
  readonly onPage: () => void;
}) {
  const { user } = useSession();
  const may = useMay();
  const { _parent, ownerTeam, onCall, until, next } = schedule;
  const end = until === undefined ? undefined : Date.parse(until);
  const isGap = onCall.length === 0 && _parent.enabled;
  return (
    <li className={styles.row}>
      <div className={styles.name}>
        <strong>
          <Name>{_parent.name}</Name>
        </strong>
        {ownerTeam?.name && <span className="faint">{ownerTeam.name}</span>}
      </div>
      <div className={styles.people}>
        {onCall.map((party) => (
          <PartyNow key={party.id} party={party} end={end} now={now} isYou={party.id === user.id} />
        ))}
        {isGap && (
          <strong className={styles.gap}>
            {TEXTS.nobody}{' '}
            {end === undefined ? TEXTS.noChange : TEXTS.until(formatWhen(end, now, user.timeZone))}
          </strong>
        )}
        {!_parent.enabled && <span className="muted">{TEXTS.disabled}</span>}
      </div>
      <div className={styles.next}>
        {end !== undefined && (
          <>
            {next.slice(0, 1).map((party) => (
              <Avatar key={party.id} name={toName(party)} />
            ))}
            <span title={formatExact(end, user.timeZone)}>
              {next.length === 0 ? TEXTS.thenNobody : `${TEXTS.followedBy} ${next.map(toName).join(', ')}`},{' '}
              {formatWhen(end, now, user.timeZone)}
            </span>
          </>
        )}
      </div>
      <div className={styles.action}>
        {isGap && may('overrides-add-own') && <Button onPress={onFill}>{TEXTS.fill}</Button>}
        {onCall.length > 0 && may('alert-create') && (
          <Button kind="quiet" aria-label={TEXTS.pageIn(_parent.name)} onPress={onPage}>
            {TEXTS.page}
          </Button>
        )}
      </div>
    </li>
  );
}

function PartyNow({
  party,
  end,
  now,
  isYou,
}: {
  readonly party: Party;
  readonly end: number | undefined;
  readonly now: number;
  readonly isYou: boolean;
}) {
  const { user } = useSession();
  return (
    <div className={styles.person}>
      <Avatar name={toName(party)} />
      <div>
        <span title={end === undefined ? '' : formatExact(end, user.timeZone)}>
          {isYou ? TEXTS.you : toName(party)}
          {end === undefined ? (
            ''
          ) : (
            <>
              , <strong>{TEXTS.until(formatWhen(end, now, user.timeZone))}</strong>{' '}
              <span className="faint">({TEXTS.in(formatDuration(end - now))})</span>
            </>
          )}
        </span>
        {party.methods && <Reach methods={party.methods} />}
      </div>
    </div>
  );
}

function Reach({ methods }: { readonly methods: NonNullable<Party['methods']> }) {
  if (methods.length === 0) return <span className={styles.unreachable}>{TEXTS.unreachable}</span>;
  return (
    <span className="faint">{TEXTS.reached(methods.map((method) => METHOD_NAMES[method]).join(', '))}</span>
  );
}

const toName = ({ name, username, id }: Party): string => name ?? username ?? id;
