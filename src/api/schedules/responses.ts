import * as z from 'zod';
import { NOTIFY_TYPES } from '../../domain/escalations/model.ts';
import { CONTACT_METHODS } from '../../domain/users/model.ts';
import { idAndName, ownerTeam, timeRestriction, timestamp } from '../../http/response-values.ts';
import {
  changedResponse,
  createdResponse,
  dataResponse,
  deletedResponse,
  expandable,
} from '../../http/responses.ts';

const scheduleSummary = z.strictObject({ id: z.string(), name: z.string(), enabled: z.boolean() });

const participant = z
  .strictObject({
    type: z.enum(['user', 'team', 'escalation', 'schedule', 'none']),
    id: z.string().optional().describe('Absent for none'),
    name: z.string().optional().describe('Absent for a user, and once the participant has been deleted'),
    username: z.string().optional().describe('Only for a user that exists'),
  })
  .meta({ id: 'Participant' });

const rotationFields = {
  id: z.string(),
  name: z.string(),
  startDate: timestamp,
  endDate: timestamp.optional(),
  type: z.enum(['hourly', 'daily', 'weekly']),
  length: z.int().describe('The length of a shift, in hours, days or weeks according to type'),
  participants: z.array(participant),
  timeRestriction: timeRestriction.optional(),
};

const rotationBody = z.strictObject(rotationFields).meta({ id: 'Rotation' });

const scheduleBody = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    description: z.string(),
    timezone: z.string(),
    enabled: z.boolean(),
    ownerTeam: ownerTeam.optional(),
    rotations: z.array(rotationBody).optional().describe('In a list only with expand=rotation'),
  })
  .meta({ id: 'Schedule' });

export const schedule = dataResponse(scheduleBody);

export const schedules = dataResponse(z.array(scheduleBody), { expandable: expandable.optional() });

export const created = createdResponse(scheduleSummary);

export const updated = changedResponse(['Updated'], scheduleSummary);

export const deleted = deletedResponse;

export const rotation = dataResponse(z.strictObject({ ...rotationFields, _parent: scheduleSummary }));

export const rotations = dataResponse(z.array(rotationBody), { _parent: scheduleSummary });

export const rotationCreated = createdResponse(idAndName);

export const rotationUpdated = changedResponse(['Updated'], idAndName);

const overrideBody = z
  .strictObject({
    _parent: scheduleSummary,
    alias: z.string(),
    user: participant,
    startDate: timestamp,
    endDate: timestamp,
    rotations: z
      .array(z.strictObject({ id: z.string(), name: z.string().optional() }))
      .describe('Empty: the override is for the whole schedule'),
  })
  .meta({ id: 'Override' });

export const override = dataResponse(overrideBody);

export const overrides = dataResponse(z.array(overrideBody));

const alias = z.strictObject({ alias: z.string() });

export const overrideCreated = createdResponse(alias);

export const overrideUpdated = changedResponse(['Updated'], alias);

const layers = z
  .strictObject({
    rotations: z.array(
      z.strictObject({
        id: z.string(),
        name: z.string(),
        order: z.number(),
        periods: z.array(
          z.strictObject({
            startDate: timestamp,
            endDate: timestamp,
            type: z.enum(['default', 'override', 'forwarding']).describe('Why the recipient is on call'),
            fromUser: z.string().optional().describe('The user whose shift was forwarded'),
            recipient: z.strictObject({
              id: z.string(),
              name: z.string().optional(),
              type: z.enum(['user', 'team', 'escalation']),
            }),
          }),
        ),
      }),
    ),
  })
  .meta({ id: 'TimelineLayers' });

export const timeline = dataResponse(
  z.strictObject({
    _parent: scheduleSummary,
    startDate: timestamp,
    endDate: timestamp,
    finalTimeline: layers.describe('Who is on call, with overrides and forwarding'),
    baseTimeline: layers.optional(),
    overrideTimeline: layers.optional(),
    forwardingTimeline: layers.optional(),
  }),
  { expandable },
);

/** A recipient on call, with the recipients behind it: the members of a team, the rules of an escalation. */
const onCallNode = z
  .strictObject({
    id: z.string(),
    name: z.string().optional(),
    type: z.enum(['user', 'team', 'escalation', 'schedule']),
    get onCallParticipants(): z.ZodOptional<z.ZodArray<typeof onCallNode>> {
      return z.array(onCallNode).optional();
    },
    get forwardedFrom(): z.ZodOptional<typeof onCallNode> {
      return onCallNode.optional();
    },
    escalationTime: z.number().optional().describe('In an escalation: minutes'),
    notifyType: z.enum(NOTIFY_TYPES).optional(),
  })
  .meta({ id: 'OnCallParticipant' });

const onCallBody = z.union([
  z.strictObject({
    _parent: scheduleSummary,
    onCallRecipients: z.array(z.string()).describe('Usernames; with flat=true'),
  }),
  z.strictObject({ _parent: scheduleSummary, onCallParticipants: z.array(onCallNode) }),
]);

export const onCall = dataResponse(onCallBody);

export const onCalls = dataResponse(z.array(onCallBody));

export const nextOnCall = dataResponse(
  z.union([
    z.strictObject({
      _parent: scheduleSummary,
      nextOnCallParticipants: z.array(z.string()),
      exactNextOnCallParticipants: z.array(z.string()),
    }),
    z.strictObject({
      _parent: scheduleSummary,
      nextOnCallRecipients: z.array(onCallNode),
      exactNextOnCallRecipients: z.array(onCallNode),
    }),
  ]),
);

const calendarLink = {
  id: z.string(),
  createdAt: timestamp,
  createdBy: z.string().describe('A username, or the name of an integration'),
};

export const calendarLinks = dataResponse(z.array(z.strictObject(calendarLink).meta({ id: 'CalendarLink' })));

export const calendarLinkCreated = createdResponse(
  z.strictObject({
    ...calendarLink,
    url: z.string().describe('The secret address of the calendar'),
    webcalUrl: z.string().describe('The same address; opens a calendar program'),
  }),
);

const onCallParty = z
  .strictObject({
    type: z.enum(['user', 'team', 'escalation']),
    id: z.string(),
    name: z.string().optional().describe('The full name of a user; absent once the party has been deleted'),
    username: z.string().optional().describe('Only for a user'),
    methods: z
      .array(z.enum(CONTACT_METHODS))
      .optional()
      .describe('Only for a user: the methods by which they can be reached'),
  })
  .meta({ id: 'OnCallParty' });

const shift = z.strictObject({ schedule: idAndName, startDate: timestamp, endDate: timestamp });

export const onCallOverview = dataResponse(
  z.strictObject({
    date: timestamp,
    schedules: z.array(
      z.strictObject({
        _parent: scheduleSummary,
        timezone: z.string(),
        ownerTeam: ownerTeam.optional(),
        onCall: z.array(onCallParty).describe('Empty: nobody is on call'),
        until: timestamp
          .optional()
          .describe('When this changes; absent if it does not within the next 14 days'),
        next: z.array(onCallParty).describe('Who is on call from until on; empty: nobody'),
      }),
    ),
    shifts: z.array(shift).describe("The caller's own shifts of the next 14 days, if the caller is a user"),
  }),
);
