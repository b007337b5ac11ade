/** What a notification reports: a problem, its end, or a comment, acknowledgement or other change of it. */
export type SubjectKind = 'problem' | 'recovery' | 'update';

export interface Subject {
  readonly kind: SubjectKind;
  /** The name of the problem, which is the same in all its notifications. */
  readonly name: string;
}

/** {EVENT.DURATION} and {EVENT.AGE}: `1d 2h 3m`, `45s`. */
const DURATION = String.raw`(?:\s+in\s+\d+[a-zA-Z]*(?:\s+\d+[a-zA-Z]+)*)?`;

/** Some people put a sign in front. */
const SIGNS = String.raw`^[\p{Extended_Pictographic}\uFE0F\s]*`;

/**
 * The default subjects of all versions of Zabbix. Source: frontends/php/include/defines.inc.php until 4.4 (in 3.2 and
 * before `{TRIGGER.STATUS}: {TRIGGER.NAME}`), later CMediatypeHelper::messageTemplates.
 */
const SUBJECTS: readonly (readonly [SubjectKind, RegExp])[] = [
  ['problem', new RegExp(`${SIGNS}(?:Problem|PROBLEM): (?<name>.+)$`, 'u')],
  ['recovery', new RegExp(`${SIGNS}(?:Resolved${DURATION}|OK): (?<name>.+)$`, 'u')],
  ['update', new RegExp(`${SIGNS}(?:Updated problem${DURATION}|Acknowledged): (?<name>.+)$`, 'u')],
];

/** A service has its name in the subject: `Service "Shop" problem: …`. */
const SERVICE = new RegExp(
  `${SIGNS}Service "(?<service>.+)" (?:problem|(?<end>resolved)${DURATION}): (?<name>.+)$`,
  'u',
);

/** What one of Zabbix' default subjects says; undefined for any other, from which nothing is certain. */
export function parseSubject(subject: string): Subject | undefined {
  const service = SERVICE.exec(subject)?.groups;
  if (service) {
    const { service: of = '', end, name = '' } = service;
    return { kind: end ? 'recovery' : 'problem', name: `Service "${of}": ${name.trim()}` };
  }
  for (const [kind, pattern] of SUBJECTS) {
    const name = pattern.exec(subject)?.groups?.name?.trim();
    if (name) return { kind, name };
  }
  return undefined;
}

/** The host in a default message, which has it on a line of its own; otherwise empty. */
export const findHostLine = (message: string): string =>
  /^Host: (.{1,255})$/m.exec(message)?.[1]?.trim() ?? '';
