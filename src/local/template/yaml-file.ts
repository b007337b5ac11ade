import { readFileSync } from 'node:fs';
import { parse, type ScalarTag, type TagId } from 'yaml';

/** CloudFormation's short forms and what they stand for; those of lists and maps besides those of text. */
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

/** A file of the template, YAML or JSON, with the short forms of CloudFormation's functions written out. */
export const readTemplateFile = (path: string): unknown =>
  parse(readFileSync(path, 'utf8'), { customTags, merge: true });
