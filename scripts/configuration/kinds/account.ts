import { type Document, withoutIds, withoutUndefined } from '../document.ts';
import type { Kind, Step } from '../kind.ts';

/** The settings of the account itself. */
export const account: Kind = {
  name: 'account',
  getName: () => 'account',
  async read({ api, accountId }) {
    const { timeZone, fallbackResponder } = await api.get<Document>('/v2/account');
    return [
      {
        id: accountId,
        document: withoutUndefined({ timeZone, fallbackResponder: withoutIds(fallbackResponder) }),
      },
    ];
  },
};

/** First, because things without a zone get that of the account. */
export const writeTimeZone: Step = {
  kind: 'account',
  async write({ api }, { timeZone }) {
    if (timeZone !== undefined) await api.send('PATCH', '/v2/account', { timeZone });
  },
};

export const writeFallbackResponder: Step = {
  kind: 'account',
  async write({ api }, { timeZone: _, ...wanted }, found) {
    if (Object.keys(wanted).length > 0) await api.send('PATCH', '/v2/account', wanted);
    else if (found?.document.fallbackResponder) await api.send('DELETE', '/v2/account/fallback-responder');
  },
};
