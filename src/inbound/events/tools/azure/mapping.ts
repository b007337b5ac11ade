import { createReader, formatLines, lookUp, type Payload, type Reader, toText } from '../../payload.ts';
import { type Tool, type ToolEvent, toPriority } from '../../tool.ts';

/** Azure Monitor's severities 0 to 4, as `Sev1` or `1`, and the levels of the activity log, as words or numbers. */
const SEVERITIES = {
  sev0: 'P1',
  sev1: 'P2',
  sev2: 'P3',
  sev3: 'P4',
  sev4: 'P5',
  '0': 'P1',
  '1': 'P2',
  '2': 'P3',
  '3': 'P4',
  '4': 'P5',
  critical: 'P1',
  error: 'P2',
  warning: 'P3',
  informational: 'P5',
  information: 'P5',
  verbose: 'P5',
} as const;

const LEVELS = { '1': 'P1', '2': 'P2', '3': 'P3', '4': 'P5', '5': 'P5' } as const;

const CLOSED = /^(resolved|deactivated)$/i;

/**
 * Azure Monitor. The common alert schema is opt-in for each action group, so all the older schemas arrive as well:
 * https://learn.microsoft.com/azure/azure-monitor/alerts/alerts-non-common-schema-definitions
 */
export const azure: Tool = {
  name: 'Azure',
  types: ['Azure', 'AzureServiceHealth', 'AzureResourceHealth'],
  paths: ['azuremonitor'],
  parse(payload) {
    const event = createReader(payload);
    if (event.text('data.essentials.alertRule', 'data.essentials.alertId')) return commonSchema(payload);
    if (event.text('data.context.activityLog')) return activityLog(event);
    if (event.text('data.BudgetName')) return budget(event.at('data'));
    const data = event.text('data.context', 'data.AlertRuleName', 'data.SmartDetectorName')
      ? event.at('data')
      : event;
    return data.text('context') ? classicAlert(data) : logAlert(data);
  },
};

const ofAzure = (title: string, items: readonly string[] = []) =>
  title && `[Azure] ${title}${items.length > 0 ? `: ${items.join(', ')}` : ''}`;

function commonSchema(payload: Payload): ToolEvent {
  const { text, id, list } = createReader(payload).at('data.essentials');
  const context = createReader(payload).at('data.alertContext');
  const rule = text('alertRule');
  const targets = list('alertTargetIDs').map(toText);
  const items = list('configurationItems').map(toText);
  const conditions = context.list('condition.allOf').map(createReader);
  return {
    action: text('monitorCondition') === 'Resolved' ? 'close' : 'create',
    alias: id('alertId', 'originAlertId') || [rule, ...targets].join(' ').trim(),
    message: ofAzure(rule, items),
    description: formatLines({
      Description: text('description'),
      Service: text('monitoringService'),
      Signal: text('signalType'),
      Condition: conditions.map(formatCondition).join('; '),
      Title: context.text('properties.title'),
      Fired: text('firedDateTime'),
      Targets: targets.join(', '),
    }),
    ...toPriority([text('severity')], SEVERITIES),
    source: 'Azure',
    entity: items[0] ?? targets[0]?.split('/').at(-1) ?? '',
    tags: [text('severity'), text('monitoringService')].filter(Boolean),
    details: {
      ...createReader(payload).map('data.customProperties'),
      ...(text('alertId') && { alertId: text('alertId') }),
      ...(targets[0] && { target: targets[0] }),
    },
  };
}

const formatCondition = ({ text }: Reader): string =>
  [
    text('metricName', 'searchQuery'),
    text('operator'),
    text('threshold'),
    text('metricValue') && `(is ${text('metricValue')})`,
  ]
    .filter(Boolean)
    .join(' ');

/** Metric alerts of both generations, web tests, smart detection and autoscale: `status` and `context`. */
function classicAlert(data: Reader): ToolEvent {
  const { text, id, list, map } = data.at('context');
  const name = text('name', 'SmartDetectorName', 'id');
  const resource = text('resourceName') || text('resourceId').split('/').at(-1) || '';
  const rule =
    id('id') || [text('subscriptionId'), text('resourceGroupName'), id('name')].filter(Boolean).join('/');
  const conditions = [...list('condition.allOf').map(createReader), data.at('context.condition')];
  return {
    action: CLOSED.test(data.text('status')) ? 'close' : 'create',
    // A rule over several resources has an alert for each of them. The end of a problem may name only the resource.
    alias: rule && [rule, resource].filter(Boolean).join(' '),
    message: ofAzure([data.text('operation'), name].filter(Boolean).join(': '), resource ? [resource] : []),
    description: formatLines({
      Description: text('description', 'details'),
      Condition: conditions.map(formatCondition).filter(Boolean).join('; '),
      'Failure details': text('condition.failureDetails'),
      Fired: text('timestamp'),
      Resource: text('resourceId'),
      Link: text('portalLink'),
    }),
    ...toPriority([text('severity')], SEVERITIES),
    source: 'Azure',
    entity: resource,
    tags: [text('conditionType'), text('resourceType')].filter(Boolean),
    details: {
      ...data.map('properties'),
      ...map('properties'),
      ...(text('resourceId') && { target: text('resourceId') }),
      ...(text('portalLink') && { link: text('portalLink') }),
    },
  };
}

