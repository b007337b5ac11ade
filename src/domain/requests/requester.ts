/** How the engine, and a requester without a name, appear in logs. */
export const SYSTEM_USER = 'System';

/** Who made the request, for log entries: the user that the client names, else the integration. */
export const getRequesterName = ({
  user,
  integration,
}: {
  readonly user?: string | undefined;
  readonly integration: { readonly name: string };
}): string => user || integration.name || SYSTEM_USER;
