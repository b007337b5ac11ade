import type { Priority } from '../../domain/kernel/priority.ts';
import type { Reader } from './payload.ts';
import type { ToolEvent } from './tool.ts';

/** The values that a rule reads from its kind of event. */
export interface KnownEvent {
  readonly action: ToolEvent['action'];
  /** The identity that all events of one problem share; absent: the event's own id. */
  readonly identity?: string;
  /** The whole alias, where it must be that of another channel. */
  readonly alias?: string;
  /** The service in the title; absent: the event's source. */
  readonly label?: string;
  readonly title: string;
  readonly entity?: string;
  readonly priority?: Priority;
  /** First lines of the description. */
  readonly lines?: Readonly<Record<string, string>>;
}

export interface EventKind {
  readonly detail: Reader;
  readonly result: KnownEvent;
}

export type Rule = (detail: Reader, resources: readonly string[]) => KnownEvent;

/** Chooses create, close or ignore by a state; a state that is not listed opens an alert. */
export const byState =
  (close: RegExp, ignore: RegExp) =>
  (state: string): ToolEvent['action'] =>
    close.test(state) ? 'close' : ignore.test(state) ? 'ignore' : 'create';

const afterRun = byState(
  /^(succeeded|success|completed|ready)$/i,
  /^(started|start|starting|running|in_progress|submitted|pending|runnable|superseded|queued|resumed|waiting)$/i,
);

export const lastPart = (arn: string): string => arn.split(/[/:]/).at(-1) ?? '';

/** The rule for runs of something with a name: a run that succeeds closes the alert of an earlier run that failed. */
export const createRunRule =
  (label: string, what: string, names: readonly string[], states: readonly string[]): Rule =>
  ({ id, text }, resources) => {
    const name =
      names
        .map((each) => id(each))
        .filter(Boolean)
        .join(' ') || lastPart(resources[0] ?? '');
    const state = text(...states);
    const reason = text(
      'message',
      'statusReason',
      'errorMessage',
      'cause',
      'additional-information.phases',
      'reason',
    );
    return {
      action: name === '' && afterRun(state) === 'close' ? 'ignore' : afterRun(state),
      ...(name && { identity: name }),
      label,
      title: `${what} ${name} ${inWords(state)}`,
      entity: name,
      lines: { Reason: reason },
    };
  };

export const inWords = (state: string): string => state.toLowerCase().replaceAll('_', ' ');
