import type { Escalation } from '../../src/domain/escalations/model.ts';
import type { Responder } from '../../src/domain/kernel/responder.ts';
import type { Channel } from '../../src/domain/notifications/model.ts';
import { formatDelivery, toInstant } from './story.ts';

/**
 * An independent, minute-by-minute model of an alert's plan, without ledger, executions or failures. The engine must
 * send exactly the notifications that it gives, at the same minutes.
 */
export interface OracleConfiguration {
  readonly escalations: Readonly<Record<string, Escalation>>;
  /** Minutes of each user's steps, with the channel. */
  readonly steps: Readonly<Record<string, readonly (readonly [channel: Channel, minutes: number])[]>>;
  /** The users of a team, schedule or user at a minute. */
  readonly people: (type: string, id: string, minute: number) => readonly string[];
}

interface OracleFlow {
  readonly target: Responder;
  readonly startedAt: number;
  base: number;
  round: number;
  next: number;
  readonly byHand: number[];
  begun: boolean;
}

interface Waiting {
  readonly flow: OracleFlow;
  readonly due: number;
  readonly firing: OracleFiring;
  readonly channel: Channel;
}

/** A rule that has fired for a user. Among those of the same time only one notifies. */
interface OracleFiring {
  readonly user: string;
  readonly firedAt: number;
  readonly always: boolean;
  begun: boolean;
}

interface Wishes {
  close: boolean;
  /** The flows whose next round takes the acknowledgement back, with the minute at which the round was due. */
  readonly resets: Map<OracleFlow, { readonly round: number; readonly at: number }>;
}

