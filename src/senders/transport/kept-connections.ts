import { Agent as HttpAgent, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';

/**
 * How long a connection is kept for the next request, in milliseconds: less than the servers in use keep it (gunicorn two
 * seconds, Node.js and Apache five), so that a request seldom meets one that the server is closing.
 */
const KEPT_MS = 1_000;

/** A rest of a response that is read so that its connection can be used again; a longer one ends the connection. */
const MAX_DISCARDED_BYTES = 16_384;

interface KeptConnections {
  readonly agent: HttpAgent;
  /** When a connection was last asked for, in ms. */
  usedAt: number;
}

const all = new Map<string, KeptConnections>();

/**
 * The agent that keeps connections. Those made while private addresses are allowed are apart, because only the address of a
 * new connection is checked. `now` in milliseconds.
 */
export function findAgent(secure: boolean, allowPrivate: boolean, now: number): HttpAgent {
  const name = `${secure} ${allowPrivate}`;
  const known = all.get(name) ?? { agent: createAgent(secure), usedAt: now };
  all.set(name, known);
  // Timers stand still while Lambda freezes the process, so the time is compared, too.
  if (now - known.usedAt > KEPT_MS) closeFree(known.agent);
  known.usedAt = now;
  return known.agent;
}

function createAgent(secure: boolean): HttpAgent {
  const options = { keepAlive: true, timeout: KEPT_MS };
  return secure ? new HttpsAgent(options) : new HttpAgent(options);
}

function closeFree(agent: HttpAgent): void {
  for (const sockets of Object.values(agent.freeSockets)) {
    for (const socket of sockets ?? []) socket.destroy();
  }
}

/** Reads the rest of the response, so that its connection is free for the next request. */
export function discard(response: IncomingMessage): void {
  let bytes = 0;
  const giveUp = setTimeout(() => response.destroy(), KEPT_MS);
  giveUp.unref();
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > MAX_DISCARDED_BYTES) response.destroy();
  });
  response.once('close', () => clearTimeout(giveUp));
  response.on('error', () => undefined);
}
