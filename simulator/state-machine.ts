import { readFileSync } from 'node:fs';
import { SECOND } from '../src/platform/clock.ts';

type Data = unknown;
type State = Readonly<Record<string, unknown>> & { readonly Type: string; readonly Next?: string };
export interface Machine {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

/** The state machine in a file of statemachines/, or of another folder. */
export const readStateMachine = (file: string, folder = 'statemachines'): Machine =>
  JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as Machine;

/** The function that a resource names by its substitution: `${AssessFunctionArn}` is Assess. */
export const functionName = (resource: string): string => resource.replace(/^\$\{(\w+)FunctionArn\}$/, '$1');

/** From one state to the next, as {@link listTransitions} names it. */
export const nameTransition = (from: string, to: string): string => `${from} -> ${to}`;

/** Every way from a state to another that the definition allows, those inside a Map included. */
export function listTransitions({ States }: Machine): readonly string[] {
  const all = Object.entries(States).flatMap(([name, state]) => {
    const { Next, Default, Choices = [], Catch = [], ItemProcessor } = state;
    const branches = [...(Choices as readonly Partial<State>[]), ...(Catch as readonly Partial<State>[])];
    const targets = [Next, Default as string | undefined, ...branches.map((branch) => branch.Next)];
    return [
      ...targets.flatMap((target) => (target === undefined ? [] : [nameTransition(name, target)])),
      ...(ItemProcessor ? listTransitions(ItemProcessor as Machine) : []),
    ];
  });
  return [...new Set(all)];
}

interface Retrier {
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds?: number;
  readonly BackoffRate?: number;
  readonly MaxAttempts?: number;
  readonly MaxDelaySeconds?: number;
  readonly JitterStrategy?: string;
}

interface Catcher {
  readonly ErrorEquals: readonly string[];
  readonly ResultPath?: string;
  readonly Next: string;
}

/** What a state machine cannot do by itself. All of it stays silent for ever once the execution is stopped. */
export interface Host {
  readonly executionArn: string;
  /** Called with the name of each state that is entered, and of the one before it; in a Map, each item has a first state. */
  readonly onState?: (name: string, before: string | undefined) => void;
  /** Runs a function; rejects with its error, and with States.Timeout after so long. */
  readonly task: (resource: string, input: Data, timeoutMs: number) => Promise<Data>;
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly waitUntil: (iso: string) => Promise<void>;
  /** From 0 to 1. */
  readonly chance: () => number;
}

/**
 * Runs a state machine on a time of its own. It knows as much of the Amazon States Language as
 * statemachines/ uses, and refuses all else. The local runner has a complete interpreter, but its waits take real time.
 */
export async function interpret(machine: Machine, input: Data, host: Host): Promise<Data> {
  let name: string | undefined = machine.StartAt;
  let before: string | undefined;
  let data = input;
  while (name !== undefined) {
    const state: State | undefined = machine.States[name];
    if (!state) throw new Error(`There is no state ${name}.`);
    host.onState?.(name, before);
    const { next, result } = await enter(state, data, host);
    data = result;
    before = name;
    name = next;
  }
  return data;
}

interface Left {
  readonly next?: string | undefined;
  readonly result: Data;
}

async function enter(state: State, input: Data, host: Host): Promise<Left> {
  switch (state.Type) {
    case 'Task':
      return attempted(state, input, host, async () =>
        received(state, input, await called(state, given(state, input, host), host)),
      );
    case 'Choice':
      return { next: chosen(state, input), result: input };
    case 'Map':
      return { next: state.Next, result: await mapped(state, input, host) };
    case 'Wait':
      await host.waitUntil(String(valueAt(input, state.TimestampPath)));
      return { next: state.Next, result: input };
    case 'Fail':
      throw Object.assign(new Error(String(state.Cause)), { name: String(state.Error) });
    case 'Succeed':
      return { result: valueAt(input, state.OutputPath ?? '$') };
    default:
      throw new Error(`A state of the type ${state.Type} is not known here.`);
  }
}

const LAMBDA_INVOKE = 'arn:aws:states:::lambda:invoke';

/** Calls the function that the resource names, or the one that the parameters of lambda:invoke name. */
async function called({ Resource, TimeoutSeconds }: State, parameters: Data, { task }: Host): Promise<Data> {
  const timeoutMs = Number(TimeoutSeconds) * SECOND;
  if (Resource !== LAMBDA_INVOKE) return task(String(Resource), parameters, timeoutMs);
  const { FunctionName, Payload } = parameters as Readonly<Record<string, Data>>;
  return { StatusCode: 200, Payload: await task(String(FunctionName), Payload, timeoutMs) };
}

/** What a task is given: what InputPath selects, and what Parameters take of it. */
function given({ InputPath = '$', Parameters }: State, input: Data, { executionArn }: Host): Data {
  const selected = valueAt(input, InputPath);
  if (Parameters === undefined) return selected;
  const at = (path: string) => {
    if (path === '$$.Execution.Id') return executionArn;
    if (path.startsWith('$$')) throw new Error(`The path ${path} is not known here.`);
    const value = valueAt(selected, path);
    if (value === undefined) throw new Error(`States.ParameterPathFailure: nothing is at ${path}.`);
    return value;
  };
  const taken = (parameters: Data): Data =>
    typeof parameters === 'object' && parameters !== null
      ? Object.fromEntries(
          Object.entries(parameters).map(([name, value]) =>
            name.endsWith('.$') ? [name.slice(0, -2), at(String(value))] : [name, taken(value)],
          ),
        )
      : parameters;
  return taken(Parameters);
}

/** What a task's state passes on: its result at ResultPath, and what OutputPath selects. */
const received = ({ ResultPath = '$', OutputPath = '$' }: State, input: Data, result: Data): Data =>
  valueAt(withValueAt(input, String(ResultPath), result), OutputPath);

const getErrorName = (error: unknown): string => (error instanceof Error ? error.name : 'Error');

const matches = (names: readonly string[], error: string): boolean =>
  names.includes(error) ||
  names.includes('States.ALL') ||
  (names.includes('States.TaskFailed') && error !== 'States.Timeout');

/** Runs the task with its Retry and Catch. */
async function attempted(state: State, input: Data, host: Host, run: () => Promise<Data>): Promise<Left> {
  const retriers = (state.Retry ?? []) as readonly Retrier[];
  const catchers = (state.Catch ?? []) as readonly Catcher[];
  const used = new Map<Retrier, number>();
  for (;;) {
    try {
      return { next: state.Next, result: await run() };
    } catch (error) {
      const name = getErrorName(error);
      const retrier = retriers.find(({ ErrorEquals }) => matches(ErrorEquals, name));
      const attempt = retrier ? (used.get(retrier) ?? 0) : 0;
      if (retrier && attempt < (retrier.MaxAttempts ?? 3)) {
        used.set(retrier, attempt + 1);
        await host.sleep(getPause(retrier, attempt, host));
        continue;
      }
      const catcher = catchers.find(({ ErrorEquals }) => matches(ErrorEquals, name));
      if (!catcher) throw error;
      const caught = { Error: name, Cause: error instanceof Error ? error.message : '' };
      return { next: catcher.Next, result: withValueAt(input, catcher.ResultPath ?? '$', caught) };
    }
  }
}

function getPause(
  {
    IntervalSeconds = 1,
    BackoffRate = 2,
    MaxDelaySeconds = Number.POSITIVE_INFINITY,
    JitterStrategy,
  }: Retrier,
  attempt: number,
  { chance }: Host,
): number {
  const seconds = Math.min(MaxDelaySeconds, IntervalSeconds * BackoffRate ** attempt);
  return seconds * SECOND * (JitterStrategy === 'FULL' ? chance() : 1);
}

async function mapped(state: State, input: Data, host: Host): Promise<Data> {
  const items = valueAt(input, state.ItemsPath) as readonly Data[];
  const results = await Promise.all(
    items.map((item) => interpret(state.ItemProcessor as Machine, item, host)),
  );
  const selector = state.ResultSelector as Readonly<Record<string, string>>;
  const selected = Object.fromEntries(
    Object.entries(selector).map(([key, expression]) => [
      key.replace(/\.\$$/, ''),
      evaluated(expression, results),
    ]),
  );
  return withValueAt(input, String(state.ResultPath), selected);
}

function evaluated(expression: string, input: readonly Data[]): Data {
  const [, value] = /^States\.ArrayContains\(\$, '(\w+)'\)$/.exec(expression) ?? [];
  if (value === undefined) throw new Error(`The expression ${expression} is not known here.`);
  return input.includes(value);
}

function chosen(state: State, input: Data): string | undefined {
  const choices = state.Choices as readonly Readonly<Record<string, unknown>>[];
  const choice = choices.find(({ Variable, StringEquals, BooleanEquals, IsPresent }) => {
    const value = valueAt(input, Variable);
    if (IsPresent !== undefined) return (value !== undefined) === IsPresent;
    if (value === undefined) throw new Error(`States.Runtime: nothing is at ${Variable}.`);
    return value === (StringEquals ?? BooleanEquals);
  });
  return String(choice ? choice.Next : state.Default);
}

/** `$.a[0].b` is a, 0, b. */
const splitPath = (path: unknown): readonly string[] =>
  String(path)
    .replace(/\[(\d+)\]/g, '.$1')
    .split('.')
    .slice(1);

const valueAt = (input: Data, path: unknown): Data =>
  splitPath(path).reduce<Data>((value, part) => (value as Record<string, Data> | undefined)?.[part], input);

function withValueAt(input: Data, path: string, value: Data): Data {
  const [first, ...rest] = splitPath(path);
  if (first === undefined) return value;
  if (rest.length > 0) throw new Error(`The path ${path} is not known here.`);
  return { ...(input as object), [first]: value };
}
