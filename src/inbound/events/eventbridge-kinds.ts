import { alarmStateAction } from './cloudwatch-alarm.ts';
import { findFindingRule } from './eventbridge-findings.ts';
import {
  autoScaling,
  backupJob,
  certificate,
  cloudFormation,
  ecsContainerInstance,
  ecsTask,
  stepFunctions,
} from './eventbridge-resources.ts';
import { byState, createRunRule, inWords, lastPart, type Rule } from './eventbridge-rule.ts';
import { lookUp } from './payload.ts';

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
    identity: text('eventID'),
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
    identity: service,
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
    identity: service,
    label: 'ECS',
    title: `Service ${lastPart(service)}: ${inWords(event.replace(/^SERVICE_/, ''))}`,
    ...(text('eventType') === 'ERROR' && { priority: 'P2' as const }),
    lines: { Reason: text('reason') },
  };
};

const alarm: Rule = ({ text }, [arn = '']) => ({
  action: alarmStateAction(text('state.value', 'state')),
  // The same alarm may also come through SNS.
  ...(arn ? { alias: arn } : { identity: text('alarmName') }),
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
    identity: text('eventArn') && [text('eventArn'), text('affectedAccount')].filter(Boolean).join(' '),
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

const configCompliance: Rule = ({ text }) => {
  const result = text('newEvaluationResult.complianceType');
  const resource = [text('resourceType'), text('resourceId')].filter(Boolean).join(' ');
  return {
    action: /^(COMPLIANT|NOT_APPLICABLE)$/.test(result) ? 'close' : 'create',
    ...(resource && text('configRuleName') && { identity: `${text('configRuleName')} ${resource}` }),
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
    identity: id('instance-id') || (resources[0] ?? ''),
    label: 'EC2',
    title: `Instance ${id('instance-id') || lastPart(resources[0] ?? '')} is ${state}`,
    entity: id('instance-id'),
  };
};

/** Each RDS event is news of its own: a full disk and a failover of one database are two problems. */
const rds: Rule = ({ text }, resources) => ({
  action: 'create',
  identity: resources.length > 0 && text('EventID') ? `${resources.join(' ')} ${text('EventID')}` : '',
  label: 'RDS',
  title: [text('SourceIdentifier'), text('Message')].filter(Boolean).join(': ') || 'Event',
  entity: text('SourceIdentifier'),
});

const trustedAdvisor: Rule = ({ text, id }) => ({
  action: text('status') === 'OK' ? 'close' : 'create',
  identity: id('resource_id', 'uuid') && `${text('check-name')} ${id('resource_id', 'uuid')}`,
  label: 'Trusted Advisor',
  title: [text('check-name'), text('resource_id')].filter(Boolean).join(': '),
  ...(text('status') === 'ERROR' && { priority: 'P2' as const }),
});

const mediaLive: Rule = ({ text }, resources) => ({
  action: /^(CLEARED)$/i.test(text('alarm_state')) ? 'close' : 'create',
  identity: [...resources, text('alert_type'), text('pipeline')].filter(Boolean).join(' '),
  label: 'MediaLive',
  title: text('message', 'alert_type'),
});

const RULES: Readonly<Record<string, Rule>> = {
  'CloudWatch Alarm State Change': alarm,
  'ECS Deployment State Change': ecsDeployment,
  'ECS Service Action': ecsServiceAction,
  'ECS Task State Change': ecsTask,
  'ECS Container Instance State Change': ecsContainerInstance,
  'EC2 Instance State-change Notification': ec2State,
  'AWS Health Event': health,
  'AWS Health Abuse Event': health,
  'Config Rules Compliance Change': configCompliance,
  'Glue Job State Change': createRunRule('Glue', 'Job', ['jobName'], ['state']),
  'Glue Crawler State Change': createRunRule('Glue', 'Crawler', ['crawlerName'], ['state']),
  'Batch Job State Change': createRunRule('Batch', 'Job', ['jobQueue', 'jobName'], ['status']),
  'Step Functions Execution Status Change': stepFunctions,
  'SageMaker Training Job State Change': createRunRule(
    'SageMaker',
    'Training job',
    ['TrainingJobName'],
    ['TrainingJobStatus'],
  ),
  'Backup Job State Change': backupJob('Backup'),
  'Copy Job State Change': backupJob('Copy'),
  'Restore Job State Change': backupJob('Restore'),
  'CloudFormation Stack Status Change': cloudFormation,
  'EC2 Instance Launch Unsuccessful': autoScaling('launch', 'create'),
  'EC2 Instance Launch Successful': autoScaling('launch', 'close'),
  'EC2 Instance Terminate Unsuccessful': autoScaling('terminate', 'create'),
  'EC2 Instance Terminate Successful': autoScaling('terminate', 'close'),
  'CodePipeline Pipeline Execution State Change': createRunRule(
    'CodePipeline',
    'Pipeline',
    ['pipeline'],
    ['state'],
  ),
  'CodePipeline Stage Execution State Change': createRunRule(
    'CodePipeline',
    'Stage',
    ['pipeline', 'stage'],
    ['state'],
  ),
  'CodePipeline Action Execution State Change': createRunRule(
    'CodePipeline',
    'Action',
    ['pipeline', 'stage', 'action'],
    ['state'],
  ),
  'CodeBuild Build State Change': createRunRule('CodeBuild', 'Build of', ['project-name'], ['build-status']),
  'CodeDeploy Deployment State-change Notification': createRunRule(
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
  if (kind.startsWith('ACM Certificate ')) return certificate(kind);
  return lookUp(RULES, kind) ?? findFindingRule(kind);
}
