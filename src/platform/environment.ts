/** The value of a mandatory environment variable. Throws if it is missing; handlers call this as they load. */
export function requireVariable(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`The environment variable ${name} is not set.`);
  return value;
}

/** The value of an environment variable; the default if it is missing or empty. */
export const readVariable = (name: string, defaultValue: string): string => process.env[name] || defaultValue;
