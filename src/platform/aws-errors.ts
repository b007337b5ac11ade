/**
 * Error names by which AWS services, DynamoDB's batches among them, say that they were called too often. The ones with KMS are
 * those of a queue that is encrypted with a key of the customer.
 */
const THROTTLING =
  /^(Throttling|ThrottledException|ThrottlingException|RequestThrottled|RequestThrottledException|TooManyRequestsException|RequestLimitExceeded|ProvisionedThroughputExceededException|SlowDown|UnprocessedItems|AWS\.SimpleQueueService\.RequestThrottled|KmsThrottled|KMS\.ThrottlingException)$/;

const DENIED =
  /^(AccessDenied|AccessDeniedException|UnauthorizedOperation|NotAuthorized|AuthorizationError|KmsAccessDenied|KMS\.AccessDeniedException)$/;

const getName = (error: unknown): string => (error instanceof Error ? error.name : '');

/** Whether AWS refused a call because there were too many. The call had no effect. */
export const isThrottled = (error: unknown): boolean => THROTTLING.test(getName(error));

/** Whether Step Functions starts no execution now: it was called too often, or as many are open as the account may have. */
export const isStartRefused = (error: unknown): boolean =>
  isThrottled(error) || getName(error) === 'ExecutionLimitExceeded';

/** Whether the role of the function lacks a right. Repeating the call does not help. */
export const isAccessDenied = (error: unknown): boolean => DENIED.test(getName(error));
