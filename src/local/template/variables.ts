import { dirname, join } from 'node:path';
import { readTemplateFile } from './yaml-file.ts';

export interface VariableSources {
  readonly file: string;
  readonly stage: string;
  readonly options?: Readonly<Record<string, string>>;
  /** Overrides the template's parameters. */
  readonly params?: Readonly<Record<string, unknown>>;
}

/** Resolves the variables in a value of the template. */
export type Resolve = (value: unknown) => unknown;

type Tree = Readonly<Record<string, unknown>>;

const asTree = (value: unknown): Tree => (typeof value === 'object' && value !== null ? (value as Tree) : {});

const VARIABLE = /\$\{((?:self|sls|param|file|opt|env|aws|strToBool)[:(][^${}]*)\}/;

/**
 * Resolves the Serverless Framework's variables (`${self:…}`, `${param:…}`, `${file(…)}`, …, each with fallbacks) on demand.
 * Other placeholders (`${AWS::Region}`, substitutions of a state machine) stay unchanged. Throws if a variable has no
 * value.
 */
export function readTemplate(sources: VariableSources): {
  readonly root: Tree;
  readonly resolve: Resolve;
  /** Resolves a value that consists of one variable, but no variables inside its result. */
  readonly shallow: Resolve;
} {
  const root = asTree(readTemplateFile(sources.file));
  const folder = dirname(sources.file);
  const files = new Map<string, unknown>();

  const params = (): Tree => {
    const { default: common, [sources.stage]: ofStage } = asTree(root.params);
    return { ...asTree(common), ...asTree(ofStage), ...sources.params };
  };

  const loadFile = (path: string): unknown => {
    if (!files.has(path)) files.set(path, readTemplateFile(join(folder, path)));
    return files.get(path);
  };

  const at = (tree: unknown, path: string): unknown =>
    path.split('.').reduce<unknown>((part, name) => asTree(shallow(part))[name], tree);

  const resolveSource = (source: string): unknown => {
    const literal = /^'(.*)'$|^"(.*)"$/.exec(source);
    if (literal) return literal[1] ?? literal[2] ?? '';
    const file = /^file\(([^)]+)\)(?::(.+))?$/.exec(source);
    if (file) return file[2] ? at(loadFile(file[1]!), file[2]) : loadFile(file[1]!);
    const [kind, name = ''] = [source.slice(0, source.indexOf(':')), source.slice(source.indexOf(':') + 1)];
    switch (kind) {
      case 'self':
        return at(root, name);
      case 'sls':
        return name === 'stage' ? sources.stage : undefined;
      case 'param':
        return params()[name];
      case 'opt':
        return name === 'stage' ? sources.stage : sources.options?.[name];
      case 'env':
        return process.env[name];
      default:
        return undefined;
    }
  };

  const variable = (expression: string): unknown => {
    for (const source of expression.split(/,\s*(?=(?:[^']*'[^']*')*[^']*$)/)) {
      const value = resolveSource(source.trim());
      if (value !== undefined && value !== null) return value;
    }
    throw new Error(`The template's variable \${${expression}} has no value.`);
  };

  const resolveText = (text: string): unknown => {
    const found = VARIABLE.exec(text);
    if (!found) return text;
    const value = resolve(variable(found[1]!));
    if (found[0] === text) return value;
    return resolveText(text.replace(found[0], () => String(value)));
  };

  const shallow: Resolve = (value) => {
    const found = typeof value === 'string' ? VARIABLE.exec(value) : null;
    return found && found[0] === value ? shallow(variable(found[1]!)) : value;
  };

  const resolve: Resolve = (value) => {
    if (typeof value === 'string') return resolveText(value);
    if (Array.isArray(value)) return value.map(resolve);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, resolve(member)]));
  };

  return { root, resolve, shallow };
}