export function createOracle(config: OracleConfiguration, responders: readonly Responder[]) {
  let flows = responders.map((target) => flowOf(target, 0));
  let waiting: Waiting[] = [];
  let [acknowledged, closed] = [false, false];
  let snoozedUntil: number | undefined;
  const notifications: { readonly minute: number; readonly user: string; readonly channel: Channel }[] = [];

  function flowOf(target: Responder, minute: number, round = 0): OracleFlow {
    return { target, startedAt: minute, base: minute, round, next: 0, byHand: [], begun: false };
  }

  function anew(minute: number, resets: Wishes['resets'] = new Map()): void {
    acknowledged = false;
    snoozedUntil = undefined;
    flows = flows.map((flow) => flowOf(flow.target, minute, resets.get(flow)?.round));
    waiting = [];
  }

  function fire(flow: OracleFlow, users: readonly string[], due: number, always: boolean): void {
    for (const user of new Set(users)) {
      const firing: OracleFiring = { user, firedAt: due, always, begun: false };
      for (const [channel, minutes] of config.steps[user] ?? []) {
        waiting.push({ flow, due: due + minutes, firing, channel });
      }
    }
  }

  /** Continues a flow and notes its changes of the alert, which apply after the notifications that are due. */
  function goOn(flow: OracleFlow, minute: number, wishes: Wishes): void {
    const escalation = config.escalations[flow.target.id];
    if (flow.target.type !== 'escalation' || !escalation) {
      if (!flow.begun && !acknowledged) {
        fire(flow, config.people(flow.target.type, flow.target.id, minute), flow.startedAt, false);
      }
      flow.begun = true;
      return;
    }
    const rules = [...escalation.rules].sort((a, b) => a.delayMinutes - b.delayMinutes);
    const { waitInterval = 0, count = 0, resetRecipientStates, closeAlertAfterAll } = escalation.repeat ?? {};
    const closes = count > 0 && closeAlertAfterAll;
    const lastDelay = rules.at(-1)?.delayMinutes ?? 0;
    for (;;) {
      let number = flow.next;
      while (acknowledged && number < rules.length && rules[number]?.condition === 'if-not-acked') number++;
      const rule = rules[number];
      const later = acknowledged
        ? closes || resetRecipientStates || rules.some(({ condition }) => condition === 'if-not-closed')
        : true;
      const at = rule ? flow.base + rule.delayMinutes : flow.base + lastDelay + waitInterval;
      const round = !rule && flow.round < count && later;
      const closing = !rule && flow.round >= count && closes;
      if (!rule && !round && !closing) return;
      const hand = flow.byHand[0];
      if (hand !== undefined && hand <= at) {
        flow.byHand.shift();
        if (rule) flow.base = hand - rule.delayMinutes;
        if (round)
          Object.assign(flow, { base: hand - (rules[0]?.delayMinutes ?? 0), round: flow.round + 1, next: 0 });
        continue;
      }
      if (at > minute) return;
      if (rule) {
        const overtaken = flow.round < count && flow.base + lastDelay + waitInterval <= minute;
        const { recipient, condition, notifyType } = rule;
        const people = config.people(notifyType === 'all' ? 'members' : recipient.type, recipient.id, minute);
        if (!overtaken) fire(flow, people, at, condition === 'if-not-closed');
        flow.next = number + 1;
      } else if (round) {
        if (acknowledged && resetRecipientStates) {
          wishes.resets.set(flow, { round: flow.round + 1, at });
          return;
        }
        Object.assign(flow, { base: at, round: flow.round + 1, next: 0 });
      } else {
        wishes.close = true;
        return;
      }
    }
  }

  /** The one that notifies among the firings for the same user at the same time that have not notified yet. */
  function chosenAmong({ user, firedAt }: OracleFiring): OracleFiring | undefined {
    const same = flows.flatMap((flow) =>
      waiting
        .filter((each) => each.flow === flow && !each.firing.begun)
        .map(({ firing }) => firing)
        .filter((each) => each.user === user && each.firedAt === firedAt),
    );
    return same.find(({ always }) => always) ?? same[0];
  }

  function tick(minute: number): void {
    for (let changed = true; changed; ) {
      changed = false;
      if (closed) return;
      if (snoozedUntil !== undefined && snoozedUntil <= minute) anew(minute);
      if (snoozedUntil !== undefined) return;
      const wishes: Wishes = { close: false, resets: new Map() };
      for (const flow of flows) goOn(flow, minute, wishes);
      if (acknowledged) waiting = waiting.filter(({ firing }) => firing.always);
      waiting = waiting.filter(({ firing }) => firing.begun || firing === chosenAmong(firing));
      for (const { firing, channel, due } of waiting) {
        if (due > minute) continue;
        firing.begun = true;
        notifications.push({ minute, user: firing.user, channel });
      }
      waiting = waiting.filter(({ due }) => due > minute);
      if (wishes.close) closed = true;
      changed = wishes.resets.size > 0;
      if (changed) anew(Math.min(...[...wishes.resets.values()].map(({ at }) => at)), wishes.resets);
    }
  }

  return {
    /** The notifications so far, as the outbox of a story shows them. */
    notifications: () =>
      notifications.map(({ minute, user, channel }) => formatDelivery(toInstant(minute), channel, user)),
    tick,
    acknowledge() {
      acknowledged = true;
      snoozedUntil = undefined;
    },
    unacknowledge(minute: number) {
      if (acknowledged) anew(minute);
    },
    close() {
      closed = true;
    },
    snooze(minute: number, minutes: number) {
      snoozedUntil = minute + minutes;
    },
    /** Fires the next rule of the escalation, if it has one; the other flows of an acknowledged alert restart. */
    escalate(id: string, minute: number) {
      const flow = flows.find(({ target }) => target.type === 'escalation' && target.id === id);
      const { rules = [], repeat } = config.escalations[id] ?? {};
      if (snoozedUntil !== undefined || !flow) return;
      const { round, next } = flow;
      if (next >= rules.length && round >= (repeat?.count ?? 0)) return;
      if (acknowledged) {
        anew(minute);
        const restarted = flows.find(({ target }) => target === flow.target) as OracleFlow;
        Object.assign(restarted, { round, next });
        restarted.byHand.push(minute);
      } else flow.byHand.push(minute);
    },
    addResponder(target: Responder, minute: number) {
      if (!flows.some((flow) => flow.target.type === target.type && flow.target.id === target.id)) {
        const until = snoozedUntil;
        if (acknowledged) anew(minute);
        snoozedUntil = until;
        flows = [...flows, flowOf(target, minute)];
      }
    },
  };
}

export type Oracle = ReturnType<typeof createOracle>;
