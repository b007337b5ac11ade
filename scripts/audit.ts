import { spawnSync } from 'node:child_process';
import { parseCommandLine } from './arguments.ts';

const USAGE = `npm run audit

Counts the known vulnerabilities in the packages that are deployed. The exit status is 1 if one is high or critical.`;

parseCommandLine(USAGE, {});

/** Output of `npm audit --json`: counts by severity, or a message if the registry has no advisories. */
interface Audit {
  readonly metadata?: { readonly vulnerabilities: Readonly<Record<string, number>> };
  readonly message?: string;
}

// Checks only the dependencies that are deployed. A registry without advisories (mirrors return 405) is not a failure.
const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--json'], { encoding: 'utf8' });
const { metadata, message }: Audit = JSON.parse(stdout);
if (!metadata) {
  console.log(`Audit not available: ${message}`);
} else {
  const { high = 0, critical = 0, total = 0 } = metadata.vulnerabilities;
  console.log(`${total} known vulnerabilities in deployed dependencies: ${high} high, ${critical} critical`);
  if (high + critical > 0) process.exitCode = 1;
}
