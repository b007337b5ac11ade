import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';

/** An identity provider that runs on loopback in a process of its own. */
export interface RunningProvider {
  /** The environment of a service that trusts it, and listens on the port that its client is registered with. */
  readonly environment: Readonly<Record<string, string>>;
  /** Sets who signs in at the provider next. */
  readonly nextPerson: (claims: object) => Promise<void>;
  readonly stop: () => void;
}

/** A port that is free now. */
async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Starts the provider for one service, whose port it chooses. */
export async function startProvider(): Promise<RunningProvider> {
  const port = await findFreePort();
  const provider = spawn(
    process.execPath,
    ['test/web/oidc/provider.ts', `http://localhost:${port}/web/oidc/callback`],
    { stdio: ['pipe', 'pipe', 'pipe'] },
  );
  const output = createInterface({ input: provider.stdout });
  const printed = output[Symbol.asyncIterator]();
  /** The next line of the provider that matches. It prints notices about its defaults, too. */
  const readLine = async (pattern: RegExp): Promise<string> => {
    for (;;) {
      const { value, done } = await printed.next();
      if (done) throw new Error('The provider has ended.');
      if (pattern.test(value)) return value;
    }
  };
  const issuer = await readLine(/^http:/);
  return {
    environment: {
      PORT: String(port),
      OIDC_ISSUER: issuer,
      OIDC_CLIENT_ID: 'tocsin',
      OIDC_CLIENT_SECRET: 'a-secret-of-the-test',
      OIDC_ACCOUNT: 'demo',
      OIDC_NAME: 'Example ID',
      OIDC_DOMAINS: 'example.com',
      OIDC_GROUPS: 'ops=team:Operations,ops-leads=team-admin:Operations,admins=role:Admin',
    },
    async nextPerson(claims) {
      provider.stdin.write(`${JSON.stringify(claims)}\n`);
      await readLine(/^ok$/);
    },
    stop() {
      provider.kill();
      output.close();
    },
  };
}
