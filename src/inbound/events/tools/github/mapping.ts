import { createReader, formatLines, type Payload, toText } from '../../payload.ts';
import { COMMON_SEVERITIES, type Tool, type ToolEvent, toPriority } from '../../tool.ts';

/** A kind of event: the member that identifies it, and its mapping. */
type Kind = readonly [member: string, make: (payload: Payload) => Partial<ToolEvent>];

const PASSED = /^(success|neutral|skipped)$/;

/** A run that is cancelled, that waits for somebody or that has not ended. */
const UNDECIDED =
  /^(cancelled|stale|action_required|inactive|pending|queued|in_progress|waiting|requested|)$/;

/** The action for each conclusion of a run. One that is not known is a failure. */
const afterRun = (conclusion: string): ToolEvent['action'] =>
  PASSED.test(conclusion) ? 'close' : UNDECIDED.test(conclusion) ? 'ignore' : 'create';

/** Actions on alerts of GitHub's security features that change nothing for us. */
const CHANGES_NOTHING = /^(assigned|unassigned|assignees_changed|updated_assignment|validated)$/;
const SECURED = /^(fixed|resolved?|dismiss(?:ed)?|closed_by_user|auto_dismissed|revoked)$/;

const run =
  (member: string, what: string) =>
  (payload: Payload): Partial<ToolEvent> => {
    const { text } = createReader(payload).at(member);
    const name = text('name', 'app.name', 'context');
    const repository = createReader(payload).text('repository.full_name');
    const head = text('head_repository.full_name', 'check_suite.head_repository.full_name');
    const headBranch = text('head_branch', 'check_suite.head_branch') || text('head_sha').slice(0, 12);
    // A fork's branch of the same name is another branch; a stranger's pull request must not close our alert.
    const branch = head && head !== repository ? `${head}:${headBranch}` : headBranch;
    return {
      action: afterRun(text('conclusion')),
      alias: `${member} ${name} ${branch}`,
      message: `${what} ${name} failed on ${branch}`,
      description: formatLines({
        Conclusion: text('conclusion'),
        Commit: text('head_commit.message', 'head_sha'),
        Link: text('html_url'),
      }),
      details: { url: text('html_url'), branch, commit: text('head_sha') },
    };
  };

/** An alert of GitHub's security features. */
const security = (payload: Payload): Partial<ToolEvent> => {
  const { text, at } = createReader(payload);
  const alert = at('alert');
  const what = alert.text(
    'security_advisory.summary',
    'rule.description',
    'secret_type_display_name',
    'secret_type',
  );
  return {
    action: SECURED.test(text('action'))
      ? 'close'
      : CHANGES_NOTHING.test(text('action'))
        ? 'ignore'
        : 'create',
    alias: `security ${alert.text('html_url', 'number')}`,
    message: `Security alert: ${what}`,
    description: formatLines({
      Advisory: alert.text('security_advisory.description', 'rule.full_description'),
      Package: alert.text('dependency.package.name'),
      Link: alert.text('html_url'),
    }),
    ...toPriority(
      alert.texts('security_advisory.severity', 'rule.security_severity_level', 'rule.severity'),
      COMMON_SEVERITIES,
    ),
    details: { url: alert.text('html_url') },
  };
};

const issue = (payload: Payload): Partial<ToolEvent> => {
  const { text, at } = createReader(payload);
  const the = at('issue');
  const commented = text('comment.id') !== '';
  const action = text('action');
  return {
    action: commented
      ? action === 'created'
        ? 'addNote'
        : 'ignore'
      : action === 'opened' || action === 'reopened'
        ? 'create'
        : action === 'closed' || action === 'deleted'
          ? 'close'
          : 'ignore',
    alias: `issue ${the.text('number')}`,
    message: `Issue ${the.text('number')}: ${the.text('title')}`,
    description: the.text('body'),
    tags: the
      .list('labels')
      .map(createReader)
      .map((label) => label.text('name')),
    details: { url: the.text('html_url') },
    note: text('comment.body'),
  };
};

const deployment = (payload: Payload): Partial<ToolEvent> => {
  const { text } = createReader(payload);
  const where = text('deployment.environment');
  return {
    action: afterRun(text('deployment_status.state')),
    alias: `deployment ${where}`,
    message: `Deployment to ${where} failed`,
    description: formatLines({
      State: text('deployment_status.state'),
      Description: text('deployment_status.description'),
      Log: text('deployment_status.log_url', 'deployment_status.target_url'),
    }),
    details: { environment: where, url: text('deployment_status.target_url') },
  };
};

const KINDS: readonly Kind[] = [
  ['workflow_run', run('workflow_run', 'Workflow')],
  ['check_run', run('check_run', 'Check')],
  ['check_suite', run('check_suite', 'Checks of')],
  ['deployment_status', deployment],
  ['alert', security],
  ['issue', issue],
];

/**
 * GitHub: workflows, checks and deployments that fail and recover, security alerts, issues and their comments. All else
 * (pushes, stars, the ping of a new webhook) is ignored.
 */
export const gitHub: Tool = {
  name: 'GitHub',
  types: ['GitHub'],
  parse(payload) {
    const { text } = createReader(payload);
    const repository = text('repository.full_name');
    const [, make] = KINDS.find(([member]) => Object.hasOwn(payload, member)) ?? [];
    if (!make) {
      // Events of other kinds need nobody; a payload without the members of every GitHub event is not understood.
      const isGitHub = ['repository', 'organization', 'sender', 'hook', 'installation'].some((name) =>
        Object.hasOwn(payload, name),
      );
      return { action: isGitHub ? 'ignore' : 'create', alias: '', message: '' };
    }
    const { alias, message, details = {}, ...event } = make(payload);
    return {
      action: 'ignore',
      source: 'GitHub',
      entity: repository,
      user: text('sender.login'),
      ...event,
      alias: `${repository} ${alias}`,
      message: `[GitHub] ${repository}: ${message}`,
      details: Object.fromEntries(
        Object.entries({ repository, ...details }).filter(([, value]) => toText(value) !== ''),
      ),
    };
  },
};
