import type { Priority } from '../../domain/kernel/priority.ts';
import { lastPart, type Rule } from './eventbridge-rule.ts';
import { lookUp } from './payload.ts';

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
  subject: id('id', 'arn'),
  label: 'GuardDuty',
  title: text('title', 'type', 'description') || 'Finding',
  priority: guardDutyPriority(text('severity')),
  lines: { Description: text('description'), Type: text('type') },
});

const securityHub: Rule = (detail) => {
  const finding = detail.at('findings.0');
  const isOver =
    /^(RESOLVED|SUPPRESSED)$/.test(finding.text('Workflow.Status')) ||
    finding.text('RecordState') === 'ARCHIVED' ||
    finding.text('Compliance.Status') === 'PASSED';
  return {
    action: isOver ? 'close' : 'create',
    // A custom action may carry several findings; such an event is an alert of its own.
    subject: detail.list('findings').length === 1 ? finding.id('Id') : '',
    label: 'Security Hub',
    title: finding.text('Title', 'Types.0') || detail.text('actionName', 'insightName') || 'Finding',
    entity: finding.text('Resources.0.Id'),
    ...bySeverity(finding.text('Severity.Label')),
    lines: { Description: finding.text('Description'), Resource: finding.text('Resources.0.Id') },
  };
};

/** The states in which a finding is no problem any more. In others, such as ACTIVE, it is one. */
const IS_OVER = /^(closed|resolved|archived|suppressed)$/i;

/** Amazon Inspector, IAM Access Analyzer, Macie, and services that call their events findings in the same way. */
const finding: Rule = ({ text, id }, resources) => {
  const resource = text('resource', 'resources.0.id', 'resourcesAffected.s3Bucket.arn');
  return {
    action: IS_OVER.test(text('status')) || text('archived', 'isDeleted') === 'true' ? 'close' : 'create',
    subject: id('findingArn', 'findingId', 'id', 'arn'),
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
  if (!/\bfinding\b/i.test(kind)) return undefined;
  const label = lookUp(LABELS, kind);
  return (detail, resources) => ({ ...finding(detail, resources), ...(label && { label }) });
}
