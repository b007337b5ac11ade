import { Logger } from '@aws-lambda-powertools/logger';

/**
 * The logger of every function. Ids only: no key, phone number, e-mail address or alert text goes into a log line.
 * Level and service name come from POWERTOOLS_LOG_LEVEL and POWERTOOLS_SERVICE_NAME.
 */
export const logger = new Logger();
