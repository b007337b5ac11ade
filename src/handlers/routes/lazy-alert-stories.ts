import type { AlertStories } from '../../domain/alert-story/model.ts';
import type { Table } from '../../platform/table.ts';

/**
 * The stories of alerts. Engine, senders and the mappings of all tools are loaded with the first of them, so that other
 * requests do not wait for these to start.
 */
export function createLazyAlertStories(table: Table): AlertStories {
  const load = async () => (await import('../../simulation/stories.ts')).createAlertStories(table);
  let loading: ReturnType<typeof load> | undefined;
  const get = () => {
    loading ??= load();
    return loading;
  };
  return {
    describe: async (...args) => (await get()).describe(...args),
    plan: async (...args) => (await get()).plan(...args),
    simulate: async (...args) => (await get()).simulate(...args),
    readPayload: async (...args) => (await get()).readPayload(...args),
  };
}
