import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fillTemplate } from '../../../src/domain/kernel/text-template.ts';
import { notUnderstoodEvent } from '../../../src/inbound/events/not-understood.ts';
import { findValue, type Payload } from '../../../src/inbound/events/payload.ts';
import { readBody } from '../../../src/inbound/events/request-body.ts';
import { htmlToText } from '../../../src/inbound/events/tools/email/html.ts';
import { parseMailbox } from '../../../src/inbound/events/tools/email/mailbox.ts';
import { email } from '../../../src/inbound/events/tools/email/mapping.ts';
import { readEmail } from '../../../src/inbound/events/tools/email/message.ts';
import { findTool, TOOLS } from '../../../src/inbound/events/tools.ts';
import { parseSmsReply } from '../../../src/inbound/sms/reply.ts';

/**
 * No parser takes more than linear time. The bound is generous: a linear parser needs milliseconds for these inputs, and a
 * quadratic one minutes.
 */
const BOUND_MS = 10_000;
jest.setTimeout(3 * BOUND_MS);

const LENGTH = 200_000;

async function expectLinear(parse: () => unknown) {
  const startedAt = performance.now();
  await parse();
  expect(performance.now() - startedAt).toBeLessThan(BOUND_MS);
}

const repeat = (piece: string, length = LENGTH) => piece.repeat(Math.ceil(length / piece.length));

const PIECES = [
  '<',
  '<!--',
  '<style>',
  '</style ',
  '<a ',
  '&#',
  ' ',
  '\n',
  '\r\n',
  '"',
  '\\',
  '[',
  '[ ',
  '{',
  '{{a{b}',
  '(',
  '.',
  ',',
  '/',
  '=',
  '%',
  're: ',
  'a',
  '"a" <',
];

describe.each(PIECES)('200 kB of %j', (piece) => {
  const text = repeat(piece);

  test('as HTML', () => expectLinear(() => htmlToText(text)));
  test('as the body of an e-mail', () =>
    expectLinear(() => readEmail(`Content-Type: text/html\r\n\r\n${text}`)));
  test('as sender, subject and content of an e-mail', () =>
    expectLinear(async () => {
      parseMailbox(text);
      email.parse({ subject: text, from: text, text });
      await email.prepare?.({ content: `A${text}!` });
    }));
  test('as a template, an expression and an argument', () =>
    expectLinear(() => {
      const short = text.slice(0, 15_000);
      for (const template of [short, `{{${short}}}`, `{{a.substring(${short}`, `{{a.extract("${short}`]) {
        fillTemplate(template, () => 'value');
      }
    }));
  test('as a path', () => expectLinear(() => findValue({ a: { a: [{ a: 1 }] } }, text.slice(0, 100_000))));
  test('as a text message', () => expectLinear(() => parseSmsReply(text)));
  test.each([
    'application/json',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'text/plain',
  ])('as a body of type %s that is not understood', (type) =>
    expectLinear(async () => {
      for (const start of ['', '{"message":"', '<', '--x\r\n']) {
        const body = await readBody(
          Buffer.from(start + text),
          new Headers({ 'content-type': type }),
          new URLSearchParams(),
        );
        for (const tool of TOOLS.slice(0, 2)) notUnderstoodEvent(tool, body);
      }
    }),
  );
});

const ROOT = 'src/inbound/events/tools';

/** The sample with every text in it followed by `more`. */
function lengthen(value: unknown, more: string): unknown {
  if (typeof value === 'string') return value + more;
  if (Array.isArray(value)) return value.map((each) => lengthen(each, more));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, lengthen(member, more)]));
}

test.each(readdirSync(ROOT))('%s reads members of 100 kB in linear time', async (folder) => {
  const [tool] = Object.values(await import(`../../../${ROOT}/${folder}/mapping.ts`)).flatMap((each) =>
    TOOLS.filter((known) => known === each),
  );
  for (const file of readdirSync(join(ROOT, folder))
    .filter((name) => name.startsWith('sample-'))
    .slice(0, 3)) {
    const sample = JSON.parse(readFileSync(join(ROOT, folder, file), 'utf8'));
    for (const piece of [' ', '[', '[ ', '/', ':', ',', '{', '<', 'a', '\n']) {
      const payload = lengthen(sample, repeat(piece, 100_000)) as Payload;
      await expectLinear(() => tool?.parse(payload));
    }
  }
});

test('a lookup in a payload that was built to be slow is aborted', () => {
  // Every prefix of the path exists at every depth, in all ways to split it.
  const nest = (depth: number): Payload =>
    depth === 0 ? { b: 1 } : { a: nest(depth - 1), 'a.a': depth > 1 ? nest(depth - 2) : { b: 1 } };
  const path = `${repeat('a.', 36)}c`;
  return expectLinear(() => expect(findValue(nest(18), path)).toBeUndefined());
});

test('a title of Datadog with an unclosed bracket is read in linear time', () =>
  expectLinear(() => findTool('datadog')?.parse({ title: `[${repeat(' ', 200_000)}` })));
