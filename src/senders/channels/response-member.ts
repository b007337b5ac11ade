/** A text member of a provider's JSON response; undefined if there is none, or the response is not JSON. */
export function readMember(text: string, name: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text)?.[name];
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}
