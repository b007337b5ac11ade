import { createReader, formatLines, isId, type Payload, type Reader, toText } from '../../payload.ts';
import { type Tool, type ToolEvent, toPriority } from '../../tool.ts';

const PRIORITIES = {
  blocker: 'P1',
  highest: 'P1',
  critical: 'P1',
  high: 'P2',
  major: 'P2',
  medium: 'P3',
  low: 'P4',
  minor: 'P4',
  lowest: 'P5',
  trivial: 'P5',
} as const;

/** Jira: an issue is an alert as long as its status is in no done category; comments become notes. */
export const jira: Tool = {
  name: 'Jira',
  types: ['Jira', 'JiraServiceDesk'],
  parse(payload) {
    const { text, at } = createReader(payload);
    // Automation rules may send the issue itself.
    const issue = text('issue.key') ? at('issue') : at('');
    const key = issue.text('key');
    const summary = issue.text('fields.summary');
    return {
      action: issueAction(text('webhookEvent'), issue, payload),
      alias: isId(key) ? `jira-${key}` : '',
      message: key && `[Jira] ${key}: ${summary}`,
      description: formatLines({
        Description: issue.text('fields.description'),
        Type: issue.text('fields.issuetype.name'),
        Status: issue.text('fields.status.name'),
        Reporter: issue.text('fields.reporter.displayName'),
      }),
      ...toPriority(issue.texts('fields.priority.name'), PRIORITIES),
      source: 'Jira',
      entity: issue.text('fields.project.name', 'fields.project.key'),
      tags: issue.list('fields.labels').map(toText),
      details: Object.fromEntries(
        (
          [
            ['key', key],
            ['status', issue.text('fields.status.name')],
            ['assignee', issue.text('fields.assignee.displayName')],
            ['url', browseUrl(issue.text('self'), key)],
          ] as const
        ).filter(([, value]) => value !== ''),
      ),
      user: text('user.displayName', 'comment.author.displayName', 'user.name'),
      note: text('comment.body'),
    };
  },
};

function issueAction(event: string, issue: Reader, payload: Payload): ToolEvent['action'] {
  if (/issue_deleted/.test(event)) return 'close';
  if (
    /comment_created/.test(event) ||
    createReader(payload).text('issue_event_type_name') === 'issue_commented'
  ) {
    return 'addNote';
  }
  const done = issue.text('fields.status.statusCategory.key') === 'done';
  // Automation rules send an issue without an event.
  if (event === '') return done ? 'close' : 'create';
  if (!/issue_(created|updated)/.test(event)) return 'ignore';
  if (/issue_created/.test(event)) return done ? 'ignore' : 'create';
  // An update matters only if it changes whether the issue is open.
  const changes = createReader(payload).list('changelog.items').map(createReader);
  const status = changes.find((change) => change.text('field') === 'status');
  if (!status) return 'ignore';
  if (done) return 'close';
  return OPEN_STATUS.test(status.text('fromString')) && !isReopened(changes) ? 'ignore' : 'create';
}

/**
 * Names of statuses that are not done. The event says only the name of the status that an issue leaves, and not its
 * category. If the name is not one of these, the issue may come from a status that is done, so it opens the alert again;
 * if its alert is still open, that only counts it up.
 */
const OPEN_STATUS =
  /^(to ?do|open|new|backlog|selected.*|ready.*|waiting.*|pending.*|triage.*|reopened|in .*|under .*|blocked|on hold|escalated|work.*|assigned|investigating)$/i;

const isReopened = (changes: readonly Reader[]): boolean =>
  changes.some((change) => change.text('field') === 'resolution' && change.text('toString') === '');

const browseUrl = (self: string, key: string): string =>
  URL.canParse(self) && key ? `${new URL(self).origin}/browse/${key}` : '';
