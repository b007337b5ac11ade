import { readFileSync } from 'node:fs';
import { parse, type ScalarTag, type TagId } from 'yaml';

/** Intrinsic functions that have a short form (!GetAtt, !Sub, …) for scalars and lists. */
const FUNCTIONS = [
  'GetAtt',
  'Sub',
  'Join',
  'If',
  'Select',
  'Equals',
  'Not',
  'And',
  'Or',
  'Split',
  'ImportValue',
];

const scalar = (tag: string, resolve: (text: string) => unknown): ScalarTag => ({ tag, resolve });

const customTags = [
  scalar('!Ref', (name) => ({ Ref: name })),
  scalar('!Condition', (name) => ({ Condition: name })),
  ...FUNCTIONS.flatMap((name) => [
    scalar(`!${name}`, (text) => ({ [`Fn::${name}`]: name === 'GetAtt' ? text.split('.') : text })),
    {
      tag: `!${name}`,
      collection: 'seq' as const,
      resolve: (list: { toJSON(): unknown }) => ({ [`Fn::${name}`]: list.toJSON() }),
    },
  ]),
] as unknown as TagId[];

/** Reads a YAML or JSON file of the template and expands short forms such as !Ref. */
export const readTemplateFile = (path: string): unknown =>
  parse(readFileSync(path, 'utf8'), { customTags, merge: true });
