import type { Priority } from '../../domain/kernel/priority.ts';
import { lastPart, type Rule } from './eventbridge-rule.ts';
import { createReader, lookUp, type Reader } from './payload.ts';

/** Rules for findings of security services. A finding is one problem, which its service reports again when it changes. */

/** https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings-severity.html */
function guardDutyPriority(severity: string): Priority {
  const level = Number(severity);
  return level >= 9 ? 'P1' : level >= 7 ? 'P2' : level >= 4 ? 'P3' : 'P4';
}

const SEVERITIES: Readonly<Record<string, Priority>> = {
  critical: 'P1',
  high: 'P2',
  medium: 'P3',
  low: 'P4',
  informational: 'P5',
};

const bySeverity = (word: string): { readonly priority?: Priority } => {
  const priority = lookUp(SEVERITIES, word.toLowerCase());
  return priority ? { priority } : {};
};

const guardDuty: Rule = ({ text, id }) => ({
  action: 'create',
  identity: id('id', 'arn'),
  label: 'GuardDuty',
  title: text('title', 'type', 'description') || 'Finding',
  priority: guardDutyPriority(text('severity')),
  lines: { Description: text('description'), Type: text('type') },
});

const isSecurityHubFindingOver = ({ text }: Reader): boolean =>
  /^(RESOLVED|SUPPRESSED)$/.test(text('Workflow.Status')) ||
  text('RecordState') === 'ARCHIVED' ||
  text('Compliance.Status') === 'PASSED';

/** An event may carry several findings. If only some of them are over, the alert is about the others. */
const securityHub: Rule = (detail) => {
  const all = detail.list('findings').map(createReader);
  const open = all.filter((each) => !isSecurityHubFindingOver(each));
  const priorityOf = ({ text }: Reader) => bySeverity(text('Severity.Label')).priority;
  const [priority] = open.flatMap((each) => priorityOf(each) ?? []).toSorted();
  const finding =
    open.find((each) => priorityOf(each) === priority) ?? open[0] ?? all[0] ?? detail.at('findings.0');
  const title = finding.text('Title', 'Types.0') || detail.text('actionName', 'insightName') || 'Finding';
  return {
    action: all.length > 0 && open.length === 0 ? 'close' : 'create',
    // Several findings are no problem that a later event could name: such an event is an alert of its own.
    identity: all.length === 1 ? finding.id('Id') : '',
    label: 'Security Hub',
    title: open.length > 1 ? `${title} (and ${open.length - 1} more)` : title,
    entity: finding.text('Resources.0.Id'),
    ...(priority && { priority }),
    lines: { Description: finding.text('Description'), Resource: finding.text('Resources.0.Id') },
  };
};

/**
 * The events of an insight of DevOps Guru are one problem. Only a higher severity is an alert of its own: somebody may have
 * acknowledged the lower one.
 */
const insight =
  (kind: string): Rule =>
  ({ text, id }) => {
    const insightId = id('insightId');
    const isOver = kind.endsWith('Insight Closed');
    return {
      action: isOver && insightId ? 'close' : isOver ? 'ignore' : 'create',
      ...(insightId && !kind.endsWith('Severity Upgraded') && { alias: `DevOps Guru insight ${insightId}` }),
      label: 'DevOps Guru',
      title: [kind.replace(/^DevOps Guru /, ''), text('insightDescription')].filter(Boolean).join(': '),
      ...bySeverity(text('insightSeverity')),
      lines: { Type: text('insightType'), Link: text('insightUrl') },
    };
  };

/** The states in which a finding is no problem any more. In others, such as ACTIVE, it is one. */
const IS_OVER = /^(closed|resolved|archived|suppressed)$/i;

/** Amazon Inspector, IAM Access Analyzer, Macie, and services that call their events findings in the same way. */
const finding: Rule = ({ text, id }, resources) => {
  const resource = text('resource', 'resources.0.id', 'resourcesAffected.s3Bucket.arn');
  return {
    action: IS_OVER.test(text('status')) || text('archived', 'isDeleted') === 'true' ? 'close' : 'create',
    identity: id('findingArn', 'findingId', 'id', 'arn'),
    title: [text('title', 'type', 'findingType') || 'Finding', resource && `on ${lastPart(resource)}`]
      .filter(Boolean)
      .join(' '),
    entity: resource || (resources[0] ?? ''),
    ...bySeverity(text('severity.description', 'severity.label', 'severity')),
    lines: { Description: text('description') },
  };
};

const LABELS: Readonly<Record<string, string>> = {
  'Inspector2 Finding': 'Inspector',
  'Access Analyzer Finding': 'Access Analyzer',
  'Macie Finding': 'Macie',
};

/** The rule of a kind of event that is a finding; undefined if it is none. */
export function findFindingRule(kind: string): Rule | undefined {
  if (kind.startsWith('Security Hub')) return securityHub;
  if (kind === 'GuardDuty Finding') return guardDuty;
  if (kind.startsWith('DevOps Guru ')) return insight(kind);
  if (!/\bfinding\b/i.test(kind)) return undefined;
  const label = lookUp(LABELS, kind);
  return (detail, resources) => ({ ...finding(detail, resources), ...(label && { label }) });
}
