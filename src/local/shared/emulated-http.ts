import { createServer, type Server } from 'node:http';
import { readBody } from './http-body.ts';

/** A request to an emulator. */
export interface EmulatedRequest {
  /** The path without its query. */
  readonly path: string;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
}

export interface EmulatedResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** An emulator as a function. It does not throw: errors are responses. */
export type Emulate = (request: EmulatedRequest) => EmulatedResponse;

const KEEP_ALIVE_MS = 60_000;

/** A server, not yet listening, that answers by HTTP what the emulator answers. */
export function serveEmulator(emulate: Emulate): Server {
  const server = createServer(async (request, response) => {
    const [path = '/'] = (request.url ?? '/').split('?');
    const body = (await readBody(request)).toString();
    const { status, headers, body: text } = emulate({ path, headers: request.headers, body });
    response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(text) });
    response.end(text);
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  return server;
}
