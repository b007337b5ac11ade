/** The type of integrations that are called, not calling. */
export const WEBHOOK = 'Webhook';

/** The type of integrations whose keys are routing keys of PagerDuty's Events API. */
export const PAGERDUTY = 'PagerDutyCompatibility';

/** The type of integrations that an e-mail makes an alert of. */
export const EMAIL = 'Email';

/** The type whose keys may be used at the endpoint of any tool. */
export const API = 'API';

/** The types of the monitoring tools whose events Tocsin reads. src/inbound/events/tools has a folder for each tool. */
export const TOOL_TYPES = [
  API,
  EMAIL,
  PAGERDUTY,
  'AmazonSecurityHub',
  'AmazonSns',
  'Azure',
  'AzureResourceHealth',
  'AzureServiceHealth',
  'CloudWatch',
  'CloudWatchEvents',
  'Datadog',
  'GitHub',
  'GoogleStackdriver',
  'Grafana',
  'GrafanaV2',
  'Icinga',
  'Icinga2',
  'Jira',
  'JiraServiceDesk',
  'Nagios',
  'NagiosV2',
  'NagiosXI',
  'NagiosXIV2',
  'NewRelic',
  'NewRelicV2',
  'Pingdom',
  'PingdomV2',
  'PingdomWebhook',
  'Prometheus',
  'Sentry',
  'Stackdriver',
  'UptimeRobot',
  'Zabbix',
] as const;

/** The types that an integration can have. */
export const SUPPORTED_TYPES: readonly string[] = [...TOOL_TYPES, WEBHOOK].sort();
