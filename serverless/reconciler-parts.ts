import { DUE_SHARDS, FEWEST_DUE_SHARDS } from '../src/platform/keys.ts';

/**
 * A plugin of the Serverless Framework that gives the function `reconcile` a schedule for each of its parts. It checks in how many
 * shards of the index escalations become due, too, because a part without a shard has nothing to do.
 */
interface Framework {
  readonly service: {
    readonly custom: { readonly reconcilerParts: string | number; readonly dueShards: string | number };
    readonly functions: Readonly<Record<string, { events?: readonly object[] }>>;
  };
}

function parse(name: string, value: string | number, least: number, most: number): number {
  const count = Number(value);
  if (Number.isInteger(count) && count >= least && count <= most) return count;
  throw new Error(`${name} must be a whole number from ${least} to ${most}, not ${value}.`);
}

export class ReconcilerPartsPlugin {
  readonly hooks: Readonly<Record<string, () => void>>;

  constructor({ service }: Framework) {
    this.hooks = {
      'before:package:compileFunctions': () => {
        const { custom } = service;
        const shards = parse('dueShards', custom.dueShards, FEWEST_DUE_SHARDS, DUE_SHARDS);
        const parts = parse('reconcilerParts', custom.reconcilerParts, 1, DUE_SHARDS);
        if (parts > shards) {
          throw new Error(`reconcilerParts, ${parts}, must not be larger than dueShards, ${shards}.`);
        }
        const { reconcile } = service.functions;
        if (!reconcile) throw new Error('There is no function reconcile.');
        if (parts === 1) return;
        reconcile.events = Array.from({ length: parts }, (_, part) => ({
          schedule: { rate: ['rate(1 minute)'], input: { part, parts } },
        }));
      },
    };
  }
}

export { ReconcilerPartsPlugin as 'module.exports' };
