import type { RememberedDevice } from './device-state.ts';

const KEY = 'tocsin-device';

/** The contact that this browser is, as it was remembered last. Without it the browser is found by its endpoint alone. */
export function readRememberedDevice(storage: Pick<Storage, 'getItem'>): RememberedDevice | undefined {
  try {
    const { userId, contactId } = JSON.parse(storage.getItem(KEY) ?? '{}') as Partial<RememberedDevice>;
    return typeof userId === 'string' && typeof contactId === 'string' ? { userId, contactId } : undefined;
  } catch {
    return undefined;
  }
}

export function rememberDevice(storage: Pick<Storage, 'setItem'>, device: RememberedDevice): void {
  storage.setItem(KEY, JSON.stringify(device));
}

export const forgetDevice = (storage: Pick<Storage, 'removeItem'>): void => storage.removeItem(KEY);
