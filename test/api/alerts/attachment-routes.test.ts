import { addAttachment, listAttachments, MAX_UPLOAD_BYTES } from '../../../src/domain/alerts/attachments.ts';
import { alertKey } from '../../../src/platform/keys.ts';
import { anAlert } from '../../support/builders.ts';
import { useTable } from '../../support/table.ts';
import { aService, NOW } from './harness.ts';

const table = useTable();
const service = () => aService(table(), { accountId: 'files' });

const alert = anAlert({
  accountId: 'files',
  tinyId: '5',
  alias: 'with/files',
  responders: [{ type: 'team', id: 't2' }],
});
const PATH = `/v2/alerts/${alert.id}/attachments`;

beforeAll(() => service().store(alert));

function form(name = 'graph.png', content: string | Uint8Array<ArrayBuffer> = 'PNG') {
  const parts = new FormData();
  parts.append('file', new File([content], name, { type: 'image/png' }));
  parts.append('user', '');
  parts.append('indexFile', '');
  return parts;
}

test('a file is attached, listed, downloaded and deleted', async () => {
  const { call, get, blobs } = service();
  const bytes = Uint8Array.from([0, 255, 13, 10, 128]);
  const created = await call('POST', `${PATH}?alertIdentifierType=id`, form('C:\\temp\\gräph 1.png', bytes));
  expect([created.status, created.json.data]).toEqual([201, { id: expect.any(String), name: 'gräph 1.png' }]);
  const { id } = created.json.data;
  expect(String(Number(id))).toBe(id);
  expect(Number.isSafeInteger(Number(id))).toBe(true);
  expect([...(blobs.files.values().next().value ?? [])]).toEqual([...bytes]);

  expect((await get(PATH)).json.data).toEqual([{ id: Number(id), name: 'gräph 1.png' }]);
  const found = await get(`${PATH}/${id}`);
  expect(found.json.data).toEqual({
    name: 'gräph 1.png',
    url: `https://files.example.com/files/${alert.id}/${created.json.requestId}?as=gr%C3%A4ph%201.png`,
  });

  const removed = await call('DELETE', `${PATH}/${id}?user=jane`);
  expect([removed.status, removed.json.result]).toEqual([200, 'Deleted']);
  expect(blobs.files.size).toBe(0);
  expect((await get(PATH)).json.data).toEqual([]);
  expect((await get(`${PATH}/${id}`)).status).toBe(404);
  expect((await call('DELETE', `${PATH}/${id}`)).status).toBe(404);
});

test('the alert is found by each identifier type, in either parameter', async () => {
  const { call } = service();
  for (const path of [
    '/v2/alerts/5/attachments?alertIdentifierType=tiny',
    '/v2/alerts/5/attachments?identifierType=tiny',
    '/v2/alerts/with%2Ffiles/attachments?alertIdentifierType=alias',
    '/v2/alerts/with/files/attachments/?alertIdentifierType=alias',
  ]) {
    expect((await call('POST', path, form())).status).toBe(201);
  }
});

test('attachments of one request at the same instant get different ids', async () => {
  const other = anAlert({ accountId: 'files', tinyId: '8' });
  const attachment = {
    name: 'a',
    contentType: 'text/plain',
    size: 1,
    user: '',
    indexFile: '',
    createdAt: NOW,
    blobKey: 'b',
  };
  const added = await Promise.all(
    Array.from({ length: 5 }, () => addAttachment(table(), other, attachment, 'request')),
  );
  expect(new Set(added.map(({ id }) => id)).size).toBe(5);
  expect(await listAttachments(table(), other)).toHaveLength(5);
});

test('many attachments at the same instant get different ids', async () => {
  const { store, call, get } = service();
  const { id } = await store(anAlert({ accountId: 'files', tinyId: '6' }));
  const replies = await Promise.all(
    [1, 2, 3].map(() => call('POST', `/v2/alerts/${id}/attachments`, form())),
  );
  const ids = new Set(replies.map(({ json }) => json.data.id));
  expect(ids.size).toBe(3);
  expect((await get(`/v2/alerts/${id}/attachments`)).json.data).toHaveLength(3);
});

test('an invalid upload is refused and stores nothing', async () => {
  const { call, get, blobs, store } = service();
  const { id } = await store(anAlert({ accountId: 'files', tinyId: '7' }));
  const path = `/v2/alerts/${id}/attachments`;
  const withoutFile = new FormData();
  withoutFile.append('user', 'jane');
  const fileAsText = new FormData();
  fileAsText.append('file', 'text');
  expect((await call('POST', path, withoutFile)).json.errors).toEqual({ file: 'should be provided' });
  expect((await call('POST', path, fileAsText)).status).toBe(422);
  expect((await call('POST', path, { file: 'x' })).status).toBe(400);
  expect((await call('POST', path, undefined)).status).toBe(400);
  expect((await call('POST', path, form('big', new Uint8Array(MAX_UPLOAD_BYTES)))).status).toBe(413);
  expect((await call('POST', '/v2/alerts/nothing/attachments', form())).status).toBe(404);
  expect((await call('POST', `${path}?alertIdentifierType=name`, form())).json.errors).toHaveProperty(
    'alertIdentifierType',
  );
  expect(blobs.files.size).toBe(0);
  expect((await get(path)).json.data).toEqual([]);
});

test.each(['1', 'abc', '9'.repeat(40), '-1'])('the unknown attachment id %.20s gives 404', async (id) => {
  expect((await service().get(`${PATH}/${id}`)).status).toBe(404);
});

test('a file uploaded while its alert is being deleted is removed', async () => {
  const { call, blobs, store } = service();
  const going = anAlert({ accountId: 'files', tinyId: '6', alias: 'going' });
  await store(going);
  const { put } = blobs;
  blobs.put = async (...file) => {
    await put(...file);
    await table().delete(alertKey('files', going.id));
  };

  expect((await call('POST', `/v2/alerts/${going.id}/attachments`, form())).status).toBe(404);

  expect(blobs.files.size).toBe(0);
  expect(await listAttachments(table(), going)).toEqual([]);
});

test("attachments are hidden from other accounts and other teams' keys", async () => {
  const { call, get } = service();
  const { id } = (await call('POST', PATH, form())).json.data;
  for (const key of ['other', 'team']) {
    expect((await get(PATH, key)).status).toBe(404);
    expect((await get(`${PATH}/${id}`, key)).status).toBe(404);
    expect((await call('POST', PATH, form(), key)).status).toBe(404);
    expect((await call('DELETE', `${PATH}/${id}`, undefined, key)).status).toBe(404);
  }
});
