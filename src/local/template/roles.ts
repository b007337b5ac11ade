/** A statement of a role that allows actions. Resources that do not exist on localhost, such as log groups, are left out. */
export interface AllowStatement {
  readonly actions: readonly string[];
  /** ARNs; * stands for any text. */
  readonly resources: readonly string[];
  /** The address that e-mails must come from. */
  readonly fromAddress?: string;
}

interface RawStatement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

interface RoleProperties {
  readonly Policies?: readonly { readonly PolicyDocument: { readonly Statement: readonly RawStatement[] } }[];
}

const list = <T>(value: T | readonly T[]): readonly T[] => (Array.isArray(value) ? value : [value as T]);

/** The statements of a role, with the intrinsic functions in their resources evaluated. */
export function readStatements(
  { Policies = [] }: RoleProperties,
  evaluate: (value: unknown) => unknown,
): readonly AllowStatement[] {
  const tryEvaluate = (resource: unknown): readonly string[] => {
    try {
      return [String(evaluate(resource))];
    } catch {
      return [];
    }
  };
  return Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement).map((statement) => {
    if (statement.Effect !== 'Allow') throw new Error(`A role has a statement ${statement.Effect}.`);
    const [condition] = Object.values(statement.Condition ?? {});
    const fromAddress = condition?.['ses:FromAddress'];
    return {
      actions: list(statement.Action),
      resources: list(statement.Resource).flatMap(tryEvaluate),
      ...(fromAddress && { fromAddress }),
    };
  });
}

const matches = (pattern: string, text: string): boolean =>
  new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`).test(text);

/** An AWS action with the resources that it needs a permission for. */
export interface AwsAction {
  readonly action: string;
  readonly resources: readonly string[];
  readonly fromAddress?: string;
}

/** The resources of the action that no statement allows. */
export const findDenied = (
  statements: readonly AllowStatement[],
  { action, resources, fromAddress }: AwsAction,
): readonly string[] =>
  resources.filter(
    (resource) =>
      !statements.some(
        (statement) =>
          statement.actions.includes(action) &&
          statement.resources.some((pattern) => matches(pattern, resource)) &&
          (statement.fromAddress === undefined ||
            statement.fromAddress.toLowerCase() === fromAddress?.toLowerCase()),
      ),
  );
