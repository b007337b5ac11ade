import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { SqsFifoQuotas } from '../../platform/aws-quotas.ts';
import { createBuckets } from '../quotas/buckets.ts';

interface SendInput {
  readonly QueueUrl?: string;
  readonly MessageGroupId?: string;
  readonly Entries?: readonly { readonly Id: string; readonly MessageGroupId?: string }[];
}

const SENDS: readonly string[] = ['AmazonSQS.SendMessage', 'AmazonSQS.SendMessageBatch'];

/**
 * Throttles sends to FIFO queues as SQS does: by calls on a message group, and by calls on a queue. A batch counts once for
 * each of its groups. Receives and deletes are far fewer, because each takes a batch.
 */
export function throttleSends(
  app: FastifyInstance,
  { callsPerGroup, callsPerQueue }: SqsFifoQuotas,
  now: () => number,
): void {
  const groups = createBuckets({ burst: callsPerGroup, perSecond: callsPerGroup });
  const queues = createBuckets({ burst: callsPerQueue, perSecond: callsPerQueue });

  app.addHook('preHandler', async (request: FastifyRequest, reply: FastifyReply) => {
    if (!SENDS.includes(String(request.headers['x-amz-target']))) return;
    const { QueueUrl = '', MessageGroupId, Entries } = request.body as SendInput;
    const wanted = new Set(
      (Entries?.map((entry) => entry.MessageGroupId) ?? [MessageGroupId]).filter(
        (group) => group !== undefined,
      ),
    );
    if (wanted.size === 0) return;
    const at = now();
    const isAllowed =
      queues.take(QueueUrl, 1, at) &&
      [...wanted].every((group) => groups.take(`${QueueUrl} ${group}`, 1, at));
    if (isAllowed) return;
    reply.status(400).header('content-type', 'application/x-amz-json-1.0');
    return reply.send({ __type: 'com.amazonaws.sqs#ThrottlingException', message: 'Rate exceeded' });
  });
}
