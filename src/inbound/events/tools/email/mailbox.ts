/** The name and the address of a text such as `"Jane" <jane@example.com>`; the whole text if it has no brackets. */
export function parseMailbox(text: string): { readonly name: string; readonly address: string } {
  const whole = text.trim();
  const start = whole.lastIndexOf('<');
  const address = whole.slice(start + 1, -1).trim();
  if (start < 0 || !whole.endsWith('>') || address === '') return { name: '', address: whole };
  const name = whole.slice(0, start).trim();
  const isQuoted = name.length > 1 && name.startsWith('"') && name.endsWith('"');
  return { name: isQuoted ? name.slice(1, -1).trim() : name, address };
}
