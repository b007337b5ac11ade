import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { prepareRemoval } from '../../../serverless/stage-data.ts';

/** A used stage, as CloudFormation, S3 and SES answer about it. */
interface UsedStage {
  readonly isProtected?: boolean;
  readonly deletionPolicy?: string;
  readonly activeRuleSet?: string;
  readonly error?: { readonly code: string; readonly message: string };
}

let server: Server;
let objects: string[];
let activeRuleSet: string | undefined;
let stage: UsedStage;

const answer = (operation: string, result: string) =>
  `<${operation}Response><${operation}Result>${result}</${operation}Result></${operation}Response>`;

const RESOURCES = [
  ['AttachmentsBucket', 'tocsin-dev-attachmentsbucket-1a', 'AWS::S3::Bucket'],
  ['ServerlessDeploymentBucket', 'tocsin-dev-serverlessdeploymentbucket-1a', 'AWS::S3::Bucket'],
  ['EmailRuleSet', 'tocsin-dev', 'AWS::SES::ReceiptRuleSet'],
] as const;

function answerQuery(action: string): string {
  switch (action) {
    case 'DescribeStacks':
      return answer(
        action,
        `<Stacks><member><StackName>tocsin-dev</StackName><StackStatus>UPDATE_COMPLETE</StackStatus><EnableTerminationProtection>${stage.isProtected ?? false}</EnableTerminationProtection></member></Stacks>`,
      );
    case 'GetTemplate': {
      const AttachmentsBucket = { DeletionPolicy: stage.deletionPolicy ?? 'Delete' };
      return answer(
        action,
        `<TemplateBody>${JSON.stringify({ Resources: { AttachmentsBucket } })}</TemplateBody>`,
      );
    }
    case 'ListStackResources':
      return answer(
        action,
        `<StackResourceSummaries>${RESOURCES.map(
          ([id, physical, type]) =>
            `<member><LogicalResourceId>${id}</LogicalResourceId><PhysicalResourceId>${physical}</PhysicalResourceId><ResourceType>${type}</ResourceType></member>`,
        ).join('')}</StackResourceSummaries>`,
      );
    case 'DescribeActiveReceiptRuleSet':
      return answer(action, activeRuleSet ? `<Metadata><Name>${activeRuleSet}</Name></Metadata>` : '');
    case 'SetActiveReceiptRuleSet':
      activeRuleSet = undefined;
      return answer(action, '');
    default:
      throw new Error(`Nobody expects ${action}.`);
  }
}

function answerS3(method: string, path: string, body: string): string {
  if (!path.startsWith('/tocsin-dev-attachmentsbucket-1a'))
    throw new Error(`Nobody expects ${method} ${path}.`);
  if (method === 'POST') {
    const deleted = [...body.matchAll(/<VersionId>(.*?)<\/VersionId>/g)].map(([, version]) => version);
    objects = objects.filter((version) => !deleted.includes(version));
    return '<DeleteResult/>';
  }
  // A page of two, as S3 lists a thousand at a time.
  return `<ListVersionsResult>${objects
    .slice(0, 2)
    .map((version, i) => {
      const tag = i === 0 ? 'Version' : 'DeleteMarker';
      return `<${tag}><Key>a</Key><VersionId>${version}</VersionId></${tag}>`;
    })
    .join('')}</ListVersionsResult>`;
}

beforeAll(async () => {
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const action = new URLSearchParams(body).get('Action');
    response.setHeader('content-type', 'text/xml');
    if (stage.error && action === 'DescribeStacks') {
      const { code, message } = stage.error;
      response.writeHead(400);
      response.end(
        `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`,
      );
      return;
    }
    response.end(action ? answerQuery(action) : answerS3(String(request.method), String(request.url), body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterAll(() => new Promise((resolve) => server.close(resolve)));

async function prepare(used: UsedStage): Promise<readonly string[]> {
  stage = used;
  objects = ['v1', 'v2', 'v3'];
  activeRuleSet = used.activeRuleSet;
  const { port } = server.address() as AddressInfo;
  const configuration = {
    region: 'eu-west-1',
    endpoint: `http://127.0.0.1:${port}`,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  };
  return prepareRemoval(configuration, 'tocsin-dev');
}

test('a used stage with inbound e-mail can be removed: its bucket is empty and its rule set inactive', async () => {
  expect(await prepare({ activeRuleSet: 'tocsin-dev' })).toEqual([
    'Deleted 3 objects of the bucket tocsin-dev-attachmentsbucket-1a',
    'Deactivated the receipt rule set tocsin-dev: this region receives no e-mail now',
  ]);
  expect(objects).toEqual([]);
  expect(activeRuleSet).toBeUndefined();
});

test.each([undefined, 'another'])(
  'the active rule set %p, which is not the stage’s, stays active',
  async (active) => {
    expect(await prepare({ ...(active && { activeRuleSet: active }) })).toEqual([
      'Deleted 3 objects of the bucket tocsin-dev-attachmentsbucket-1a',
    ]);
    expect(activeRuleSet).toBe(active);
  },
);

test('a bucket that outlives the stack keeps its objects', async () => {
  expect(await prepare({ deletionPolicy: 'RetainExceptOnCreate' })).toEqual([]);
  expect(objects).toHaveLength(3);
});

test('a protected stage is not touched, because its removal is refused', async () => {
  expect(await prepare({ isProtected: true, activeRuleSet: 'tocsin-dev' })).toEqual([]);
  expect(objects).toHaveLength(3);
  expect(activeRuleSet).toBe('tocsin-dev');
});

test('a stack that does not exist needs no preparation', async () => {
  const message = 'Stack with id tocsin-dev does not exist';
  expect(await prepare({ error: { code: 'ValidationError', message } })).toEqual([]);
});

test('a missing right ends the removal before anything is deleted', async () => {
  const error = { code: 'AccessDenied', message: 'User is not authorized to perform DescribeStacks' };
  await expect(prepare({ error })).rejects.toThrow('not authorized');
  expect(objects).toHaveLength(3);
});
