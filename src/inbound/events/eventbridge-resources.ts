import { byState, inWords, type KnownEvent, lastPart, type Rule } from './eventbridge-rule.ts';

/** Rules for changes of resources whose events say more than a state. */

/** Each execution is a problem of its own: the success of another one does not repair it. A redrive may. */
export const stepFunctions: Rule = ({ text, id }, resources) => {
  const execution = id('executionArn') || (resources[0] ?? '');
  const machine = lastPart(text('stateMachineArn'));
  const status = text('status');
  const name = text('name') || lastPart(execution);
  return {
    action: byState(/^SUCCEEDED$/, /^(RUNNING|PENDING_REDRIVE)$/)(status),
    identity: execution,
    label: 'Step Functions',
    title: `Execution ${name}${machine && ` of ${machine}`} ${inWords(status)}`,
    entity: machine,
    lines: { Error: text('error'), Cause: text('cause') },
  };
};

/** A task that is on its way from one state to another is no problem. */
export const ecsTask: Rule = ({ text, id }) => {
  const task = id('taskArn');
  const isUnhealthy = text('healthStatus') === 'UNHEALTHY';
  const isStopped = text('lastStatus') === 'STOPPED';
  const of = text('group').replace(/^(service|family):/, '') || lastPart(text('clusterArn'));
  const reason = text('stoppedReason', 'containers.0.reason');
  return {
    action: isStopped || isUnhealthy || text('lastStatus') === '' ? 'create' : 'ignore',
    identity: task,
    label: 'ECS',
    title: [
      `Task${of && ` of ${of}`} ${isStopped ? 'stopped' : inWords(isUnhealthy ? 'UNHEALTHY' : text('lastStatus'))}`,
      reason,
    ]
      .filter(Boolean)
      .join(': '),
    entity: task,
    lines: { 'Stop code': text('stopCode'), Cluster: text('clusterArn') },
  };
};

/** An instance whose agent is disconnected starts and stops no tasks, although its status stays ACTIVE. */
export const ecsContainerInstance: Rule = ({ text, id }, resources) => {
  const instance = id('containerInstanceArn') || (resources[0] ?? '');
  const isConnected = text('agentConnected') !== 'false';
  const status = text('status');
  return {
    action: isConnected
      ? byState(/^ACTIVE$/, /^(REGISTERING|DRAINING|DEREGISTERING|INACTIVE)$/)(status)
      : 'create',
    identity: instance,
    label: 'ECS',
    title: `Container instance ${id('ec2InstanceId') || lastPart(instance)} ${isConnected ? `is ${inWords(status)}` : 'has lost its agent'}`,
    entity: instance,
    lines: { Status: status, Reason: text('statusReason'), Cluster: text('clusterArn') },
  };
};

const WARNS_OR_RENEWED = /^ACM Certificate (?:Approaching Expiration|Renewal Action Required|Available)$/;

/**
 * AWS Certificate Manager warns of a certificate each day until it is renewed. What comes after the warnings, such as its
 * expiry, is a problem of its own: somebody may have acknowledged the warnings long ago.
 */
export const certificate =
  (kind: string): Rule =>
  ({ text }, [arn = '']) => ({
    action: kind === 'ACM Certificate Available' ? 'close' : 'create',
    ...(arn && WARNS_OR_RENEWED.test(kind) && { alias: arn }),
    label: 'ACM',
    title: [
      `${kind.replace(/^ACM /, '')}: ${text('CommonName', 'DomainName') || lastPart(arn)}`,
      text('DaysToExpiry') && `(${text('DaysToExpiry')} days left)`,
    ]
      .filter(Boolean)
      .join(' '),
    entity: text('CommonName', 'DomainName'),
    ...(kind === 'ACM Certificate Expired' && { priority: 'P1' as const }),
    lines: { Reason: text('RenewalStatusReason') },
  });

/** The next job of a resource that completes ends the problem of the last. */
export const backupJob =
  (what: string): Rule =>
  ({ text, id }) => {
    const resource = id('resourceArn', 'backupJobId', 'copyJobId', 'restoreJobId');
    const state = text('state', 'status');
    return {
      action: byState(/^COMPLETED$/, /^(CREATED|PENDING|RUNNING|ABORTING)$/)(state),
      identity: resource,
      label: 'AWS Backup',
      title: `${what} of ${lastPart(resource) || 'a resource'} ${inWords(state)}`,
      entity: resource,
      lines: { Reason: text('statusMessage', 'message') },
    };
  };

/** A stack that rolled back or failed is a problem until it is complete again. */
export const cloudFormation: Rule = ({ text, id }) => {
  const stack = id('stack-id');
  const status = text('status-details.status');
  const [, name = ''] = /:stack\/([^/]+)/.exec(stack) ?? [];
  return {
    action: /ROLLBACK/.test(status)
      ? 'create'
      : byState(/_COMPLETE$/, /_(IN_PROGRESS|CLEANUP_IN_PROGRESS)$/)(status),
    identity: stack,
    label: 'CloudFormation',
    title: `Stack ${name || lastPart(stack)} ${inWords(status)}`,
    entity: name,
    lines: { Reason: text('status-details.status-reason') },
  };
};

/** A group that launches an instance again has recovered from a launch that failed; likewise for terminations. */
export const autoScaling =
  (what: 'launch' | 'terminate', action: KnownEvent['action']): Rule =>
  ({ text, id }, resources) => {
    const group = id('AutoScalingGroupName');
    const arn = resources.find((each) => each.includes(':autoScalingGroup:')) ?? group;
    return {
      action: group === '' && action === 'close' ? 'ignore' : action,
      ...(group && { alias: `${arn} ${what}` }),
      label: 'Auto Scaling',
      title: `${group || 'A group'} could not ${what} an instance`,
      entity: group,
      lines: { Reason: text('StatusMessage', 'Cause') },
    };
  };
