import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { selfSigned } from '../../simulator/certificate.ts';
import { hashApiKey, RIGHTS } from '../../src/domain/accounts/model.ts';
import { toAttributes } from '../../src/platform/attribute-values.ts';
import { apiKeyKey } from '../../src/platform/keys.ts';

/** An API key that the table of the stand-in has. */
export const API_KEY = 'cold-start';

const HASH = hashApiKey(API_KEY);

const KEY_ITEM = toAttributes({
  ...apiKeyKey(HASH),
  keyId: 'key',
  accountId: 'account',
  hash: HASH,
  rights: RIGHTS,
  enabled: true,
  integration: { id: 'integration', name: 'Cold start', type: 'API' },
});

/** The answers to what creating an alert calls: a table that holds only an API key, and a queue. */
function answer(operation: string, body: string): object {
  const asksForKey = body.includes(apiKeyKey(HASH).pk);
  switch (operation) {
    case 'DynamoDB_20120810.GetItem':
      return asksForKey ? { Item: KEY_ITEM } : {};
    case 'DynamoDB_20120810.BatchGetItem': {
      const [table = ''] = Object.keys(JSON.parse(body).RequestItems);
      return { Responses: { [table]: asksForKey ? [KEY_ITEM] : [] }, UnprocessedKeys: {} };
    }
    case 'DynamoDB_20120810.Query':
      return { Items: [], Count: 0 };
    default:
      return {};
  }
}

export interface AwsStandIn {
  /** The environment of a process that calls it in the place of AWS. */
  readonly environment: Readonly<Record<string, string>>;
  readonly stop: () => void;
}

/** Starts a server in the place of DynamoDB and SQS, with TLS as on AWS. It puts its certificate into the folder. */
export async function startAwsStandIn(folder: string): Promise<AwsStandIn> {
  const { key, pem } = selfSigned('200101000000Z', '491231235959Z', 'localhost');
  const server = createServer(
    { key: key.export({ type: 'pkcs8', format: 'pem' }), cert: pem },
    async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      response.setHeader('content-type', 'application/x-amz-json-1.0');
      response.end(JSON.stringify(answer(String(request.headers['x-amz-target']), body)));
    },
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `https://localhost:${(server.address() as AddressInfo).port}`;
  const certificate = join(folder, 'certificate.pem');
  writeFileSync(certificate, pem);
  return {
    environment: {
      AWS_ENDPOINT_URL: url,
      ALERT_ACTIONS_QUEUE_URL: `${url}/1/alert-actions.fifo`,
      NODE_EXTRA_CA_CERTS: certificate,
    },
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}
