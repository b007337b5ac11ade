/** An example of each request body, by method and path. The schedule is that of docs/first-team.md. */
const participants = [
  { type: 'user', username: 'anna@example.com' },
  { type: 'user', username: 'ben@example.com' },
];

/** Dates without an offset are read in the zone of the schedule. */
const override = {
  user: { type: 'user', username: 'ben@example.com' },
  startDate: '2030-12-24T18:00:00',
  endDate: '2030-12-25T08:00:00',
};

export const examples: Readonly<Record<string, object>> = {
  'POST /v2/schedules': {
    name: 'Payments on call',
    timezone: 'Europe/Berlin',
    ownerTeam: { name: 'Payments' },
    rotations: [
      {
        name: 'Days',
        type: 'daily',
        startDate: '2026-11-23T08:00:00',
        participants,
        timeRestriction: {
          type: 'time-of-day',
          restriction: { startHour: 8, startMin: 0, endHour: 20, endMin: 0 },
        },
      },
      {
        name: 'Nights',
        type: 'weekly',
        startDate: '2026-11-23T20:00:00',
        participants,
        timeRestriction: {
          type: 'time-of-day',
          restriction: { startHour: 20, startMin: 0, endHour: 8, endMin: 0 },
        },
      },
    ],
  },
  'PATCH /v2/schedules/{identifier}': { description: 'Who answers for checkout', timezone: 'Europe/Berlin' },
  'POST /v2/schedules/{identifier}/rotations': {
    name: 'Weekends',
    type: 'weekly',
    startDate: '2026-11-28T00:00:00',
    participants,
    timeRestriction: {
      type: 'weekday-and-time-of-day',
      restrictions: [
        { startDay: 'saturday', startHour: 0, startMin: 0, endDay: 'monday', endHour: 0, endMin: 0 },
      ],
    },
  },
  'PATCH /v2/schedules/{identifier}/rotations/{id}': { length: 2 },
  'POST /v2/schedules/{identifier}/overrides': { ...override, alias: 'christmas' },
  'PUT /v2/schedules/{identifier}/overrides/{alias}': override,
};
