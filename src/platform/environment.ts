/** The value of an environment variable that the template sets. Throws where it is missing, at start and not at use. */
export function requireVariable(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`The environment variable ${name} is not set.`);
  return value;
}

/** The value of an environment variable, or what stands in for it. */
export const readVariable = (name: string, otherwise: string): string => process.env[name] || otherwise;
