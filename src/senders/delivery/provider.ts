/**
 * Sends a finished message through one provider, and resolves with the provider's message id if it has one. Any error
 * must be one that `classifyProviderError` understands.
 */
export type Provider<Message> = (message: Message) => Promise<string | undefined>;

/** Sends one prepared message. Everything that can fail before the claim has happened before this exists. */
export type ProviderCall = () => Promise<string | undefined>;
