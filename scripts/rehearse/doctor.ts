import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Finding } from '../doctor/finding.ts';

/** The exit status that the doctor documents for the worst of its lines. */
const EXIT_CODES = { ok: 0, wrong: 1, unknown: 3 } as const;

/**
 * Runs the doctor for a stage of the emulator, which answers only a part of its questions. Throws if the doctor crashes, if a
 * line that is not ok names no remedy, if its exit status does not fit, or if one of `expected` is not an ok line.
 */
export async function rehearseDoctor(
  stage: string,
  env: NodeJS.ProcessEnv,
  expected: readonly string[],
): Promise<void> {
  const child = spawn(process.execPath, ['scripts/doctor.ts', '--stage', stage, '--json'], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });
  const [code] = await once(child, 'close');
  const findings = parseFindings(printed);

  const withoutRemedy = findings.find(({ state, fix }) => !(state in EXIT_CODES) || (state !== 'ok' && !fix));
  if (withoutRemedy) throw new Error(`The doctor names no remedy for: ${withoutRemedy.text}`);
  const count = (state: Finding['state']) => findings.filter((finding) => finding.state === state).length;
  const worst = count('wrong') > 0 ? 'wrong' : count('unknown') > 0 ? 'unknown' : 'ok';
  if (code !== EXIT_CODES[worst]) throw new Error(`The doctor ended with ${code}, not ${EXIT_CODES[worst]}.`);
  for (const text of expected) {
    const isOk = findings.some((finding) => finding.state === 'ok' && finding.text.startsWith(text));
    if (!isOk) throw new Error(`The doctor does not find that ${text}:\n${printed}`);
  }
  console.log(
    `The doctor printed ${count('ok')} lines that are ok, ${count('wrong')} wrong, ${count('unknown')} unknown.`,
  );
}

function parseFindings(printed: string): readonly Finding[] {
  try {
    return JSON.parse(printed);
  } catch {
    throw new Error(`The doctor crashed:\n${printed}`);
  }
}
