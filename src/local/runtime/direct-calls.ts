import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { Emulate } from '../shared/emulated-http.ts';
import { toText } from '../shared/http-body.ts';

type Handle = NodeHttpHandler['handle'];
type Response = Awaited<ReturnType<Handle>>['response'];

function toStream(body: string): Readable {
  const stream = new Readable({ read: () => undefined });
  stream.push(body);
  stream.push(null);
  return stream;
}

/**
 * Lets the AWS clients of this process call emulators in it directly instead of through a socket. Everything of a client before
 * that, such as its retries and what it writes and reads, stays as it is. `emulators` are by port of the loopback address.
 * Returns a function that undoes it.
 */
export function callDirectly(emulators: ReadonlyMap<number, Emulate>): () => void {
  const { handle } = NodeHttpHandler.prototype;
  NodeHttpHandler.prototype.handle = async function direct(request, options) {
    const emulate = emulators.get(Number(request.port));
    if (!emulate) return handle.call(this, request, options);
    // An answer never comes in the same turn, and other work goes on meanwhile, as with a network.
    await setImmediate();
    const { status, headers, body } = emulate({
      path: request.path,
      headers: request.headers,
      body: toText(request.body),
    });
    return { response: { statusCode: status, headers, body: toStream(body) } as unknown as Response };
  };
  return () => {
    NodeHttpHandler.prototype.handle = handle;
  };
}
