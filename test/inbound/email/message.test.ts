import { readEmail } from '../../../src/inbound/events/tools/email/message.ts';
import { mime } from './mail.ts';

test.each<[string, string, string]>([
  ['plain text', mime({}, 'Plätze voll'), 'Plätze voll'],
  [
    'a charset that is not UTF-8, in quoted-printable',
    mime(
      { 'Content-Type': 'text/plain; charset=iso-8859-1', 'Content-Transfer-Encoding': 'quoted-printable' },
      'Platten =FCber=\r\nf=FCllt',
    ),
    'Platten überfüllt',
  ],
  [
    'base64 in a Japanese charset',
    mime(
      { 'Content-Type': 'text/plain; charset=shift_jis', 'Content-Transfer-Encoding': 'base64' },
      'j+Gak4Fq',
    ),
    new TextDecoder('shift_jis').decode(Buffer.from('j+Gak4Fq', 'base64')),
  ],
  [
    'HTML alone',
    mime(
      { 'Content-Type': 'text/html; charset=utf-8' },
      '<html><head><title>No</title></head><body><p>Disk &gt; 90&nbsp;%</p><p>db1 &#8211; <b>now</b></p></body></html>',
    ),
    'Disk > 90 %\ndb1 – now',
  ],
  [
    'plain text before HTML, and no attachment',
    mime(
      { 'Content-Type': 'multipart/mixed; boundary=b' },
      [
        '--b\r\nContent-Type: multipart/alternative; boundary=c\r\n',
        '--c\r\nContent-Type: text/html\r\n\r\n<p>no</p>',
        '--c\r\nContent-Type: text/plain\r\n\r\nyes',
        '--c--',
        '--b\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename=log.txt\r\n\r\nno',
        '--b--',
      ].join('\r\n'),
    ),
    'yes',
  ],
  [
    'a message that is cut off',
    mime({ 'Content-Type': 'multipart/mixed; boundary=b' }, '--b\r\n\r\nhalf a'),
    'half a',
  ],
])('the text of %s', async (_, source, text) => {
  expect((await readEmail(source)).text).toBe(text);
});

test('names, subjects and files are decoded', async () => {
  const message = await readEmail(
    mime(
      {
        From: '=?utf-8?q?J=C3=B6rg?= <joerg@example.com>',
        To: 'Ops: a@example.com, "B, b" <b@example.com>;',
        Subject: '=?iso-8859-1?q?Platte_f=FCr_db1?=',
        'Content-Type': 'multipart/mixed; boundary=b',
      },
      '--b\r\nContent-Type: image/png\r\nContent-Disposition: attachment; filename="graph.png"\r\n\r\nx\r\n--b--',
    ),
  );
  expect(message).toMatchObject({
    from: 'Jörg <joerg@example.com>',
    to: 'a@example.com, B, b <b@example.com>',
    subject: 'Platte für db1',
    attachments: ['graph.png'],
  });
});

test('an e-mail with parts nested too deeply is rejected', async () => {
  const nested = Array.from(
    { length: 100 },
    (_, i) => `Content-Type: multipart/mixed; boundary=b${i}\r\n\r\n--b${i}\r\n`,
  ).join('');
  await expect(readEmail(nested)).rejects.toThrow();
});
