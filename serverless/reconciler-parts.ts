import { DUE_SHARDS } from '../src/platform/keys.ts';

/** A plugin of the Serverless Framework that gives the function `reconcile` a schedule for each of its parts. */
interface Framework {
  readonly service: {
    readonly custom: { readonly reconcilerParts: string | number };
    readonly functions: Readonly<Record<string, { events?: readonly object[] }>>;
  };
}

export class ReconcilerPartsPlugin {
  readonly hooks: Readonly<Record<string, () => void>>;

  constructor({ service }: Framework) {
    this.hooks = {
      'before:package:compileFunctions': () => {
        const parts = Number(service.custom.reconcilerParts);
        if (!Number.isInteger(parts) || parts < 1 || parts > DUE_SHARDS) {
          throw new Error(
            `reconcilerParts must be a whole number from 1 to ${DUE_SHARDS}, not ${service.custom.reconcilerParts}.`,
          );
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
