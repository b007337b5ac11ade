import type { Target, TargetFormatter } from '../../domain/directory/directory.ts';
import { type Heartbeat, isExpired } from '../../domain/heartbeats/model.ts';
import { type Instant, toIso } from '../../platform/clock.ts';

/** The teams whose names the view shows. */
export const heartbeatTargets = ({ ownerTeamId }: Heartbeat): readonly Target[] =>
  ownerTeamId ? [{ type: 'team', id: ownerTeamId }] : [];

/** The response to changes. */
export const heartbeatMeta = (heartbeat: Heartbeat, now: Instant) => ({
  name: heartbeat.name,
  enabled: heartbeat.enabled,
  expired: isExpired(heartbeat, now),
});

/** The heartbeat as the API returns it. `emailAddress`: where its pings can be mailed to. */
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
