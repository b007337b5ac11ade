import { useQuery } from '@tanstack/react-query';
import { useDeferredValue } from 'react';
import { useLocation } from 'wouter';
import { formatNumbers } from '../../alert-actions/action.ts';
import type { AlertSummary } from '../../alert-actions/pending.ts';
import { useCan } from '../../alert-actions/use-can.ts';
import { call } from '../../client/call.ts';
import type { UserRight } from '../../client/web-operations.ts';
import { takeOver } from '../../data/take-over.ts';
import { formatDuration, formatWhen } from '../../format/time.ts';
import { listNavigation } from '../all-pages.ts';
import { useMay, useSession } from '../session.tsx';
import { COMMAND_EXAMPLES, type Command, type CommandContext, parseCommand } from './grammar.ts';
import { runOnAlerts } from './run-command.ts';
import { TEXTS } from './texts.ts';

/** A line of the palette. */
export interface Option {
  readonly id: string;
  readonly group: string;
  readonly label: string;
  readonly detail?: string;
  readonly alert?: AlertSummary;
  /** The effect of Enter: an action, or another text in the field. */
  readonly choose:
    | { readonly kind: 'run'; readonly run: () => void }
    | { readonly kind: 'fill'; readonly text: string };
}

export interface Options {
  readonly options: readonly Option[];
  /** A text about the missing or wrong part. */
  readonly hint: string | undefined;
}

const MAX_ALERTS = 6;
const MAX_NAMES = 4;

/** The possible meanings of the typed text. */
export function useOptions(text: string, context: CommandContext): Options {
  const command = parseCommand(text, context);
  const deferred = useDeferredValue(text);
  const wanted = parseCommand(deferred, context);
  const alerts = useMatchingAlerts(wanted);
  const [, navigate] = useLocation();
  const { user } = useSession();
  const may = useMay();
  const can = useCan();

  const goTo = (path: string) => ({ kind: 'run' as const, run: () => navigate(path) });
  switch (command.kind) {
    case 'alerts': {
      if (!can(command.command.type)) return { options: [], hint: TEXTS.mayNot(user.role) };
      const found = alerts?.filter(({ tinyId }) => command.tinyIds.includes(tinyId)) ?? [];
      if (!alerts || deferred !== text) return { options: [], hint: TEXTS.searching };
      const missing = command.tinyIds.filter((tinyId) => !found.some((alert) => alert.tinyId === tinyId));
      if (missing.length > 0) return { options: [], hint: TEXTS.missing(formatNumbers(missing)) };
      const length = command.command.type === 'snooze' ? formatDuration(command.command.lengthMs) : '';
      const label = `${TEXTS.action(command.command, length)} ${formatNumbers(command.tinyIds)}`;
      return {
        options: [
          {
            id: 'command',
            group: TEXTS.commands,
            label,
            detail: found.map(({ message }) => message).join(' · '),
            choose: { kind: 'run', run: () => void runOnAlerts(command.command, found) },
          },
        ],
        hint: undefined,
      };
    }
    case 'open': {
      if (!may('alerts-access')) return { options: [], hint: TEXTS.mayNot(user.role) };
      const alert = alerts?.find(({ tinyId }) => tinyId === command.tinyId);
      if (!alerts) return { options: [], hint: TEXTS.searching };
      if (!alert) return { options: [], hint: TEXTS.missing(`#${command.tinyId}`) };
      return { options: [toAlertOption(alert, goTo)], hint: undefined };
    }
    case 'on-call': {
      if (!may('overrides-add-own')) return { options: [], hint: TEXTS.mayNot(user.role) };
      const { person, schedule, lengthMs } = command;
      const now = Date.now();
      const until = formatWhen(now + lengthMs, now, user.timeZone);
      return {
        options: [
          {
            id: 'command',
            group: TEXTS.commands,
            label: TEXTS.takeOver(person.fullName, schedule.name, until),
            choose: { kind: 'run', run: () => void takeOver(person, schedule, lengthMs, user.timeZone) },
          },
        ],
        hint: undefined,
      };
    }
    case 'incomplete':
      return { options: toExamples(text, may), hint: TEXTS.expected(command.expected) };
    case 'wrong':
      return { options: [], hint: command.problem };
    case 'search': {
      const options = [
        ...toExamples(text, may),
        ...toPages(command.text, goTo, may),
        ...(command.text === ''
          ? []
          : (alerts ?? []).slice(0, MAX_ALERTS).map((alert) => toAlertOption(alert, goTo))),
        ...(command.text === '' ? [] : toNames(command.text, context, goTo)),
        ...(command.text === '' || !may('alerts-access') ? [] : [toSearch(command.text, goTo)]),
      ];
      return { options, hint: undefined };
    }
  }
}

