/** One rule of the service, broken on purpose. */
export interface Mutant {
  /** What the service does wrong, as a sentence. */
  readonly name: string;
  /** The folder or file in which the text is. Folders survive renames of files. */
  readonly within: string;
  /** Matches exactly one place there. */
  readonly search: RegExp;
  /** What replaces it; `$1` and the like are groups of the search. */
  readonly replace: string;
  /** The suites of which at least one test must fail. */
  readonly tests: readonly string[];
  /** Runs in CI. */
  readonly subset?: true;
}

const STORIES = ['test/engine/stories.test.ts'];
const POLICIES = ['test/engine/notification-policies.test.ts'];
const FORWARDING = ['test/engine/forwarding.test.ts'];
const STATE_MACHINE = ['test/statemachines'];
const DUPLICATES = ['test/domain/alerts/duplicates.test.ts'];
const FORGOTTEN = ['test/domain/alert-worker/forgotten-requests.test.ts'];
const STALE = ['test/engine/stale-configuration.property.test.ts'];
const DUE_TIME = ['test/engine/due-time.test.ts'];
const SENDERS = ['test/senders/delivery', 'test/senders/alert-notifications'];
const ON_CALL = ['test/domain/schedules/on-call.test.ts'];
const KERNEL = 'test/domain/kernel';

const REDUCER = 'src/domain/alerts/reducer';
/** The rules of escalations have moved between engine and domain before. */
const ENGINE = 'src';

