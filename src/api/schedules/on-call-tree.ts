import type { Directory } from '../../domain/directory/directory.ts';
import type { Escalation, NotifyType } from '../../domain/escalations/model.ts';
import { type ForwardingRule, resolveForwarding } from '../../domain/forwarding-rules/model.ts';
import { readForwardingRules } from '../../domain/forwarding-rules/rules.ts';
import type { OnCallParty, Schedule } from '../../domain/schedules/model.ts';
import { adjacentParticipants, onCallParticipants } from '../../domain/schedules/on-call.ts';
import type { Team, TeamMember } from '../../domain/teams/model.ts';
import type { User } from '../../domain/users/model.ts';
import type { Instant } from '../../platform/clock.ts';

/** A party on call in a response, with the parties that it resolves to. */
export interface OnCallNode {
  readonly id: string;
  readonly name?: string;
  readonly type: string;
  readonly onCallParticipants?: readonly OnCallNode[];
  /** The user whose on-call time is forwarded to this user. */
  readonly forwardedFrom?: OnCallNode;
  /** In an escalation: the delay of the rule in minutes, and which people of the recipient it notifies. */
  readonly escalationTime?: number;
  readonly notifyType?: NotifyType;
}

/** A node of a tree before it is resolved: a party on call, or the recipient of an escalation rule. */
interface TreeRef {
  readonly type: 'user' | 'team' | 'escalation' | 'schedule';
  readonly id: string;
  readonly notifyType?: NotifyType;
  readonly escalationTime?: number;
}

/** Everything that can occur in the trees, by id. */
interface LoadedEntities {
  readonly users: Map<string, User>;
  readonly teams: Map<string, Team>;
  readonly escalations: Map<string, Escalation>;
  readonly schedules: Map<string, Schedule>;
  /** The forwarding rules of the account. */
  readonly rules: readonly ForwardingRule[];
}

/** The members of a team that a notify type selects; for `random`, all who could be selected. */
function filterMembers(members: readonly TeamMember[], notifyType: NotifyType): readonly TeamMember[] {
  if (notifyType === 'admins') return members.filter(({ role }) => role === 'admin');
  if (notifyType === 'users') return members.filter(({ role }) => role !== 'admin');
  return members;
}

/** The children of a node. */
function listChildren(
  { type, id, notifyType = 'default' }: TreeRef,
  entities: LoadedEntities,
  at: Instant,
): readonly TreeRef[] {
  switch (type) {
    case 'user':
      return [];
    case 'team':
      return filterMembers(entities.teams.get(id)?.members ?? [], notifyType).map(({ userId }) => ({
        type: 'user',
        id: userId,
      }));
    case 'escalation':
      return (entities.escalations.get(id)?.rules ?? []).map((rule) => ({
        ...rule.recipient,
        notifyType: rule.notifyType,
        escalationTime: rule.delayMinutes,
      }));
    case 'schedule': {
      const schedule = entities.schedules.get(id);
      if (!schedule) return [];
      return notifyType === 'next' || notifyType === 'previous'
        ? adjacentParticipants(schedule, at, notifyType)
        : onCallParticipants(schedule, at);
    }
  }
}

const toKey = ({ type, id, notifyType = 'default' }: TreeRef): string => `${type} ${id} ${notifyType}`;

