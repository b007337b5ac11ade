import { newId } from '../../src/platform/ids.ts';
import { DUE_SHARDS, dueIndexAttributes } from '../../src/platform/keys.ts';

/** Release 0.2 looks for due runs in DUE#0 to DUE#7. */
const SHARDS_OF_RELEASE_0_2 = 8;

function shardsWith(setting: string | undefined): ReadonlySet<number> {
  const before = process.env.DUE_SHARDS;
  if (setting === undefined) delete process.env.DUE_SHARDS;
  else process.env.DUE_SHARDS = setting;
  try {
    return new Set(
      Array.from({ length: 2_000 }, () =>
        Number(dueIndexAttributes('acc', newId(), '2026-11-29T12:00:00.000Z').gsi2pk.slice('DUE#'.length)),
      ),
    );
  } finally {
    if (before === undefined) delete process.env.DUE_SHARDS;
    else process.env.DUE_SHARDS = before;
  }
}

const numbers = (count: number) => Array.from({ length: count }, (_, i) => i);

test.each([undefined, '', '8', '0', '-1', '65', '7.5', 'many'])(
  'with DUE_SHARDS %j, a run is due where the reconciler of release 0.2 finds it after a roll-back',
  (setting) => {
    expect([...shardsWith(setting)].toSorted((a, b) => a - b)).toEqual(numbers(SHARDS_OF_RELEASE_0_2));
  },
);

test('with more shards, runs are due in all of them, and the reconciler reads as many', () => {
  expect([...shardsWith('64')].toSorted((a, b) => a - b)).toEqual(numbers(DUE_SHARDS));
});
