import type { AlertSummary } from '../../../alert-actions/pending.ts';
import { useSession } from '../../../app/session.tsx';
import type { AlertPlan } from '../../../client/web-operations.ts';
import { Avatar } from '../../../components/avatar.tsx';
import { getPriorityColour } from '../../../components/priority-mark.tsx';
import { formatWhen } from '../../../format/time.ts';
import { useNow } from '../../../format/use-now.ts';
import { TEXTS } from '../texts.ts';
import { NextStep } from './next-step.tsx';

/** Who has the alert, or what becomes of it. */
export function AlertState({
  alert,
  plan,
  getName,
  getResponder,
}: {
  readonly alert: AlertSummary;
  readonly plan: AlertPlan | undefined;
  readonly getName: (username: string) => string;
  readonly getResponder: (id: string) => string | undefined;
}) {
  const { user } = useSession();
  const now = useNow(60_000);
  const when = (at: number) => formatWhen(at, now, user.timeZone);
  if (alert.status === 'closed') {
    const by = alert.report.closedBy;
    return <span className="muted">{by ? TEXTS.closedBy(getName(by)) : TEXTS.closed}</span>;
  }
  if (alert.snoozed && alert.snoozedUntil) {
    return <span className="muted">{TEXTS.snoozedUntil(when(Date.parse(alert.snoozedUntil)))}</span>;
  }
  if (alert.acknowledged) {
    // Until the service shows the acknowledgement, it is the person's own.
    const by = alert.owner || alert.report.acknowledgedBy || user.username;
    const since = when(
      Date.parse(alert.createdAt) + (alert.report.ackTime ?? now - Date.parse(alert.createdAt)),
    );
    const name = getName(by);
    return (
      <>
        <Avatar name={name} />
        <span className="muted">
          {by === user.username ? TEXTS.youHaveIt(since) : TEXTS.hasIt(name.split(' ')[0] ?? name, since)}
        </span>
      </>
    );
  }
  if (plan) return <NextStep plan={plan} priority={alert.priority} />;
  if (alert.responders.length === 0) return <span className="muted">{TEXTS.nobodyNotified}</span>;
  const responders = alert.responders.flatMap(({ id }) => getResponder(id) ?? []);
  return (
    <span>
      <strong className={getPriorityColour(alert.priority)}>{TEXTS.nobody}</strong>
      {responders.length > 0 && <span className="muted"> · {responders.join(', ')}</span>}
    </span>
  );
}
