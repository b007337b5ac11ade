import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** What a deployment reads; the console is there if it was built. */
const DEPLOYED = [
  'serverless.yml',
  'serverless',
  'src',
  'dist-web',
  'statemachines',
  'package.json',
  'tsconfig.json',
];

/** A copy of the service that can be changed before it is deployed. */
export interface ChangedCopy {
  readonly folder: string;
  /** Changes a file; throws if nothing changes. */
  readonly edit: (file: string, change: (text: string) => string) => void;
  /** Adds a resource to the stack. */
  readonly addResource: (id: string, resource: object) => void;
}

/** Runs `use` with a copy of the service, and removes the copy afterwards. */
export async function withCopy<T>(use: (copy: ChangedCopy) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-release-'));
  const edit: ChangedCopy['edit'] = (file, change) => {
    const path = join(folder, file);
    const before = readFileSync(path, 'utf8');
    const after = change(before);
    if (after === before) throw new Error(`Nothing was changed in ${file}.`);
    writeFileSync(path, after);
  };
  const addResource: ChangedCopy['addResource'] = (id, resource) => {
    writeFileSync(join(folder, 'serverless/more.json'), JSON.stringify({ Resources: { [id]: resource } }));
    edit('serverless.yml', (text) => text.replace(/^resources:$/m, '$&\n  - ${file(serverless/more.json)}'));
  };
  try {
    for (const path of DEPLOYED.filter(existsSync)) cpSync(path, join(folder, path), { recursive: true });
    symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
    return await use({ folder, edit, addResource });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
