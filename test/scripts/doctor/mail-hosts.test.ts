import { listMailHosts } from '../../../scripts/doctor/mail-hosts.ts';

const failWith = (code: string) => async () => {
  throw Object.assign(new Error(code), { code });
};

test('hosts are named without the dot at the end', async () => {
  const hosts = await listMailHosts('in.example.com', async () => [{ exchange: 'mx.example.com.' }]);
  expect(hosts).toEqual(['mx.example.com']);
});

test.each(['ENODATA', 'ENOTFOUND'])('a domain without an MX record has no hosts: %s', async (code) => {
  expect(await listMailHosts('in.example.com', failWith(code))).toEqual([]);
});

test.each(['ETIMEOUT', 'ECONNREFUSED', 'ESERVFAIL'])('%s of the name server is an error', async (code) => {
  await expect(listMailHosts('in.example.com', failWith(code))).rejects.toThrow(code);
});
