import { isNearMiss } from '../../domain/kernel/unknown-members.ts';
import type { Tool } from './tool.ts';
import { amazonSns } from './tools/amazon-sns/mapping.ts';
import { api } from './tools/api/mapping.ts';
import { azure } from './tools/azure/mapping.ts';
import { cloudWatch } from './tools/cloudwatch/mapping.ts';
import { cloudWatchEvents } from './tools/cloudwatch-events/mapping.ts';
import { datadog } from './tools/datadog/mapping.ts';
import { email } from './tools/email/mapping.ts';
import { gitHub } from './tools/github/mapping.ts';
import { grafana } from './tools/grafana/mapping.ts';
import { icinga } from './tools/icinga/mapping.ts';
import { jira } from './tools/jira/mapping.ts';
import { nagios } from './tools/nagios/mapping.ts';
import { newRelic } from './tools/new-relic/mapping.ts';
import { pagerDuty } from './tools/pagerduty/mapping.ts';
import { pingdom } from './tools/pingdom/mapping.ts';
import { prometheus } from './tools/prometheus/mapping.ts';
import { sentry } from './tools/sentry/mapping.ts';
import { stackdriver } from './tools/stackdriver/mapping.ts';
import { uptimeRobot } from './tools/uptime-robot/mapping.ts';
import { zabbix } from './tools/zabbix/mapping.ts';

/** All tools; one more is a folder and a line. */
export const TOOLS: readonly Tool[] = [
  api,
  amazonSns,
  azure,
  cloudWatch,
  cloudWatchEvents,
  datadog,
  email,
  gitHub,
  grafana,
  icinga,
  jira,
  nagios,
  newRelic,
  pagerDuty,
  pingdom,
  prometheus,
  sentry,
  stackdriver,
  uptimeRobot,
  zabbix,
];

const byPath = new Map(
  TOOLS.flatMap((tool) =>
    [...tool.types.map((type) => type.toLowerCase()), ...(tool.paths ?? [])].map((path) => [path, tool]),
  ),
);

/** The tool whose endpoint has the name, whatever its case. */
export const findTool = (name: string): Tool | undefined => byPath.get(name.toLowerCase());

/** The path of a tool whose name is probably meant by a misspelt one. */
export const findSimilarPath = (name: string): string | undefined =>
  [...byPath.keys()].find((path) => isNearMiss(name, path));
