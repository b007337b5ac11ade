let address = '/alerts';

/** The list of alerts that was shown last: an alert leads back to it, and not to another one. */
export const getLastList = (): string => address;

export function setLastList(search: URLSearchParams): void {
  const text = search.toString();
  address = `/alerts${text && `?${text}`}`;
}
