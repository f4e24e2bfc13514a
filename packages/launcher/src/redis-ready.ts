import { connect } from 'node:net';

const ANSWER_MS = 1_000;

/** Whether a Redis answers PING, that is: it accepts the password and has loaded its data. */
export function isRedisReady({ port, password }: { port: number; password: string }): Promise<boolean> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect({ port, host: '127.0.0.1' }, () => socket.write(`AUTH ${password}\r\nPING\r\n`));
    const settle = (ready: boolean) => {
      socket.destroy();
      resolve(ready);
    };
    socket.setTimeout(ANSWER_MS, () => settle(false));
    socket.on('error', () => settle(false));
    socket.on('close', () => resolve(false));
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1');
      if (answer.includes('+PONG')) settle(true);
      else if (answer.includes('-LOADING') || answer.includes('-WRONGPASS')) settle(false);
    });
  });
}
