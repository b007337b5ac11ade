import type { Channel } from '../../domain/notifications/model.ts';
import type { AddressedContact } from '../../domain/users/contact-address.ts';
import type { Provider, ProviderCall } from '../delivery/provider.ts';

/** Parses a contact's address; undefined if it is not valid for the channel. Otherwise the result composes a message. */
export type ChannelCall<Context> = (
  to: string,
  contact: AddressedContact,
) => ((context: Context) => ProviderCall) | undefined;

/** How messages of one kind are composed for each channel. */
export type ChannelCalls<Context> = Readonly<Record<Channel, ChannelCall<Context>>>;

/** The message is composed when the call is prepared, so that everything that can fail before the claim does. */
export const createChannelCall =
  <Context, Address, Message>(
    parseAddress: (to: string, contact: AddressedContact) => Address | undefined,
    provider: Provider<Message>,
    compose: (context: Context, address: Address) => Message,
  ): ChannelCall<Context> =>
  (to, contact) => {
    const address = parseAddress(to, contact);
    if (address === undefined) return undefined;
    return (context) => {
      const message = compose(context, address);
      return () => provider(message);
    };
  };
