import { useState } from 'react';
import { useMay, useSession } from '../../app/session.tsx';
import { Button } from '../../components/button.tsx';
import { EmptyState, ErrorState, LoadingState } from '../../components/states.tsx';
import { CreateAlert } from '../../create-alert/open-create-alert.ts';
import { formatWeekdayAndTime } from '../../format/time.ts';
import { useNow } from '../../format/use-now.ts';
import { CalendarDialog } from './calendar-dialog.tsx';
import { MyShifts } from './my-shifts.tsx';
import styles from './on-call.module.css';
import { ScheduleRow } from './schedule-row.tsx';
import { TakeOverDialog, type TakeOverOf } from './take-over-dialog.tsx';
import { TEXTS } from './texts.ts';
import { useOverview } from './use-overview.ts';

type OpenDialog =
  | { readonly kind: 'calendar' }
  | { readonly kind: 'page'; readonly scheduleId: string }
  | { readonly kind: 'take-over'; readonly of: TakeOverOf };

/** Who is on call in every schedule, and what the person themself has to expect. */
export default function OnCall() {
  const { user } = useSession();
  const may = useMay();
  const now = useNow(15_000);
  const { data, error, refetch } = useOverview();
  const [dialog, setDialog] = useState<OpenDialog>();
  const close = () => setDialog(undefined);
  const schedules = data?.schedules ?? [];
  const takeOver = (of: TakeOverOf) => setDialog({ kind: 'take-over', of });

  return (
    <>
      <h1>{TEXTS.title}</h1>
      <div className={styles.head}>
        <h2 title={TEXTS.zone(user.timeZone)}>
          {TEXTS.now(formatWeekdayAndTime(now, user.timeZone))}{' '}
          <span className="muted">({formatZone(user.timeZone)})</span>
        </h2>
        <div className={styles.buttons}>
          {schedules.length > 0 && may('overrides-add-own') && (
            <Button onPress={() => takeOver({ schedule: schedules[0]?._parent })}>{TEXTS.takeOver}</Button>
          )}
          <Button onPress={() => setDialog({ kind: 'calendar' })}>{TEXTS.subscribe}</Button>
        </div>
      </div>
      {data === undefined && (error ? <ErrorState error={error} onRetry={refetch} /> : <LoadingState />)}
      {data && schedules.length === 0 && (
        <div className={styles.panel}>
          <EmptyState title={TEXTS.emptyTitle} action={<a href="/docs">{TEXTS.emptyAction}</a>}>
            {TEXTS.empty}
          </EmptyState>
        </div>
      )}
      {schedules.length > 0 && (
        <ul className={styles.panel}>
          {schedules.map((schedule) => (
            <ScheduleRow
              key={schedule._parent.id}
              schedule={schedule}
              now={now}
              onPage={() => setDialog({ kind: 'page', scheduleId: schedule._parent.id })}
              onFill={() =>
                takeOver({ schedule: schedule._parent, ...(schedule.until && { gapUntil: schedule.until }) })
              }
            />
          ))}
        </ul>
      )}
      {data && <MyShifts shifts={data.shifts} now={now} />}
      {dialog?.kind === 'calendar' && <CalendarDialog onClose={close} />}
      {dialog?.kind === 'page' && <CreateAlert responderId={dialog.scheduleId} onClose={close} />}
      {dialog?.kind === 'take-over' && (
        <TakeOverDialog
          of={dialog.of}
          schedules={schedules.map(({ _parent }) => _parent)}
          now={now}
          onClose={close}
        />
      )}
    </>
  );
}

/** `Europe/Berlin` as `Berlin`. */
const formatZone = (zone: string) => zone.replace(/^.*\//, '').replaceAll('_', ' ');
