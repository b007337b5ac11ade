/**
 * A plugin of the Serverless Framework that refuses a stage whose name AWS would refuse. CloudFormation would notice only in the
 * middle of a deployment, and roll everything back.
 */
interface Framework {
  readonly service: {
    readonly provider: { readonly stage: string };
    readonly functions: Readonly<Record<string, { readonly name?: string }>>;
  };
}

/** The shortest limit: other resources have shorter names, or may have longer ones. */
const MAX_FUNCTION_NAME = 64;

/** What stacks, receipt rule sets and backup vaults may all be called. */
const NAME = /^[a-z0-9]+(-[a-z0-9]+)*$/i;

export class StageNamePlugin {
  readonly hooks: Readonly<Record<string, () => void>>;

  constructor({ service }: Framework) {
    this.hooks = {
      'before:package:compileFunctions': () => {
        const { stage } = service.provider;
        if (!NAME.test(stage)) {
          throw new Error(
            `The name of a stage may have letters, digits and single hyphens between them. It is ${stage}.`,
          );
        }
        const names = Object.values(service.functions).map(({ name = '' }) => name);
        const longest = names.reduce((one, other) => (other.length > one.length ? other : one), '');
        const tooLong = longest.length - MAX_FUNCTION_NAME;
        if (tooLong > 0) {
          throw new Error(
            `The name of this stage may have at most ${stage.length - tooLong} characters, because AWS allows ${MAX_FUNCTION_NAME} for that of a function, and one is called ${longest}.`,
          );
        }
      },
    };
  }
}

export { StageNamePlugin as 'module.exports' };
