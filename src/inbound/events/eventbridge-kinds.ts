import type { Priority } from '../../domain/kernel/priority.ts';
import { alarmStateAction } from './cloudwatch-alarm.ts';
import { lookUp, type Reader } from './payload.ts';
import type { ToolEvent } from './tool.ts';

/** What the rule of a kind of event reads from it. */
interface KnownEvent {
  readonly action: ToolEvent['action'];
  /** What all events of one problem are about; absent: the event's own id tells it apart. */
  readonly subject?: string;
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

type Rule = (detail: Reader, resources: readonly string[]) => KnownEvent;

/** create, close or ignore by a state; a state that is not listed opens an alert. */
const byState =
  (close: RegExp, ignore: RegExp) =>
  (state: string): ToolEvent['action'] =>
    close.test(state) ? 'close' : ignore.test(state) ? 'ignore' : 'create';

const afterRun = byState(
  /^(succeeded|success|completed|ready)$/i,
  /^(started|start|starting|running|in_progress|submitted|pending|runnable|superseded|queued|resumed|waiting)$/i,
);

const lastPart = (arn: string): string => arn.split(/[/:]/).at(-1) ?? '';

/** A run of something with a name: the success of the next run ends the problem of the last. */
const run =
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
      ...(name && { subject: name }),
      label,
      title: `${what} ${name} ${inWords(state)}`,
      entity: name,
      lines: { Reason: reason },
    };
  };

const inWords = (state: string): string => state.toLowerCase().replaceAll('_', ' ');

/** https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings-severity.html */
function guardDutyPriority(severity: string): Priority {
  const level = Number(severity);
  return level >= 9 ? 'P1' : level >= 7 ? 'P2' : level >= 4 ? 'P3' : 'P4';
}

const SECURITY_HUB = { critical: 'P1', high: 'P2', medium: 'P3', low: 'P4', informational: 'P5' } as const;
const HEALTH = {
  issue: 'P2',
  investigation: 'P2',
  scheduledchange: 'P4',
  accountnotification: 'P5',
} as const;

const cloudTrail: Rule = ({ text }) => {
  const name = text('eventName', 'insightDetails.eventName');
  const who = text(
    'userIdentity.userName',
    'userIdentity.sessionContext.sessionIssuer.userName',
    'userIdentity.arn',
    'userIdentity.type',
  );
  const error = text('errorCode', 'errorMessage');
  const service = text('eventSource').replace('.amazonaws.com', '');
  return {
    action: 'create',
    subject: text('eventID'),
    label: 'CloudTrail',
    title: [name, service && `on ${service}`, who && `by ${who}`, error && `failed: ${error}`]
      .filter(Boolean)
      .join(' '),
    entity: service,
  };
};

const ecsDeployment: Rule = ({ text }, [service = '']) => {
  const event = text('eventName');
  return {
    action: byState(/_COMPLETED$/, /_IN_PROGRESS$/)(event),
    subject: service,
    label: 'ECS',
    title: `Deployment of ${lastPart(service) || 'a service'} ${inWords(event.replace(/^SERVICE_DEPLOYMENT_/, ''))}`,
    ...(text('eventType') === 'ERROR' && { priority: 'P2' as const }),
    lines: { Reason: text('reason') },
  };
};

const ecsServiceAction: Rule = ({ text }, [service = '']) => {
  const event = text('eventName');
  const isInfo = text('eventType') === 'INFO';
  return {
    action: event === 'SERVICE_STEADY_STATE' ? 'close' : isInfo ? 'ignore' : 'create',
    subject: service,
    label: 'ECS',
    title: `Service ${lastPart(service)}: ${inWords(event.replace(/^SERVICE_/, ''))}`,
    ...(text('eventType') === 'ERROR' && { priority: 'P2' as const }),
    lines: { Reason: text('reason') },
  };
};

const alarm: Rule = ({ text }, [arn = '']) => ({
  action: alarmStateAction(text('state.value', 'state')),
  // The same alarm may also come through SNS.
  ...(arn ? { alias: arn } : { subject: text('alarmName') }),
  label: 'CloudWatch',
  title: text('alarmName') || lastPart(arn),
  entity: text('alarmName'),
  lines: {
    Description: text('configuration.description'),
    Reason: text('state.reason'),
    State: [text('previousState.value'), text('state.value')].filter(Boolean).join(' → '),
  },
});

const health: Rule = ({ text }, resources) => {
  const category = text('eventTypeCategory');
  const priority = lookUp(HEALTH, category.toLowerCase());
  const code = text('eventTypeCode');
  const affected = text('affectedEntities.0.entityValue') || (resources[0] ?? '');
  return {
    action: text('statusCode').toLowerCase() === 'closed' ? 'close' : 'create',
    subject: text('eventArn') && [text('eventArn'), text('affectedAccount')].filter(Boolean).join(' '),
    label: 'AWS Health',
    title: [
      `${text('service') || 'AWS'}:`,
      inWords(code.replace(/^AWS_/, '').replace(`${text('service')}_`, '')) || inWords(category),
      affected && `(${affected})`,
    ]
      .filter(Boolean)
      .join(' '),
    ...(priority && { priority }),
    lines: { Description: text('eventDescription.0.latestDescription') },
  };
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
  const priority = lookUp(SECURITY_HUB, finding.text('Severity.Label').toLowerCase());
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
    ...(priority && { priority }),
    lines: { Description: finding.text('Description'), Resource: finding.text('Resources.0.Id') },
  };
};

