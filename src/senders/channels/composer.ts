import type { Channel } from '../../domain/notifications/model.ts';
import type { AddressedContact } from '../../domain/users/contact-address.ts';
import type { MessageContext } from '../templates/message-context.ts';

/** How a channel turns an alert notification into a message for its provider. */
export interface Composer<Address, Message> {
  readonly channel: Channel;
  /** Parses a contact into the provider's form of address; undefined if the contact is not valid for the channel. */
  readonly parseAddress: (to: string, contact: AddressedContact) => Address | undefined;
  readonly compose: (context: MessageContext, address: Address) => Message;
}
