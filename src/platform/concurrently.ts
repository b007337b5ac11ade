/**
 * Waits until all of them have ended, and then throws the first error, if there was one. With Promise.all, what still runs
 * after an error would run beside the retry.
 */
export async function untilAllEnd(all: readonly Promise<unknown>[]): Promise<void> {
  const failed = (await Promise.allSettled(all)).find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
}
