import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { createHealth } from '../api/health/checks.ts';
import { healthRoutes } from '../api/health/routes.ts';
import { createQueueCheck, createStateMachineCheck, createTableCheck } from '../api/health/stage-checks.ts';
import { createApp } from '../http/app.ts';
import { lambdaHandler } from '../http/lambda.ts';
import { tableFromEnvironment } from '../platform/clients.ts';
import { systemClock } from '../platform/clock.ts';
import { requireVariable } from '../platform/environment.ts';
import { limiterFromEnvironment } from './rate-limits.ts';

const limiter = limiterFromEnvironment();
const requestHandler = new NodeHttpHandler({
  connectionTimeout: 1_000,
  requestTimeout: 1_500,
  throwOnRequestTimeout: true,
});
const sqs = new SQSClient({ maxAttempts: 2, requestHandler });
const stepFunctions = new SFNClient({ maxAttempts: 2, requestHandler });

/** GET /v2/health. */
export const handler = lambdaHandler(
  createApp({
    routes: healthRoutes({
      health: createHealth(
        {
          table: createTableCheck(tableFromEnvironment()),
          'alert-actions': createQueueCheck(sqs, requireVariable('ALERT_ACTIONS_QUEUE_URL')),
          'incident-actions': createQueueCheck(sqs, requireVariable('INCIDENT_ACTIONS_QUEUE_URL')),
          'alert-escalation': createStateMachineCheck(
            stepFunctions,
            requireVariable('ESCALATION_STATE_MACHINE_ARN'),
          ),
        },
        systemClock,
      ),
      limiter,
      clock: systemClock,
    }),
    findKey: async () => undefined,
    limiter,
    clock: systemClock,
  }),
);
