import { PAGERDUTY } from '../../../../domain/integrations/types.ts';
import { createReader, formatLines, isRecord, lookUp, type Reader } from '../../payload.ts';
import { type Tool, toPriority } from '../../tool.ts';

/** The four severities of PagerDuty's events. */
const SEVERITIES = { critical: 'P1', error: 'P2', warning: 'P3', info: 'P5' } as const;

const ACTIONS = { trigger: 'create', acknowledge: 'acknowledge', resolve: 'close' } as const;

/** Events of PagerDuty's Events API, version 2, and of version 1, which has other places for its members. */
export const pagerDuty: Tool = {
  name: 'PagerDuty',
  types: [PAGERDUTY],
  paths: ['pagerduty'],
  parse(payload) {
    const { text, id, map, at } = createReader(payload);
    const action = lookUp(ACTIONS, text('event_action', 'event_type').toLowerCase());
    return {
      // An event of another shape is not understood, so its alert is one of its own.
      action: action ?? 'create',
      alias: id('dedup_key', 'incident_key'),
      message: action === undefined ? '' : text('payload.summary', 'description'),
      description: [
        ...links(at('')),
        ...images(at('')),
        formatLines({
          Client: [text('client'), text('client_url')].filter(Boolean).join(' '),
          Details: formatDetails(at('payload.custom_details')) || formatDetails(at('details')),
        }),
      ]
        .filter(Boolean)
        .join('\n'),
      ...toPriority([text('payload.severity')], SEVERITIES),
      source: text('payload.source', 'client'),
      entity: text('payload.component', 'payload.source'),
      tags: [text('payload.group'), text('payload.class')].filter(Boolean),
      details: {
        ...map('payload.custom_details'),
        ...map('details'),
        ...(text('client') && { client: text('client') }),
        ...(text('client_url') && { client_url: text('client_url') }),
      },
    };
  },
};

/** Custom details that are not an object, which PagerDuty accepts as well; those of an object become alert details. */
const formatDetails = ({ value, text }: Reader): string => (isRecord(value) ? '' : text(''));

/** Version 1 calls links and images contexts. */
const contexts = ({ list }: Reader, type: string): readonly Reader[] =>
  list('contexts')
    .map(createReader)
    .filter(({ text }) => text('type') === type);

const links = (event: Reader): readonly string[] =>
  [...event.list('links').map(createReader), ...contexts(event, 'link')].map(({ text }) =>
    [text('text'), text('href') || (text('text') ? '' : text(''))].filter(Boolean).join(': '),
  );

const images = (event: Reader): readonly string[] =>
  [...event.list('images').map(createReader), ...contexts(event, 'image')].map(({ text }) =>
    ['Image', text('alt'), text('src', 'href') || text('')].filter(Boolean).join(' '),
  );
