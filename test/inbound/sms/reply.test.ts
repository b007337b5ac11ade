import { parseSmsReply } from '../../../src/inbound/sms/reply.ts';

test.each([
  ['A4821', 'acknowledge'],
  ['a4821', 'acknowledge'],
  [' A 4821\n', 'acknowledge'],
  ['4821a', 'acknowledge'],
  ['ack 4821', 'acknowledge'],
  ['Acknowledge: 4821.', 'acknowledge'],
  ['ACK #4821', 'acknowledge'],
  ['4821 ACK!', 'acknowledge'],
  ['C4821', 'close'],
  ['close 4821', 'close'],
  ['4821-c', 'close'],
  ['Bestätigt 4821', 'acknowledge'],
  ['bestaetigen 4821', 'acknowledge'],
  ['Schließen 4821', 'close'],
])('%j is a reply code', (text, action) => {
  expect(parseSmsReply(text)).toEqual({ action, code: '4821' });
});

test.each([
  '',
  'A',
  '4821',
  'ack',
  'A482',
  'A48210',
  'A4821 A4822',
  'A4821 C4821',
  'ack 4821 close',
  'AC4821',
  'constructor 4821',
  'A4821 please',
  'STOP',
  'I am driving and will answer later',
  // Tocsin's own texts, quoted or echoed.
  'P1 #123 Disk of db-1 is full\nReply A4821 to ack, C4821 to close',
  'Acknowledged: P1 #123 Disk of db-1 is full',
  '> A4821',
  `A4821${' '.repeat(50_000)}x`,
])('%j is no reply code', (text) => {
  expect(parseSmsReply(text)).toBeUndefined();
});
