/** Error names by which AWS services, DynamoDB's batches among them, say that they were called too often. */
const THROTTLING =
  /^(Throttling|ThrottledException|ThrottlingException|RequestThrottled|RequestThrottledException|TooManyRequestsException|RequestLimitExceeded|ProvisionedThroughputExceededException|SlowDown|UnprocessedItems|AWS\.SimpleQueueService\.RequestThrottled)$/;

const DENIED =
  /^(AccessDenied|AccessDeniedException|UnauthorizedOperation|NotAuthorized|AuthorizationError)$/;

const getName = (error: unknown): string => (error instanceof Error ? error.name : '');

/** Whether AWS refused a call because there were too many. The call had no effect. */
export const isThrottled = (error: unknown): boolean => THROTTLING.test(getName(error));

/** Whether the role of the function lacks a right. Repeating the call does not help. */
export const isAccessDenied = (error: unknown): boolean => DENIED.test(getName(error));
