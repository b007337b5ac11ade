import * as fc from 'fast-check';
import {
  EMPTY_FORM,
  type Form,
  FormError,
  formatForm,
  parseForm,
  SOURCES,
  toSimulationBody,
} from '../../web/src/pages/simulate/form.ts';

const NOW = Date.parse('2026-11-29T02:00:00Z');
const options = { timeZone: 'Europe/Berlin', now: NOW };
const form = (wanted: Partial<Form>): Form => ({ ...EMPTY_FORM, ...wanted });

test('an example becomes an alert, now, that nobody acknowledges', () => {
  const example = form({ message: ' Disk full ', priority: 'P2', tags: 'db, eu ,', team: 'ops' });
  expect(toSimulationBody(example, options)).toEqual({
    alert: {
      message: 'Disk full',
      priority: 'P2',
      tags: ['db', 'eu'],
      responders: [{ type: 'team', id: 'ops' }],
    },
    at: '2026-11-29T02:00:00.000Z',
    timeZone: 'Europe/Berlin',
  });
});

test('the instant is read in the zone of the person, and the acknowledgement is counted from it', () => {
  const past = form({ source: 'past', alert: '12', at: '2026-07-01T03:00', after: '10' });
  expect(toSimulationBody(past, { ...options, alertId: 'abc' })).toEqual({
    alertId: 'abc',
    at: '2026-07-01T01:00:00.000Z',
    acknowledgeAt: '2026-07-01T01:10:00.000Z',
    timeZone: 'Europe/Berlin',
  });
});

test.each<[string, unknown]>([
  ['{"state": "ALARM"}', { state: 'ALARM' }],
  ['[1]', [1]],
  ['PROBLEM host down', 'PROBLEM host down'],
  ['12', '12'],
])('the payload %s is sent as %j', (payload, expected) => {
  const body = toSimulationBody(form({ source: 'payload', integration: 'i', payload }), options);
  expect(body).toMatchObject({ integrationId: 'i', payload: expected });
});

test('a date that cannot be read names its field', () => {
  expect(() => toSimulationBody(form({ at: 'tomorrow' }), options)).toThrow(FormError);
});

test('the address keeps the form', () => {
  const text = fc.string({ maxLength: 100 });
  const forms = fc.record({
    source: fc.constantFrom(...SOURCES),
    message: text,
    priority: fc.constantFrom('P1', 'P5'),
    tags: text,
    team: text,
    alert: text,
    integration: text,
    payload: text,
    at: text,
    after: text,
  });
  fc.assert(fc.property(forms, (given) => expect(parseForm(formatForm(given))).toEqual(given)));
});

test('a link that names an alert is about a past alert', () => {
  expect(parseForm('?alert=12')).toEqual(form({ source: 'past', alert: '12' }));
});
