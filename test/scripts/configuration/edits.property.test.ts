import fc from 'fast-check';
import { CommandError } from '../../../scripts/command-line.ts';
import type { ConfigurationFile } from '../../../scripts/configuration/folder.ts';
import { readFolder, requireNames } from '../../../scripts/configuration/folder.ts';
import { applyImport, formatPlan, planImport } from '../../../scripts/configuration/import.ts';
import { createOverlayTable } from '../../../src/platform/overlay-table.ts';
import { NOON } from '../../support/builders.ts';
import { propertyRuns } from '../../support/property-runs.ts';
import { aRichCompany, exportedFiles, exportedFolder } from './imports.ts';

/** Changes one value somewhere in a document. `numbers` decide where, and how. */
function withEdit(value: unknown, numbers: readonly number[]): unknown {
  const [first = 0, ...rest] = numbers;
  if (Array.isArray(value)) {
    if (value.length === 0) return value;
    const at = first % value.length;
    const element = value[at];
    switch ((rest[0] ?? 0) % 6) {
      case 0:
        return value.toSpliced(at, 1);
      case 1:
        return [element, ...value.toSpliced(at, 1)];
      case 2:
        return [...value, element];
      default:
        return value.with(at, withEdit(element, rest));
    }
  }
  if (typeof value === 'object' && value !== null) {
    const names = Object.keys(value);
    const name = names[first % names.length];
    if (name === undefined) return value;
    const { [name]: member, ...others } = value as Record<string, unknown>;
    return (rest[0] ?? 0) % 5 === 0 ? others : { ...others, [name]: withEdit(member, rest) };
  }
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'number') return value + (first % 2 === 0 ? 1 : -1);
  return first % 3 === 0 ? `${value} 2` : value;
}

const edits = fc.array(
  fc.record({ file: fc.nat(), numbers: fc.array(fc.nat(1_000), { minLength: 8, maxLength: 8 }) }),
  { minLength: 1, maxLength: 3 },
);

test('whatever is edited, an import either refuses the files and changes nothing, or leaves nothing to change', async () => {
  const table = await aRichCompany();
  const files = readFolder(await exportedFolder(table, 'first'));
  const before = await exportedFiles(table, 'first');
  let imported = 0;
  await fc.assert(
    fc.asyncProperty(edits, fc.boolean(), async (changes, prune) => {
      const edited = [...files];
      for (const { file, numbers } of changes) {
        const at = file % files.length;
        const { document, ...rest } = edited[at] as ConfigurationFile;
        edited[at] = { ...rest, document: withEdit(document, numbers) as ConfigurationFile['document'] };
      }
      const stage = createOverlayTable(table);
      const planning = async () => {
        requireNames(edited);
        return planImport(stage, 'first', edited, { prune, now: NOON });
      };
      const planned = await planning().catch((error: unknown) => {
        if (!(error instanceof CommandError)) throw error;
        return undefined;
      });
      if (!planned) {
        expect(await exportedFiles(stage, 'first')).toEqual(before);
        return;
      }
      const options = { now: NOON, alertActions: { send: async () => {} }, showKey: () => {} };
      await applyImport(stage, 'first', planned, edited, options);
      imported += 1;
      const again = await planImport(stage, 'first', edited, { prune, now: NOON });
      expect({ ...again, notes: [], left: [] }).toMatchObject({
        created: [],
        changed: [],
        deleted: [],
        renames: [],
      });
      expect(formatPlan(again)).toContain('Nothing to change.');
    }),
    { numRuns: propertyRuns(60) },
  );
  expect(imported).toBeGreaterThan(0);
}, 180_000);
