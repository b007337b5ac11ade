/**
 * A plugin of the Serverless Framework that reserves concurrency for functions. A parameter cannot do that by itself, because the
 * framework accepts no empty value for "none".
 */
interface Framework {
  readonly service: {
    readonly custom: { readonly reservedConcurrency: Readonly<Record<string, string | number>> };
    readonly functions: Readonly<Record<string, { reservedConcurrency?: number }>>;
  };
}

export class ConcurrencyPlugin {
  readonly hooks: Readonly<Record<string, () => void>>;

  constructor({ service }: Framework) {
    this.hooks = {
      'before:package:compileFunctions': () => {
        for (const [name, value] of Object.entries(service.custom.reservedConcurrency)) {
          if (value === '') continue;
          const reserved = Number(value);
          if (!Number.isInteger(reserved) || reserved < 1) {
            throw new Error(
              `The reserved concurrency of ${name} must be a whole number above 0, not ${value}.`,
            );
          }
          const each = service.functions[name];
          if (!each) throw new Error(`There is no function ${name} to reserve concurrency for.`);
          each.reservedConcurrency = reserved;
        }
      },
    };
  }
}

export { ConcurrencyPlugin as 'module.exports' };
