/**
 * A plugin of the Serverless Framework that reserves concurrency for functions, and provisions it. A parameter cannot reserve by
 * itself, because the framework accepts no empty value for "none". The framework can provision, but only by an alias of its own;
 * here it is the alias of release.ts.
 */
interface FunctionWithConcurrency {
  reservedConcurrency?: number;
  /** Set by release.ts. */
  readonly targetAlias?: { readonly logicalId: string };
}

interface Resource {
  readonly Properties: Record<string, unknown>;
}

interface Framework {
  readonly service: {
    readonly custom: {
      readonly reservedConcurrency: Readonly<Record<string, string | number>>;
      readonly provisionedConcurrency: Readonly<Record<string, string | number>>;
    };
    readonly functions: Readonly<Record<string, FunctionWithConcurrency>>;
    readonly provider: {
      readonly compiledCloudFormationTemplate: { readonly Resources: Readonly<Record<string, Resource>> };
    };
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
      // After release.ts, which is before this plugin in serverless.yml and adds the aliases.
      'after:aws:package:finalize:mergeCustomProviderResources': () => {
        for (const [name, value] of Object.entries(service.custom.provisionedConcurrency)) {
          const provisioned = Number(value);
          if (value === '' || !Number.isInteger(provisioned) || provisioned < 0) {
            throw new Error(`The provisioned concurrency of ${name} must be a whole number, not ${value}.`);
          }
          if (provisioned > 0) provision(service, name, provisioned);
        }
      },
    };
  }
}

function provision(service: Framework['service'], name: string, provisioned: number): void {
  const { targetAlias, reservedConcurrency } = service.functions[name] ?? {};
  const alias =
    targetAlias && service.provider.compiledCloudFormationTemplate.Resources[targetAlias.logicalId];
  if (!alias) throw new Error(`There is no function ${name} with an alias to provision concurrency for.`);
  if (reservedConcurrency !== undefined && provisioned > reservedConcurrency) {
    throw new Error(
      `The provisioned concurrency of ${name}, ${provisioned}, exceeds its reserved concurrency, ${reservedConcurrency}.`,
    );
  }
  alias.Properties.ProvisionedConcurrencyConfig = { ProvisionedConcurrentExecutions: provisioned };
}

export { ConcurrencyPlugin as 'module.exports' };
