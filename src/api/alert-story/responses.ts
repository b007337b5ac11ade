import * as z from 'zod';
import { STORY_KINDS } from '../../domain/alert-story/model.ts';
import { REASON_CODES } from '../../domain/alert-story/reasons.ts';
import { CHANNELS } from '../../domain/notifications/model.ts';
import { details, priority, responder, timestamp } from '../../http/response-values.ts';
import { dataResponse } from '../../http/responses.ts';
import { alert as alertResponse } from '../alerts/responses.ts';

const person = z
  .strictObject({
    id: z.string(),
    username: z.string().describe('"" if the user no longer exists'),
    fullName: z.string(),
  })
  .meta({ id: 'StoryPerson' });

const target = z
  .strictObject({
    type: z.string().describe('user, team, escalation or schedule'),
    id: z.string(),
    name: z.string().describe('The id if it no longer exists'),
  })
  .meta({ id: 'StoryTarget' });

const reason = z
  .strictObject({
    code: z.enum(REASON_CODES),
    policies: z.array(z.string()).optional().describe('Names of the notification policies'),
    until: timestamp.optional(),
    threshold: z.int().optional().describe('How often the alert must occur'),
    team: z.string().optional(),
    rule: z.string().optional().describe('Name of the routing rule'),
    conditions: z.array(z.string()).optional().describe('The conditions that do not match, in words'),
    schedule: z.string().optional(),
    by: z.string().optional().describe('The team or escalation that does not name the person'),
    to: z.string().optional().describe('Who gets the notifications instead'),
    detail: z.string().optional().describe('What the provider said'),
  })
  .describe('Why, as a code with what its sentence needs')
  .meta({ id: 'StoryReason' });

const channel = z.enum(CHANNELS);

const exception = z
  .strictObject({
    person: person.optional(),
    team: target.optional(),
    channel: channel.optional().describe('Present if only this contact is left out'),
    reason,
    sentence: z.string(),
  })
  .describe('Somebody who is not notified, or later, and why')
  .meta({ id: 'StoryException' });

const entry = z
  .strictObject({
    id: z.string(),
    kind: z.enum(STORY_KINDS),
    at: timestamp,
    planned: z.boolean().describe('Whether it is still to come, as things stand'),
    text: z.string().describe('In short, without the time'),
    sentence: z.string().describe('A whole sentence with the time, in the zone of the request'),
    by: z.string().optional().describe('Who did it'),
    action: z.string().optional().describe('For example Create, Acknowledge, Close'),
    person: person.optional().describe('Who is notified'),
    channel: channel.optional(),
    outcome: z
      .enum(['planned', 'sending', 'sent', 'rejected', 'undelivered', 'unknown', 'cancelled'])
      .optional()
      .describe('How the notification ended'),
    reason: reason.optional(),
    count: z.int().optional().describe('How many occurrences the entry stands for'),
    until: timestamp.optional().describe('When the last of these occurrences was'),
    policies: z.array(z.string()).optional(),
    escalation: z
      .strictObject({ id: z.string(), name: z.string(), rule: z.int(), round: z.int() })
      .optional()
      .describe('The escalation whose rule fired; rule and round count from 1'),
    routingRule: z.strictObject({ name: z.string(), position: z.int() }).optional(),
    targets: z.array(target).optional().describe('What the rule names'),
    people: z.array(person).optional().describe('Whom the rule notifies'),
    exceptions: z.array(exception).optional(),
  })
  .meta({ id: 'StoryEntry' });

const alertFields = {
  message: z.string(),
  alias: z.string(),
  description: z.string(),
  source: z.string(),
  entity: z.string(),
  tags: z.array(z.string()),
  details,
  priority,
  ownerTeamId: z.string(),
  responders: z.array(responder),
};

const storyFields = {
  at: timestamp.describe('The instant for which it was worked out'),
  timeZone: z.string().describe('The zone of the times in sentences'),
  state: z.enum(['open', 'acknowledged', 'snoozed', 'closed']),
  summary: z.string().describe('Who has the alert, and what comes next'),
  entries: z.array(entry).describe('What happened and what is planned, in the order of time'),
  others: z.array(exception).describe('Why others are not notified'),
};

export const story = dataResponse(
  z
    .strictObject({
      ...storyFields,
      alert: alertResponse.shape.data.describe('As in the response of Get alert'),
      execution: z
        .strictObject({
          name: z.string(),
          run: z.int(),
          arn: z.string().optional(),
          consoleUrl: z.string().optional().describe('Only on AWS'),
        })
        .optional()
        .describe('The execution of Step Functions that is, or was last, in charge'),
    })
    .meta({ id: 'AlertStory' }),
);

export const simulation = dataResponse(
  z
    .strictObject({
      ...storyFields,
      alert: z
        .strictObject(alertFields)
        .describe('The alert as integration and alert policies would make it'),
      openAlert: z
        .strictObject({ id: z.string(), tinyId: z.string() })
        .optional()
        .describe('The open alert on which the event would only be counted now'),
    })
    .meta({ id: 'Simulation' }),
);
