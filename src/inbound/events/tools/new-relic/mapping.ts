import { createReader, formatLines, lookUp, toText } from '../../payload.ts';
import { COMMON_SEVERITIES, type Tool, toPriority } from '../../tool.ts';

const STATES = {
  created: 'create',
  activated: 'create',
  open: 'create',
  acknowledged: 'acknowledge',
  closed: 'close',
  resolved: 'close',
  deactivated: 'close',
} as const;

/** New Relic: issues of its workflows, and incidents of the notification channels of before. */
export const newRelic: Tool = {
  name: 'New Relic',
  types: ['NewRelicV2', 'NewRelic'],
  parse(payload) {
    const reader = createReader(payload);
    const { text, texts, list } = reader;
    const state = text('state', 'current_state', 'issueState').toLowerCase();
    const issue = reader.id('issueId', 'id', 'incident_id');
    const name = text('title', 'issueTitle', 'annotations.title.0', 'condition_name', 'details');
    const all = (path: string) => list(path).map(toText).join(', ');
    const targets = list('targets').map(createReader);
    return {
      action: lookUp(STATES, state) ?? 'create',
      alias: issue && `newrelic-${issue}`,
      message: name && `[New Relic] ${name}`,
      description: formatLines({
        Details: text('details'),
        Policies: all('alertPolicyNames') || text('policy_name'),
        Conditions: all('alertConditionNames') || text('condition_name'),
        Trigger: text('trigger'),
        Issue: text('issueUrl', 'incident_url'),
        Chart: text('violation_chart_url'),
      }),
      ...toPriority(texts('priority', 'severity'), COMMON_SEVERITIES),
      source: 'New Relic',
      entity: all('impactedEntities') || targets.map((target) => target.text('name')).join(', '),
      tags: list('alertPolicyNames').map(toText),
      details: Object.fromEntries(
        (
          [
            ['url', text('issueUrl', 'incident_url')],
            ['account', text('account_name', 'accountName')],
            ['totalIncidents', text('totalIncidents')],
            ['workflowName', text('workflowName')],
            ['runbook', text('runbook_url', 'runbookUrl')],
          ] as const
        ).filter(([, value]) => value !== ''),
      ),
      user: text('owner'),
    };
  },
};
