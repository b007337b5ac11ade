import { connect } from 'node:net';
import { createInterface } from 'node:readline';

export interface Outgoing {
  readonly to: readonly string[];
  readonly from?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly text?: string;
}

/**
 * Sends an e-mail by SMTP (RFC 5321), as a tool on the same machine does, and gives the code of the last answer: 250 where
 * it was taken. Codes above 399 end the conversation.
 */
export async function sendMail(
  port: number,
  { to, from = 'jobs@example.com', headers, text = '' }: Outgoing,
) {
  const socket = connect(port, '127.0.0.1');
  const lines = createInterface({ input: socket })[Symbol.asyncIterator]();
  /** The code of the next answer, which may have several lines. */
  const answer = async (): Promise<number> => {
    for (;;) {
      const { value, done } = await lines.next();
      if (done) throw new Error('The server hung up.');
      if (/^\d{3}( |$)/.test(value)) return Number(value.slice(0, 3));
    }
  };
  const head = { From: from, To: to.join(', '), ...headers };
  const message = [...Object.entries(head).map(([name, value]) => `${name}: ${value}`), '', text].join(
    '\r\n',
  );
  const commands = [
    'EHLO localhost',
    `MAIL FROM:<${from}>`,
    ...to.map((address) => `RCPT TO:<${address}>`),
    'DATA',
    `${message.replace(/^\./gm, '..')}\r\n.`,
  ];
  try {
    let code = await answer();
    for (const command of commands) {
      if (code > 399) break;
      socket.write(`${command}\r\n`);
      code = await answer();
    }
    return code;
  } finally {
    socket.destroy();
  }
}
