import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { type EventAction, resolveEventAction } from '../../../src/domain/integrations/event-action.ts';
import { TOOL_TYPES } from '../../../src/domain/integrations/types.ts';
import { parseJson } from '../../../src/domain/kernel/json.ts';
import type { Payload } from '../../../src/inbound/events/payload.ts';
import type { Tool } from '../../../src/inbound/events/tool.ts';
import { findTool, TOOLS } from '../../../src/inbound/events/tools.ts';

/** The folder of each tool has sample payloads in the form of the tool's documentation, and the expected results. */
const ROOT = 'src/inbound/events/tools';

const folders = readdirSync(ROOT);
// biome-ignore lint/suspicious/noExplicitAny: samples have any shape
const json = (...path: string[]): any => parseJson(readFileSync(join(ROOT, ...path), 'utf8'));

function toolIn(folder: string): Tool {
  const module: Record<string, unknown> = require(`../../../${ROOT}/${folder}/mapping.ts`);
  const found = TOOLS.filter((tool) => Object.values(module).includes(tool));
  if (found.length !== 1) throw new Error(`${folder} has ${found.length} tools that are known`);
  return found[0] as Tool;
}

/** The members of an action that have an effect: only a new alert has texts, and empty members are left out. */
function response(eventAction: EventAction | undefined): unknown {
  if (!eventAction) return 'ignored';
  const { responders: _, ...members } = eventAction;
  const kept = eventAction.kind === 'create' ? Object.keys(members) : ['kind', 'alias', 'user', 'note'];
  return Object.fromEntries(
    Object.entries(members).filter(
      ([name, value]) => kept.includes(name) && value !== '' && Object.keys(value).length > 0,
    ),
  );
}

const samples = folders.flatMap((folder) =>
  readdirSync(join(ROOT, folder))
    .filter((file) => file.startsWith('sample-'))
    .map((file) => [folder, file] as const),
);

test('every tool has a folder and every folder is a tool', () => {
  expect(new Set(folders.map(toolIn)).size).toBe(TOOLS.length);
  expect(folders.filter((folder) => !existsSync(join(ROOT, folder, 'golden.json')))).toEqual([]);
  expect(TOOLS.length).toBeGreaterThanOrEqual(20);
});

test.each(samples)('%s: %s', async (folder, file) => {
  const sent: Payload = json(folder, file);
  const golden = json(folder, 'golden.json');
  const tool = toolIn(folder);
  const payload = (await tool.prepare?.(sent)) ?? sent;
  expect(response(resolveEventAction(tool.parse(payload), payload, []))).toEqual(golden[file]);
});

test('the list of samples names exactly the files that exist', () => {
  for (const folder of folders) {
    const files = samples.filter(([each]) => each === folder).map(([, file]) => file);
    expect(Object.keys(json(folder, 'golden.json')).sort()).toEqual(files.sort());
  }
});

test.each(
  folders.flatMap((folder) => {
    const golden: [string, { kind: string; alias: string } | string][] = Object.entries(
      json(folder, 'golden.json'),
    );
    return golden.flatMap(([file, each]) =>
      typeof each === 'object' && each.kind !== 'create' ? [[folder, file, each.alias] as const] : [],
    );
  }),
)(
  '%s: the alert of the sample %s was created by another sample, under the same alias',
  (folder, _, alias) => {
    const golden: Record<string, { kind: string; alias: string }> = json(folder, 'golden.json');
    expect(Object.values(golden).some((each) => each.kind === 'create' && each.alias === alias)).toBe(true);
  },
);

test.each(TOOLS.map((tool) => [tool.types[0], tool] as const))(
  '%s understands or rejects any payload without an error',
  (_, tool) => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (payload) => {
        const { alias, message } = tool.parse(payload as Payload);
        expect([typeof alias, typeof message]).toEqual(['string', 'string']);
      }),
      { numRuns: 50 },
    );
    expect(tool.parse({}).message).toBe('');
  },
);

test.each(samples)('%s: %s with any member of another type does not throw', (folder, file) => {
  const payload: Payload = json(folder, file);
  const tool = toolIn(folder);
  for (const name of Object.keys(payload)) {
    for (const value of [null, 7, 'text', [], [null], {}, { a: null }]) {
      expect(() => tool.parse({ ...payload, [name]: value })).not.toThrow();
    }
  }
});

test('endpoints are found by type name in any letter case', () => {
  expect(findTool('prometheus')).toBe(findTool('Prometheus'));
  expect(findTool('newrelicv2')).toBe(findTool('newrelic'));
  expect(findTool('pagerduty')?.types).toEqual(['PagerDutyCompatibility']);
  expect(findTool('constructor')).toBeUndefined();
  expect(TOOLS.flatMap(({ types }) => types).sort()).toEqual([...TOOL_TYPES].sort());
});
