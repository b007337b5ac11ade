import * as z from 'zod';
import { criteria, idAndName, skippedPatterns, target, timeRestriction } from '../../http/response-values.ts';
import {
  changedResponse,
  createdResponse,
  dataResponse,
  deletedResponse,
  expandable,
} from '../../http/responses.ts';

const summaryFields = { id: z.string(), name: z.string(), description: z.string() };

const members = z.array(
  z.strictObject({
    user: z.strictObject({ id: z.string(), username: z.string() }),
    role: z.string(),
  }),
);

export const team = dataResponse(z.strictObject({ ...summaryFields, members }).meta({ id: 'Team' }));

export const teams = dataResponse(
  z.array(z.strictObject({ ...summaryFields, members: members.optional().describe('With expand=member') })),
  { expandable },
);

export const created = createdResponse(idAndName);

export const updated = changedResponse(['Updated'], idAndName);

export const deleted = deletedResponse;

export const memberAdded = changedResponse(['Added'], idAndName.describe('The team'));

export const memberRemoved = changedResponse(['Removed'], idAndName.describe('The team'));

const routingRuleBody = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    isDefault: z.boolean().describe('The last rule; it takes every alert that no other takes'),
    order: z.int(),
    criteria,
    timezone: z.string(),
    timeRestriction: timeRestriction.optional(),
    notify: z
      .union([target, z.strictObject({ type: z.literal('none') })])
      .describe('The escalation or schedule that is notified, or none'),
    skippedPatterns,
  })
  .meta({ id: 'RoutingRule' });

export const routingRule = dataResponse(routingRuleBody);

export const routingRules = dataResponse(z.array(routingRuleBody));

export const routingRuleMoved = changedResponse(['Changed order'], idAndName);

const roleBody = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    rights: z.array(z.strictObject({ right: z.string(), granted: z.boolean() })),
  })
  .meta({ id: 'TeamRole' });

export const role = dataResponse(roleBody);

export const roles = dataResponse(z.array(roleBody));

export const logs = dataResponse(
  z.strictObject({
    offset: z.string().describe('The offset of the next request; "" if there are no entries'),
    logs: z.array(
      z.strictObject({
        log: z.string(),
        owner: z.string().describe('Who made the change'),
        createdDate: z.string().describe('When, ISO 8601'),
      }),
    ),
  }),
);

export const reachability = dataResponse(
  z
    .strictObject({
      members: z.array(
        z.strictObject({
          user: z.strictObject({ id: z.string(), username: z.string(), fullName: z.string() }),
          reachable: z
            .boolean()
            .describe('Whether a notification rule for new alerts has a contact that is used'),
          methods: z
            .array(z.enum(['email', 'sms', 'voice', 'mobile', 'webhook', 'webpush', 'ntfy', 'pushover']))
            .describe('By which methods the person is notified of new alerts'),
          problems: z.array(
            z.strictObject({
              code: z.enum([
                'UserBlocked',
                'NoNotificationRule',
                'NoVerifiedContact',
                'NoUsableContact',
                'OnlyEmail',
                'OnlyBrowsers',
                'OnlySometimes',
                'UnverifiedContact',
                'UserMuted',
              ]),
              text: z.string().describe('A sentence that begins with the name of the person'),
            }),
          ),
        }),
      ),
      unreachable: z.int().describe('How many members no new alert reaches'),
    })
    .meta({ id: 'TeamReachability' }),
);