const configCompliance: Rule = ({ text }) => {
  const result = text('newEvaluationResult.complianceType');
  const resource = [text('resourceType'), text('resourceId')].filter(Boolean).join(' ');
  return {
    action: /^(COMPLIANT|NOT_APPLICABLE)$/.test(result) ? 'close' : 'create',
    ...(resource && text('configRuleName') && { subject: `${text('configRuleName')} ${resource}` }),
    label: 'AWS Config',
    title: [
      resource,
      inWords(result).replace('non compliant', 'is not compliant with'),
      text('configRuleName'),
    ]
      .filter(Boolean)
      .join(' '),
    entity: text('resourceId'),
    lines: { Annotation: text('newEvaluationResult.annotation') },
  };
};

const ec2State: Rule = ({ text, id }, resources) => {
  const state = text('state');
  return {
    action: byState(/^running$/, /^pending$/)(state),
    subject: id('instance-id') || (resources[0] ?? ''),
    label: 'EC2',
    title: `Instance ${id('instance-id') || lastPart(resources[0] ?? '')} is ${state}`,
    entity: id('instance-id'),
  };
};

/** Each RDS event is news of its own: a full disk and a failover of one database are two problems. */
const rds: Rule = ({ text }, resources) => ({
  action: 'create',
  subject: resources.length > 0 && text('EventID') ? `${resources.join(' ')} ${text('EventID')}` : '',
  label: 'RDS',
  title: [text('SourceIdentifier'), text('Message')].filter(Boolean).join(': ') || 'Event',
  entity: text('SourceIdentifier'),
});

const trustedAdvisor: Rule = ({ text, id }) => ({
  action: text('status') === 'OK' ? 'close' : 'create',
  subject: id('resource_id', 'uuid') && `${text('check-name')} ${id('resource_id', 'uuid')}`,
  label: 'Trusted Advisor',
  title: [text('check-name'), text('resource_id')].filter(Boolean).join(': '),
  ...(text('status') === 'ERROR' && { priority: 'P2' as const }),
});

const mediaLive: Rule = ({ text }, resources) => ({
  action: /^(CLEARED)$/i.test(text('alarm_state')) ? 'close' : 'create',
  subject: [...resources, text('alert_type'), text('pipeline')].filter(Boolean).join(' '),
  label: 'MediaLive',
  title: text('message', 'alert_type'),
});

const RULES: Readonly<Record<string, Rule>> = {
  'CloudWatch Alarm State Change': alarm,
  'ECS Deployment State Change': ecsDeployment,
  'ECS Service Action': ecsServiceAction,
  'EC2 Instance State-change Notification': ec2State,
  'AWS Health Event': health,
  'AWS Health Abuse Event': health,
  'GuardDuty Finding': guardDuty,
  'Config Rules Compliance Change': configCompliance,
  'Glue Job State Change': run('Glue', 'Job', ['jobName'], ['state']),
  'Glue Crawler State Change': run('Glue', 'Crawler', ['crawlerName'], ['state']),
  'Batch Job State Change': run('Batch', 'Job', ['jobQueue', 'jobName'], ['status']),
  'Step Functions Execution Status Change': run('Step Functions', 'Execution', ['executionArn'], ['status']),
  'CodePipeline Pipeline Execution State Change': run('CodePipeline', 'Pipeline', ['pipeline'], ['state']),
  'CodePipeline Stage Execution State Change': run('CodePipeline', 'Stage', ['pipeline', 'stage'], ['state']),
  'CodePipeline Action Execution State Change': run(
    'CodePipeline',
    'Action',
    ['pipeline', 'stage', 'action'],
    ['state'],
  ),
  'CodeBuild Build State Change': run('CodeBuild', 'Build of', ['project-name'], ['build-status']),
  'CodeDeploy Deployment State-change Notification': run(
    'CodeDeploy',
    'Deployment of',
    ['application', 'deploymentGroup'],
    ['state'],
  ),
  'RDS DB Instance Event': rds,
  'RDS DB Cluster Event': rds,
  'Trusted Advisor Check Item Refresh Notification': trustedAdvisor,
  'MediaLive Channel Alert': mediaLive,
  'MediaLive Alert': mediaLive,
};

/** The rule of a kind of event (`detail-type`); undefined if there is none. */
export function findEventKind(kind: string): Rule | undefined {
  if (kind.endsWith('via CloudTrail')) return cloudTrail;
  if (kind.startsWith('Security Hub')) return securityHub;
  return lookUp(RULES, kind);
}
