import { createReader, formatLines } from '../../payload.ts';
import { COMMON_SEVERITIES, type Tool, toPriority } from '../../tool.ts';

/** Google Cloud Monitoring (Stackdriver), by its webhooks. */
export const stackdriver: Tool = {
  name: 'Google Cloud',
  types: ['GoogleStackdriver', 'Stackdriver'],
  parse(payload) {
    const { text, texts, id, map } = createReader(payload).at('incident');
    const incident = id('incident_id');
    const policy = text('policy_name');
    return {
      action: text('state').toLowerCase() === 'closed' ? 'close' : 'create',
      alias: incident && `stackdriver-${incident}`,
      message: (policy || text('condition_name')) && `[Google Cloud] ${policy || text('condition_name')}`,
      description: formatLines({
        Summary: text('summary'),
        Condition: text('condition_name'),
        Observed: [text('observed_value'), text('threshold_value') && `threshold ${text('threshold_value')}`]
          .filter(Boolean)
          .join(', '),
        Documentation: text('documentation.content'),
        Incident: text('url'),
      }),
      ...toPriority(texts('severity'), COMMON_SEVERITIES),
      source: 'Google Cloud',
      entity: text('resource_name', 'resource_id'),
      tags: [text('scoping_project_id'), text('resource.type', 'resource_type_display_name')].filter(Boolean),
      details: {
        ...map('policy_user_labels'),
        ...map('resource.labels'),
        ...map('metric.labels'),
        ...(text('url') && { url: text('url') }),
        ...(text('metric.type') && { metric: text('metric.type') }),
      },
    };
  },
};