/** Loads everything that the parties resolve to, level by level, with a few batch reads. */
async function loadEntities(
  directory: Directory,
  accountId: string,
  roots: readonly TreeRef[],
  at: Instant,
): Promise<LoadedEntities> {
  const entities: LoadedEntities = {
    users: new Map(),
    teams: new Map(),
    escalations: new Map(),
    schedules: new Map(),
    rules: await readForwardingRules(directory, accountId),
  };
  const visited = new Set<string>();
  for (let level = roots; level.length > 0; ) {
    const unknown = <T>(type: TreeRef['type'], those: ReadonlyMap<string, T>) =>
      level.filter((ref) => ref.type === type && !those.has(ref.id)).map(({ id }) => id);
    const [users, teams, escalations, schedules] = await Promise.all([
      directory.users.getMany(accountId, unknown('user', entities.users)),
      directory.teams.getMany(accountId, unknown('team', entities.teams)),
      directory.escalations.getMany(accountId, unknown('escalation', entities.escalations)),
      directory.schedules.getMany(accountId, unknown('schedule', entities.schedules)),
    ]);
    for (const user of users) entities.users.set(user.id, user);
    for (const team of teams) entities.teams.set(team.id, team);
    for (const escalation of escalations) entities.escalations.set(escalation.id, escalation);
    for (const schedule of schedules) entities.schedules.set(schedule.id, schedule);
    for (const ref of level) visited.add(toKey(ref));
    level = level.flatMap((ref) => listChildren(ref, entities, at)).filter((ref) => !visited.has(toKey(ref)));
  }
  const missing = [...listForwardingTargets(entities, at)].filter((id) => !entities.users.has(id));
  for (const user of await directory.users.getMany(accountId, missing)) entities.users.set(user.id, user);
  return entities;
}

/** The ids of the users to whom the loaded users are forwarded at the instant. */
const listForwardingTargets = ({ users, rules }: LoadedEntities, at: Instant): ReadonlySet<string> =>
  new Set(users.keys().map((id) => resolveForwarding(rules, id, at)));

/** The user who is on call instead of a user; the same user if nothing is forwarded or the other user was deleted. */
function findOnCallUserId({ rules, users }: LoadedEntities, userId: string, at: Instant): string {
  const to = resolveForwarding(rules, userId, at);
  return users.has(to) ? to : userId;
}

function findName({ type, id }: TreeRef, entities: LoadedEntities): string | undefined {
  if (type === 'user') return entities.users.get(id)?.username;
  return { team: entities.teams, escalation: entities.escalations, schedule: entities.schedules }[type].get(
    id,
  )?.name;
}

/** The node without children. */
function toLeaf(ref: TreeRef, entities: LoadedEntities): OnCallNode {
  const name = findName(ref, entities);
  return {
    id: ref.id,
    ...(name !== undefined && { name }),
    type: ref.type,
    ...(ref.notifyType && { notifyType: ref.notifyType }),
    ...(ref.escalationTime !== undefined && { escalationTime: ref.escalationTime }),
  };
}

/** `shown` collects the nodes that the tree already contains. */
function toNode(ref: TreeRef, entities: LoadedEntities, at: Instant, shown: Set<string>): OnCallNode {
  if (ref.type === 'user') {
    const id = findOnCallUserId(entities, ref.id, at);
    const node = toLeaf({ ...ref, id }, entities);
    const forwardedFrom = toLeaf({ type: 'user', id: ref.id }, entities);
    return id === ref.id ? node : { ...node, forwardedFrom };
  }
  const isRepeated = shown.has(toKey(ref));
  shown.add(toKey(ref));
  const children = isRepeated ? [] : listChildren(ref, entities, at);
  return {
    ...toLeaf(ref, entities),
    onCallParticipants: children.map((child) => toNode(child, entities, at, shown)),
  };
}

/**
 * Creates a function that shows a party as a tree down to users: a team resolves to its members, an escalation to
 * the recipients of its rules, a schedule in an escalation to who is on call at the instant. A node that occurs
 * again is not expanded, because schedules and escalations can refer to each other. Forwarding rules are applied to
 * users.
 */
export async function loadOnCallTrees(
  directory: Directory,
  accountId: string,
  parties: readonly OnCallParty[],
  at: Instant,
): Promise<(party: OnCallParty) => OnCallNode> {
  const entities = await loadEntities(directory, accountId, parties, at);
  return (party) => toNode(party, entities, at, new Set());
}

/** The usernames in the trees, each once. */
export function listUsernames(nodes: readonly OnCallNode[]): readonly string[] {
  const names = (node: OnCallNode): readonly string[] =>
    node.type === 'user'
      ? node.name === undefined
        ? []
        : [node.name]
      : (node.onCallParticipants ?? []).flatMap(names);
  return [...new Set(nodes.flatMap(names))];
}