/** Service health, resource health, and any other entry of the activity log. */
function activityLog(event: Reader): ToolEvent {
  const log = event.at('data.context.activityLog');
  const { text, id } = log;
  const { text: property, id: propertyId, map } = log.at('properties');
  const resource = text('resourceId').split('/').at(-1) || '';
  const isResourceHealth = /ResourceHealth/i.test(text('eventSource', 'operationName', 'category.value'));
  const title = property('title', 'defaultLanguageTitle') || text('description', 'operationName');
  const level = text('level');
  return {
    action: isOver(event, isResourceHealth) ? 'close' : 'create',
    alias: isResourceHealth
      ? text('resourceId') && `resource health ${text('resourceId')}`
      : propertyId('trackingId') || id('correlationId', 'eventDataId'),
    message: ofAzure(title, isResourceHealth && resource ? [resource] : []),
    description: formatLines({
      Description: text('description'),
      Communication: property('communication', 'defaultLanguageContent', 'details'),
      Service: property('service'),
      Region: property('region'),
      Stage: property('stage'),
      Health: [property('previousHealthStatus'), property('currentHealthStatus')].filter(Boolean).join(' → '),
      Operation: text('operationName'),
      Status: text('status'),
      Caller: text('caller'),
      Resource: text('resourceId'),
      Time: text('eventTimestamp'),
    }),
    ...toPriority([level], lookUp(LEVELS, level) ? LEVELS : SEVERITIES),
    source: 'Azure',
    entity: resource || property('service'),
    tags: [property('incidentType', 'type'), property('region')].filter(Boolean),
    details: {
      ...event.map('data.properties'),
      ...Object.fromEntries(
        Object.entries(map('')).filter(
          ([name]) => !/^(communication|defaultLanguageContent|impactedServices)/.test(name),
        ),
      ),
    },
  };
}

function isOver(event: Reader, isResourceHealth: boolean): boolean {
  const { text } = event.at('data.context.activityLog');
  if (CLOSED.test(event.text('data.status')) || CLOSED.test(text('status'))) return true;
  if (isResourceHealth) return text('properties.currentHealthStatus') === 'Available';
  return /^(resolved|complete|rca)$/i.test(text('properties.stage'));
}

/** Log alerts of version 1, with or without the envelope of Application Insights. They say only that a rule fired. */
function logAlert(data: Reader): ToolEvent {
  const { text, list } = data;
  const rule = text('AlertRuleName', 'SmartDetectorName');
  const dimensions = list('Dimensions')
    .map(createReader)
    .map((each) => `${each.text('name')}=${each.text('value')}`);
  return {
    action: CLOSED.test(text('status', 'Status')) ? 'close' : 'create',
    alias:
      rule &&
      [text('SubscriptionId', 'WorkspaceId', 'ApplicationId'), rule, ...dimensions].filter(Boolean).join(' '),
    message: ofAzure(rule, dimensions),
    description: formatLines({
      Description: text('Description'),
      Query: text('SearchQuery'),
      Results: [
        text('ResultCount'),
        text('AlertThresholdOperator') &&
          `(${text('AlertThresholdOperator')} ${text('AlertThresholdValue')})`,
      ]
        .filter(Boolean)
        .join(' '),
      From: text('SearchIntervalStartTimeUtc'),
      To: text('SearchIntervalEndtimeUtc', 'SearchIntervalEndTimeUtc'),
      Link: text('LinkToSearchResults'),
    }),
    ...toPriority([text('Severity')], SEVERITIES),
    source: 'Azure',
    entity: list('AffectedConfigurationItems').map(toText).join(', '),
    tags: [text('AlertType')].filter(Boolean),
    details: {
      ...(text('LinkToSearchResults') && { link: text('LinkToSearchResults') }),
      ...(text('WorkspaceId') && { workspaceId: text('WorkspaceId') }),
    },
  };
}

function budget({ text }: Reader): ToolEvent {
  const [spent, whole, unit] = [text('SpendingAmount'), text('Budget'), text('Unit')];
  const threshold = text('NotificationThresholdAmount');
  return {
    action: 'create',
    alias: ['budget', text('SubscriptionId'), text('BudgetName'), text('BudgetStartDate'), threshold]
      .filter(Boolean)
      .join(' '),
    message: ofAzure(`Budget ${text('BudgetName')}: ${spent} of ${whole} ${unit} are spent`),
    description: formatLines({
      Subscription: text('SubscriptionName', 'SubscriptionId'),
      'Resource group': text('ResourceGroup'),
      Since: text('BudgetStartDate'),
      Threshold: threshold,
    }),
    source: 'Azure',
    entity: text('BudgetName'),
  };
}