export const MUTANTS: readonly Mutant[] = [
  // State machine and reads of the engine
  {
    name: 'the last notification goes to a state that waits for nothing',
    within: 'src/engine/next-state.ts',
    search: /first && !second && resumes && /,
    replace: 'first && !second && ',
    tests: STATE_MACHINE,
    subset: true,
  },
  {
    name: 'the senders of the Map get no function',
    within: 'src/engine/assess-handler.ts',
    search: /next === 'all' \? requests\.map\(\(request\) => withSender\(request, senders\)\) : requests/,
    replace: 'requests',
    tests: STATE_MACHINE,
  },
  {
    name: 'configuration is kept from evaluation to evaluation',
    within: 'src/engine/load-configuration.ts',
    search: /const recent = (await table\.batchGet\(keys, \{ consistent: false \}\));/,
    replace: `const kept = ((globalThis as { kept?: Map<string, Item> }).kept ??= new Map());
  for (const item of $1) if (!kept.has(toName(item))) kept.set(toName(item), item);
  const recent = keys.flatMap((key) => kept.get(toName(key)) ?? []);`,
    tests: STALE,
    subset: true,
  },
  {
    name: 'an item that is read all the time is kept for ever',
    within: 'src/platform/hot-items.ts',
    search: /if \(!found\?\.item \|\| !isWithin\(found\.readAt, now\)\) return undefined;/,
    replace: 'if (!found?.item) return undefined;',
    tests: STALE,
    subset: true,
  },
  {
    name: 'a part of the reconciler leaves out the shards of the last part',
    within: 'src/engine/reconciler-part.ts',
    search: /shard % parts === part\);/,
    replace: 'shard % (parts + 1) === part);',
    tests: ['test/engine/reconciler.test.ts'],
  },
  {
    name: 'a recipient that is too new for an eventually consistent read does not exist',
    within: 'src/engine/load-configuration.ts',
    search: /await table\.batchGet\(doubtful\.map\(toKey\)\)/,
    replace: '[] as Item[]',
    tests: STALE,
  },
  {
    name: 'a ledger that has been due for minutes keeps its due time',
    within: 'src/engine/decision.ts',
    search: /now - dueAt < DUE_TOLERANCE/,
    replace: 'now - dueAt < 100 * DUE_TOLERANCE',
    tests: DUE_TIME,
  },
  // Reducer
  {
    name: 'an acknowledge does not acknowledge',
    within: `${REDUCER}/lifecycle.ts`,
    search: /acknowledged: true,/,
    replace: 'acknowledged: false,',
    tests: STORIES,
    subset: true,
  },
  {
    name: 'an unacknowledge leaves the alert acknowledged',
    within: `${REDUCER}/flows.ts`,
    search: /acknowledged: false,/,
    replace: 'acknowledged: alert.acknowledged,',
    tests: STORIES,
  },
  {
    name: 'an unacknowledge does not restart the escalation',
    within: `${REDUCER}/flows.ts`,
    search: /flows: withRespondersRestarted\(alert\.flows, run, now\),/,
    replace: '',
    tests: STORIES,
    subset: true,
  },
  {
    name: 'a close leaves the alert open',
    within: `${REDUCER}/lifecycle.ts`,
    search: /status: 'closed',/,
    replace: "status: 'open',",
    tests: STORIES,
    subset: true,
  },
  {
    name: 'an escalate is forgotten',
    within: REDUCER,
    search: /escalatedAt: \[\.\.\.flow\.escalatedAt, now\]/,
    replace: 'escalatedAt: flow.escalatedAt',
    tests: STORIES,
    subset: true,
  },
  {
    name: 'the end of a snooze does nothing',
    within: REDUCER,
    search: /if \(!alert\.snoozed \|\| alert\.run !== waitingRun\)/,
    replace: 'if (waitingRun > 0)',
    tests: STORIES,
    subset: true,
  },
  {
    name: 'a snooze does not silence the alert',
    within: REDUCER,
    search: /snoozed: true, snoozedUntil: until/,
    replace: 'snoozed: false, snoozedUntil: until',
    tests: STORIES,
  },
  {
    name: 'a new owner is not notified',
    within: REDUCER,
    search: /isSelfAssigned \? others : \[\.\.\.others, flow\]/,
    replace: 'others',
    tests: STORIES,
  },
  {
    name: 'a duplicate counts twice',
    within: REDUCER,
    search: /const count = alert\.count \+ 1;/,
    replace: 'const count = alert.count + 2;',
    tests: POLICIES,
  },
  {
    name: 'a redelivered message is applied again',
    within: REDUCER,
    search: /alert\.appliedRequests\.includes\(requestId\) \|\|/,
    replace: '',
    tests: ['test/domain/alert-worker/crash.test.ts'],
  },
  {
    name: 'an alert forgets a request that has no status, and a redrive applies it again',
    within: 'src/domain/requests',
    search: /if \(unknown\.length === 0\) return;/,
    replace: 'if (unknown.length >= 0) return;',
    tests: FORGOTTEN,
    subset: true,
  },
  {
    name: 'a duplicate that was counted beside its alert is counted again',
    within: REDUCER,
    search: /findDuplicate\(alert, requestId\) !== undefined \|\|/,
    replace: '',
    tests: DUPLICATES,
    subset: true,
  },
  {
    name: 'a worker that hung counts a duplicate on an alert whose alias another one has taken over',
    within: 'src/domain/alert-worker',
    search: /if \(claim && mayCountDuplicates\(stored\)\)/,
    replace: 'if (claim && !stored)',
    tests: DUPLICATES,
    subset: true,
  },
  {
    name: 'a worker that hung shortens a page of duplicates',
    within: 'src/domain/alerts/store',
    search: /attribute_not_exists\(pk\) OR #size < :size/,
    replace: 'attribute_not_exists(pk) OR #size <> :size',
    tests: DUPLICATES,
  },
  {
    name: 'a duplicate that is older than the one before it is searched for by its time',
    within: 'src/domain/alerts/duplicates.ts',
    search: /receivedAt >= alert\.lastOccurredAt - MAX_DISORDER/,
    replace: 'receivedAt > 0',
    tests: DUPLICATES,
  },
  {
    name: 'a duplicate of the alert before is counted again if it comes with the Create of the next one',
    within: 'src/domain/alert-worker',
    search: /\(newClaim && wasAppliedBefore\(stored, message\)\) \|\|/,
    replace: '',
    tests: FORGOTTEN,
  },
  {
    name: 'a message that is redriven within its first minute is taken for a new one',
    within: 'src/domain/requests',
    search: /sentAt - receivedAt > SENDING_MS/,
    replace: 'sentAt < receivedAt',
    tests: FORGOTTEN,
  },
  {
    name: 'the dedup threshold is off by one',
    within: 'src/domain/alerts',
    search: /if \(alert\.count < count\) return false;/,
    replace: 'if (alert.count <= count) return false;',
    tests: POLICIES,
    subset: true,
  },
  {
    name: 'an alert that is created does not notify its responders',
    within: REDUCER,
    search: /\.\.\.responders\.map\(\(target\) => createResponderFlow\(target, run, now\)\),/,
    replace: '',
    tests: STORIES,
  },
  // Cancellation and senders
  {
    name: 'a notification of an acknowledged alert is sent anyway',
    within: 'src/domain/alerts',
    search: /if \(alert\.acknowledged && request\.condition === 'if-not-acked'\)/,
    replace: "if (alert.acknowledged && request.condition === 'always')",
    tests: SENDERS,
    subset: true,
  },
  {
    name: 'a notification of a closed alert is sent anyway',
    within: 'src/domain/alerts',
    search: /if \(alert\.status === 'closed'\) return 'AlertClosed';/,
    replace: '',
    tests: ['test/domain/alerts/cancellation.test.ts'],
  },
  {
    name: 'a claimed notification is sent a second time',
    within: 'src/domain/notifications',
    search: /attribute_not_exists\(pk\) OR #state = :retrying OR claim = :claim/,
    replace: 'attribute_not_exists(pk) OR #state = :retrying OR claim = :claim OR attribute_exists(claim)',
    tests: SENDERS,
    subset: true,
  },
  {
    name: 'a lapsed claim is not found out',
    within: 'src/domain/notifications',
    search: /if \(held\.state !== 'claimed' \|\| held\.until > record\.claimedAt\)/,
    replace: "if (held.state !== 'retrying' || held.until > record.claimedAt)",
    tests: SENDERS,
  },
  {
    name: 'a send with an unknown outcome is repeated',
    within: 'src/senders',
    search: /if \(kind !== 'transient'\) return fail/,
    replace: "if (kind === 'rejected') return fail",
    tests: [...SENDERS, ...STATE_MACHINE],
    subset: true,
  },
  {
    name: 'a rejection by the provider is retried',
    within: 'src/senders',
    search: /if \(kind !== 'transient'\) return fail/,
    replace: "if (kind === 'unknown') return fail",
    tests: [...SENDERS, ...STATE_MACHINE],
  },
  {
    name: 'a disabled contact is notified',
    within: 'src/senders',
    search: /if \(!contact\.enabled\)/,
    replace: 'if (contact.enabled === undefined)',
    tests: SENDERS,
  },
  // Engine
  {
    name: 'a rejected contact does not advance to the next',
    within: ENGINE,
    search: /if \(!next \|\| next\.dueAt <= now \|\| recipient\.nextStep/,
    replace: 'if (next || recipient.nextStep',
    tests: [...STORIES, ...STATE_MACHINE],
    subset: true,
  },
  {
    name: 'a step fires a minute early',
    within: ENGINE,
    search: /if \(!(\w+) \|\| \1\.dueAt > now\) return due;/,
    replace: 'if (!$1 || $1.dueAt > now + MINUTE) return due;',
    tests: STORIES,
    subset: true,
  },
  {
    name: 'an escalation rule fires a minute late',
    within: ENGINE,
    search: /at: position\.roundStartedAt \+ rule\.delayMinutes \* MINUTE/,
    replace: 'at: position.roundStartedAt + (rule.delayMinutes + 1) * MINUTE',
    tests: STORIES,
    subset: true,
  },
  {
    name: 'an escalation skips every second rule',
    within: ENGINE,
    search: /rulesDone: event\.number \+ 1/,
    replace: 'rulesDone: event.number + 2',
    tests: STORIES,
  },
  {
    name: 'an acknowledge also stops rules that only a close ends',
    within: ENGINE,
    search: /!acknowledged \|\| condition === 'if-not-closed'/,
    replace: "!acknowledged && condition === 'if-not-closed'",
    tests: STORIES,
  },
  {
    name: 'an escalation repeats once too often',
    within: ENGINE,
    search: /round >= countRepeats\(escalation\)/,
    replace: 'round > countRepeats(escalation)',
    tests: STORIES,
  },
  {
    name: 'an acknowledged alert stays open at the end of its escalation',
    within: ENGINE,
    search: /closeAlertAfterAll && countRepeats\(escalation\) > 0/,
    replace: 'closeAlertAfterAll && countRepeats(escalation) > 0 && !acknowledged',
    tests: STORIES,
  },
  {
    name: 'an escalate by hand keeps the old distance of the rules',
    within: ENGINE,
    search: /roundStartedAt: at - next\.rule\.delayMinutes \* MINUTE/,
    replace: 'roundStartedAt: position.roundStartedAt',
    tests: STORIES,
  },
  {
    name: 'the steps of a rule repeat without end',
    within: ENGINE,
    search: /steps\.length \* \(1 \+ \(repeat\?\.count \?\? 0\)\)/,
    replace: 'steps.length * (2 + (repeat?.count ?? 0))',
    tests: STORIES,
  },
  {
    name: 'a blocked user is notified',
    within: ENGINE,
    search: /if \(user\.blocked\) return '[\w-]+';/,
    replace: '',
    tests: STORIES,
  },
  {
    name: 'the order of notification rules is reversed',
    within: ENGINE,
    search: /(notificationRules\]\s+\.sort\(\(a, b\) => )a\.order - b\.order/,
    replace: '$1b.order - a.order',
    tests: STORIES,
  },
  {
    name: 'a policy that suppresses is ignored',
    within: ENGINE,
    search: /if \(policy\.suppressed\) return/,
    replace: 'if (!policy) return',
    tests: POLICIES,
    subset: true,
  },
  {
    name: 'an execution that was superseded goes on',
    within: ENGINE,
    search: /if \(alert\.run > run\) return/,
    replace: 'if (alert.run > run + 1_000) return',
    tests: [...STATE_MACHINE, 'test/engine/assess-handler.test.ts'],
  },
  {
    name: 'forwarding is ignored',
    within: 'src/domain/forwarding-rules',
    search: /fromUserId === current && startDate <= at && at < endDate/,
    replace: 'fromUserId === current && startDate <= at && at < startDate',
    tests: FORWARDING,
    subset: true,
  },
  // Schedules and time
  {
    name: 'an override is ignored',
    within: 'src/domain/schedules',
    search: /overrides\.findLast\(\(\{ startDate, endDate \}\) => startDate <= at && at < endDate\)/,
    replace: 'overrides.findLast(({ startDate, endDate }) => endDate <= at && at < startDate)',
    tests: ON_CALL,
    subset: true,
  },
  {
    name: 'an override holds at its end',
    within: 'src/domain/schedules',
    search: /overrides\.findLast\(\(\{ startDate, endDate \}\) => startDate <= at && at < endDate\)/,
    replace: 'overrides.findLast(({ startDate, endDate }) => startDate <= at && at <= endDate)',
    tests: [...ON_CALL, 'test/domain/schedules/overrides.test.ts'],
  },
  {
    name: 'a time restriction ends a minute late',
    within: 'src/domain/kernel',
    search: /modulo\(local - from, period\) < length\)/,
    replace: 'modulo(local - from, period) < length + MINUTE)',
    tests: [`${KERNEL}/time-restriction.test.ts`],
    subset: true,
  },
  {
    name: 'the hour that daylight-saving time skips is not skipped',
    within: 'src/domain/kernel',
    search: /if \(at < until\) return Math\.max\(reached, at \+ offset\);/,
    replace: 'if (at < until) return at + offset;',
    tests: [`${KERNEL}/zone.test.ts`],
    subset: true,
  },
  {
    name: 'conditions are inverted',
    within: 'src/domain/kernel',
    search: /met !== condition\.not/,
    replace: 'met === condition.not',
    tests: [`${KERNEL}/criteria.test.ts`],
    subset: true,
  },
  {
    name: 'one condition is enough where all must hold',
    within: 'src/domain/kernel',
    search: /criteria\.conditions\.every\(/,
    replace: 'criteria.conditions.some(',
    tests: [`${KERNEL}/criteria.test.ts`],
  },
];
