/** An SQS message is delivered this often at most. After the last one we dead-letter it ourselves, with its reason. */
export const MAX_QUEUE_DELIVERIES = 5;

/** Whether the queue will not deliver the message again. `deliveries` includes the current one. */
export const isLastDelivery = (deliveries: number): boolean => deliveries >= MAX_QUEUE_DELIVERIES;
