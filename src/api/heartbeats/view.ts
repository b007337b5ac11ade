import type { Target, TargetFormatter } from '../../domain/directory/directory.ts';
import { type Heartbeat, isExpired } from '../../domain/heartbeats/model.ts';
import { type Instant, toIso } from '../../platform/clock.ts';

/** The teams of heartbeats, to have their names read. */
export const targetsOf = ({ ownerTeamId }: Heartbeat): readonly Target[] =>
  ownerTeamId ? [{ type: 'team', id: ownerTeamId }] : [];

/** What changes answer with. */
export const heartbeatMeta = (heartbeat: Heartbeat, now: Instant) => ({
  name: heartbeat.name,
  enabled: heartbeat.enabled,
  expired: isExpired(heartbeat, now),
});

/** The heartbeat as the API gives it back; `emailAddress` takes pings by mail. */
export function heartbeatView(
  heartbeat: Heartbeat,
  now: Instant,
  formatTarget: TargetFormatter,
  emailAddress: string | undefined,
) {
  const { name, description, interval, intervalUnit, lastPingAt, ownerTeamId } = heartbeat;
  const teamName = ownerTeamId && formatTarget({ type: 'team', id: ownerTeamId }).name;
  return {
    ...heartbeatMeta(heartbeat, now),
    description,
    interval,
    intervalUnit,
    ...(lastPingAt !== undefined && { lastPingTime: toIso(lastPingAt) }),
    ...(teamName && { ownerTeam: { id: ownerTeamId, name: teamName } }),
    alertMessage: heartbeat.alertMessage ?? `${name} is expired`,
    alertTags: heartbeat.alertTags,
    alertPriority: heartbeat.alertPriority,
    ...(emailAddress && { emailAddress }),
  };
}
