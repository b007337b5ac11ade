import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Resource {
  readonly Type: string;
  readonly Condition?: string;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly UpdatePolicy?: object;
  readonly DependsOn?: string | readonly string[];
  // biome-ignore lint/suspicious/noExplicitAny: a template is as deep and varied as CloudFormation is
  readonly Properties: any;
}

export interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Conditions: Readonly<Record<string, unknown>>;
  readonly Outputs: Readonly<Record<string, unknown>>;
  /** Whether the framework protects the stack from `sls remove`; not of the template itself. */
  readonly deletionProtection: unknown;
}

/** The CloudFormation of a stage, as the deployment would send it; made without network and credentials. */
export function packaged(stage: string, parameters: Readonly<Record<string, string>> = {}): Template {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-template-'));
  try {
    const { AWS_PROFILE: _profile, ...environment } = process.env;
    const options = Object.entries(parameters).map(([name, value]) => `--param=${name}=${value}`);
    execFileSync('npx', ['sls', 'package', '--stage', stage, '--package', folder, ...options], {
      stdio: 'pipe',
      // serverless-esbuild leaves a folder for each function behind.
      env: {
        ...environment,
        TMPDIR: folder,
        AWS_EC2_METADATA_DISABLED: 'true',
        SLS_NOTIFICATIONS_MODE: 'off',
      },
    });
    const read = (file: string) => JSON.parse(readFileSync(join(folder, file), 'utf8'));
    const { deletionProtection } = read('serverless-state.json').service.provider;
    return { ...read('cloudformation-template-update-stack.json'), deletionProtection };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The template's resources of a type, by logical id. */
export const ofType = (template: Template, type: string): [id: string, resource: Resource][] =>
  Object.entries(template.Resources).filter(([, { Type }]) => Type === type);

/** Every logical id that the value refers to. */
export function references(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(references);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    if (name === 'Ref') return [String(member)];
    if (name === 'Fn::GetAtt')
      return [String(Array.isArray(member) ? member[0] : member).split('.')[0] ?? ''];
    if (name === 'Fn::Sub') {
      const text = String(Array.isArray(member) ? member[0] : member);
      return [...text.matchAll(/\$\{([\w:]+)/g)].map(([, id]) => id ?? '');
    }
    return references(member);
  });
}

export const list = <T>(value: T | readonly T[]): readonly T[] =>
  Array.isArray(value) ? value : [value as T];
