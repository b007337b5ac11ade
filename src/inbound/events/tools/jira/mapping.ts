import { createReader, formatLines, type Payload, type Reader, toText } from '../../payload.ts';
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

/** Jira: an issue is an alert for as long as it is not done; comments become notes. */
export const jira: Tool = {
  types: ['Jira', 'JiraServiceDesk'],
  parse(payload) {
    const { text, at } = createReader(payload);
    const issue = at('issue');
    const key = issue.text('key');
    const summary = issue.text('fields.summary');
    return {
      action: actionOf(text('webhookEvent'), issue, payload),
      alias: key && `jira-${key}`,
      message: key && `[Jira] ${key}: ${summary}`,
      description: formatLines({
        Description: issue.text('fields.description'),
        Type: issue.text('fields.issuetype.name'),
        Status: issue.text('fields.status.name'),
        Reporter: issue.text('fields.reporter.displayName'),
      }),
      ...toPriority(issue.text('fields.priority.name'), PRIORITIES),
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

function actionOf(event: string, issue: Reader, payload: Payload): ToolEvent['action'] {
  if (/issue_deleted/.test(event)) return 'close';
  if (
    /comment_created/.test(event) ||
    createReader(payload).text('issue_event_type_name') === 'issue_commented'
  ) {
    return 'addNote';
  }
  if (!/issue_(created|updated)/.test(event)) return 'ignore';
  const done = issue.text('fields.status.statusCategory.key') === 'done';
  if (/issue_created/.test(event)) return done ? 'ignore' : 'create';
  // An update is of interest where it changes whether the issue is open.
  const changes = createReader(payload).list('changelog.items').map(createReader);
  if (!changes.some((change) => change.text('field') === 'status')) return 'ignore';
  if (done) return 'close';
  return changes.some((change) => change.text('field') === 'resolution' && change.text('toString') === '')
    ? 'create'
    : 'ignore';
}

const browseUrl = (self: string, key: string): string =>
  URL.canParse(self) && key ? `${new URL(self).origin}/browse/${key}` : '';
