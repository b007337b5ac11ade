import { useNow } from '../../../format/use-now.ts';

/** The shortest time between two messages to a contact (src/domain/contact-messages/request-message.ts). */
const PAUSE_MS = 20_000;

const lastMessages = new Map<string, number>();

/** Remembers that a message to the contact was requested now. */
export const noteMessage = (contactId: string): void => void lastMessages.set(contactId, Date.now());

/** Seconds until the service takes another message to the contact; 0 if it does so now. */
export function useSecondsToWait(contactId: string): number {
  const now = useNow();
  const last = lastMessages.get(contactId);
  // The time of the page is rounded down, so it may lie before the message.
  const passed = last === undefined ? PAUSE_MS : Math.max(0, now - last);
  return Math.max(0, Math.ceil((PAUSE_MS - passed) / 1_000));
}