type GoTo = (path: string) => Option['choose'];

const toAlertOption = (alert: AlertSummary, goTo: GoTo): Option => ({
  id: alert.id,
  group: TEXTS.alerts,
  label: `#${alert.tinyId} ${alert.message}`,
  alert,
  choose: goTo(`/alerts/${encodeURIComponent(alert.id)}`),
});

type May = (right: UserRight) => boolean;

/** The commands that begin like the text and that the role may give; all of them for no text. */
const toExamples = (text: string, may: May): readonly Option[] =>
  COMMAND_EXAMPLES.filter(({ example, needs }) => {
    if (!may(needs)) return false;
    const [verb = ''] = text.trim().toLowerCase().split(/\s/);
    return example.startsWith(verb) || (verb.length > 1 && verb.startsWith(example.split(' ')[0] ?? ''));
  }).map(({ example, meaning }) => ({
    id: example,
    group: TEXTS.examples,
    label: example,
    detail: meaning,
    choose: { kind: 'fill', text: `${example.split(' ')[0]} ` },
  }));

const includes = (name: string, typed: string) => name.toLowerCase().includes(typed.toLowerCase());

const toPages = (typed: string, goTo: GoTo, may: May): readonly Option[] =>
  listNavigation(may)
    .flatMap(({ pages }) => pages)
    .filter(({ title }) => includes(title, typed))
    .map(({ path, title }) => ({ id: path, group: TEXTS.goTo, label: title, choose: goTo(path) }));

/** People and teams lead to their open alerts, schedules to the command that takes over. */
function toNames(typed: string, { people, teams, schedules }: CommandContext, goTo: GoTo): readonly Option[] {
  const toQuery = (query: string) => goTo(`/alerts?query=${encodeURIComponent(query)}`);
  return [
    ...teams
      .filter(({ name }) => includes(name, typed))
      .slice(0, MAX_NAMES)
      .map(({ id, name }) => ({
        id,
        group: TEXTS.teams,
        label: TEXTS.alertsOf(name),
        choose: toQuery(`status: open AND teams: ${JSON.stringify(name)}`),
      })),
    ...people
      .filter(({ username, fullName }) => includes(fullName, typed) || includes(username, typed))
      .slice(0, MAX_NAMES)
      .map(({ id, username, fullName }) => ({
        id,
        group: TEXTS.people,
        label: TEXTS.alertsOf(fullName),
        detail: username,
        choose: toQuery(
          `status: open AND (owner: ${username} OR recipients: ${username} OR responders: ${username})`,
        ),
      })),
    ...schedules
      .filter(({ name }) => includes(name, typed))
      .slice(0, MAX_NAMES)
      .map(({ id, name }) => ({
        id,
        group: TEXTS.schedules,
        label: TEXTS.takeOverSchedule(name),
        choose: { kind: 'fill' as const, text: `oncall me 2h for ${name}` },
      })),
  ];
}

const toSearch = (text: string, goTo: GoTo): Option => ({
  id: 'search',
  group: TEXTS.alerts,
  label: TEXTS.searchAlerts(text),
  choose: goTo(`/alerts?query=${encodeURIComponent(JSON.stringify(text))}`),
});

/** The alerts that the text names by number or by words; undefined while they are being read. */
function useMatchingAlerts(command: Command): readonly AlertSummary[] | undefined {
  const mayRead = useMay()('alerts-access');
  const query =
    command.kind === 'alerts'
      ? `tinyId: (${command.tinyIds.join(' OR ')})`
      : command.kind === 'open'
        ? `tinyId: ${command.tinyId}`
        : command.kind === 'search' && command.text.length > 2
          ? `status: open AND message: ${JSON.stringify(command.text)}`
          : undefined;
  return useQuery({
    queryKey: ['alerts', 'palette', query],
    queryFn: async ({ signal }) =>
      (await call('GET /v2/alerts', { query: { query: query ?? '', limit: 100 }, signal })).data,
    enabled: mayRead && query !== undefined,
  }).data;
}
