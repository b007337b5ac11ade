import { path } from '../api.ts';
import { type Document, toText, withoutIds, withoutUndefined } from '../document.ts';
import { type Kind, requireMembersKept, type Step } from '../kind.ts';

interface HeartbeatView extends Document {
  readonly name: string;
}

function toDocument(heartbeat: HeartbeatView): Document {
  const { expired: _, lastPingTime: _ping, emailAddress: _address, alertMessage, ...rest } = heartbeat;
  const isDefault = alertMessage === `${heartbeat.name} is expired`;
  return withoutUndefined(
    withoutIds({ ...rest, alertMessage: isDefault ? undefined : alertMessage }) as Document,
  );
}

/** Heartbeats, without their pings: in another account each becomes active with its first ping. */
export const heartbeats: Kind = {
  name: 'heartbeats',
  getName: ({ name }) => toText(name),
  async read({ api }) {
    const { heartbeats: all } = await api.get<{ heartbeats: readonly HeartbeatView[] }>('/v2/heartbeats');
    return all.map((heartbeat) => ({ id: heartbeat.name, document: toDocument(heartbeat) }));
  },
  async remove({ api }, { id }) {
    await api.send('DELETE', path`/v2/heartbeats/${id}`);
  },
};

/** The values of members that a file leaves out. */
const DEFAULTS = { description: '', enabled: true, alertMessage: '', alertTags: [], alertPriority: 'P3' };

export const writeHeartbeat: Step = {
  kind: 'heartbeats',
  async write({ api, ids }, wanted, found) {
    requireMembersKept(wanted, found, ['ownerTeam']);
    const { name, ...change } = wanted;
    if (ids.find('heartbeats', toText(name))) {
      await api.send('PATCH', path`/v2/heartbeats/${toText(name)}`, { ...DEFAULTS, ...change });
    } else {
      await api.send('POST', '/v2/heartbeats', wanted);
      ids.set('heartbeats', toText(name), toText(name));
    }
  },
};
