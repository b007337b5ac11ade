import fc from 'fast-check';
import { encodeQueueBody } from '../../src/platform/queue.ts';

test('any text in a message is accepted by the queue and received unchanged', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const sent = encodeQueueBody({ text });
      expect(sent).toMatch(/^[\t\n\r\x20-\ud7ff\ue000-\ufffd]*$/);
      expect(JSON.parse(sent)).toEqual({ text });
    }),
  );
});

test('an emoji and half of one', () => {
  expect(encodeQueueBody({ message: '🔥', half: '\ud83d', none: '\uffff' })).toBe(
    String.raw`{"message":"\ud83d\udd25","half":"\ud83d","none":"\uffff"}`,
  );
});
