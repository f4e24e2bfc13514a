import { connect as connectSocket, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { BackupFault } from './backup-fault.ts';

const NEWLINE = 0x0a;
/** A server that says nothing for so long is given up. While it prepares the snapshot it sends a sign of life every second. */
const SILENCE_MS = 60_000;

/**
 * All that a Redis holds at one instant, in the format of its own files (RDB), read as a replica would: that works alike for a private server and
 * one far away, needs no other program and leaves nothing behind. It resolves when the instant has passed; writes go on meanwhile.
 * Protocol: https://redis.io/docs/latest/operate/oss_and_stack/management/replication/ and `redis-cli --rdb`, which does the same.
 * @throws BackupFault when the server refuses, as some that are rented out do.
 */
export async function openRedisSnapshot(url: string, signal: AbortSignal): Promise<Readable> {
  const socket = await dial(url, signal);
  const input = new Input(socket);
  try {
    for (const command of greeting(url)) {
      socket.write(encode(command));
      const answer = await input.line();
      // A server that is too old for an option of replication says so and goes on without.
      if (answer.startsWith('-') && command[0] !== 'REPLCONF') throw new BackupFault(`Redis refuses ${command[0]}: ${answer.slice(1)}`);
    }
    socket.write(encode(['SYNC']));
    let header = '';
    // Empty lines are signs of life.
    while (header === '') header = await input.line();
    if (!header.startsWith('$')) throw new BackupFault(`Redis gives no snapshot: ${header.slice(1)}`);
    const mark = /^\$EOF:(.{40})$/.exec(header)?.[1];
    const body = mark === undefined ? input.bytes(Number(header.slice(1))) : input.until(Buffer.from(mark, 'latin1'));
    return Readable.from(body, { objectMode: false }).once('close', () => socket.destroy());
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

/** `capa eof`: the server need not write a file first. `rdb-only`: it need not keep what is written meanwhile for us. */
function greeting(url: string): string[][] {
  const { username, password } = URL.canParse(url) ? new URL(url) : { username: '', password: '' };
  const auth = ['AUTH', username, password].map(decodeURIComponent).filter((word) => word !== '');
  return [...(password ? [auth] : []), ['REPLCONF', 'capa', 'eof'], ['REPLCONF', 'rdb-only', '1']];
}

const encode = (words: string[]): string =>
  `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`;

async function dial(url: string, signal: AbortSignal): Promise<Socket> {
  const { protocol, hostname, port, pathname } = URL.canParse(url) ? new URL(url) : new URL(`unix://${url}`);
  const host = hostname.replace(/^\[|\]$/g, '');
  const place = { host, port: Number(port || 6379) };
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const socket =
    protocol === 'unix:'
      ? connectSocket({ path: pathname }, resolve)
      : protocol === 'rediss:'
        ? connectTls({ ...place, servername: host }, resolve)
        : connectSocket(place, resolve);
  socket.on('error', reject);
  socket.setTimeout(SILENCE_MS, () => socket.destroy(new Error('Redis is silent')));
  signal.addEventListener('abort', () => socket.destroy(new Error('interrupted')), { once: true });
  await promise;
  return socket;
}

/** What a socket brings, read piece by piece; the sender waits while nobody reads. */
class Input {
  readonly #chunks: AsyncIterator<Buffer>;
  #held: Buffer = Buffer.alloc(0);

  constructor(socket: Socket) {
    this.#chunks = socket[Symbol.asyncIterator]();
  }

  async line(): Promise<string> {
    let end = this.#held.indexOf(NEWLINE);
    while (end < 0) {
      this.#held = Buffer.concat([this.#held, await this.#next()]);
      end = this.#held.indexOf(NEWLINE);
    }
    const line = this.#held.toString('latin1', 0, end);
    this.#held = this.#held.subarray(end + 1);
    return line.replace(/\r$/, '');
  }

  async *bytes(count: number): AsyncGenerator<Buffer> {
    for (let left = count; left > 0; ) {
      const chunk = (this.#held.length > 0 ? this.#held : await this.#next()).subarray(0, left);
      this.#held = this.#held.subarray(chunk.length);
      left -= chunk.length;
      yield chunk;
    }
  }

  async *until(mark: Buffer): AsyncGenerator<Buffer> {
    for (;;) {
      const end = this.#held.indexOf(mark);
      if (end >= 0) return yield this.#held.subarray(0, end);
      // The mark may have come in part.
      const sure = Math.max(0, this.#held.length - mark.length);
      if (sure > 0) yield this.#held.subarray(0, sure);
      this.#held = Buffer.concat([this.#held.subarray(sure), await this.#next()]);
    }
  }

  async #next(): Promise<Buffer> {
    const { value, done } = await this.#chunks.next();
    if (done) throw new BackupFault('Redis has ended the connection');
    return value;
  }
}
