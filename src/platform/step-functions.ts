import { AwsClient, type AwsClientOptions } from './aws-client.ts';

/** The operations of Step Functions that functions use, with the members that they use. */
export type StepFunctionsOperations = {
  readonly StartExecution: readonly [
    { readonly stateMachineArn: string; readonly name: string; readonly input: string },
    object,
  ];
  readonly StopExecution: readonly [
    { readonly executionArn: string; readonly error: string; readonly cause: string },
    object,
  ];
  readonly ListExecutions: readonly [
    {
      readonly stateMachineArn: string;
      readonly statusFilter: 'RUNNING';
      readonly maxResults: number;
      readonly nextToken?: string;
    },
    { readonly executions?: readonly { readonly name?: string }[]; readonly nextToken?: string },
  ];
};

export type StepFunctionsClient = AwsClient<StepFunctionsOperations>;

export const createStepFunctionsClient = (options?: AwsClientOptions): StepFunctionsClient =>
  new AwsClient('states', options);
