import { type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Server as SocketServer } from 'socket.io';
import type { Peers } from './know-peers.ts';

type Handlers = {
  request: (request: IncomingMessage, response: ServerResponse) => void;
  upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
};

/**
 * A Socket.IO session lives in the process that began it, but its later requests (long polling, the upgrade to a web socket) come over other
 * connections and so to any process. Session ids therefore begin with the number of their process, and what belongs to another one is passed on
 * to its side door. Gives the handlers for what comes through ours. Events over plain HTTP are untouched.
 */
export function passOnSessions(server: Server, sockets: SocketServer, peers: Peers): Handlers {
  const makeId = sockets.engine.generateId.bind(sockets.engine);
  sockets.engine.generateId = (asked: IncomingMessage) => `${peers.own}-${makeId(asked)}`;
  const doorFor = ({ url = '' }: IncomingMessage): number | undefined => {
    const id = url.startsWith(SESSIONS) ? /[?&]sid=(\d+)-/.exec(url)?.[1] : undefined;
    return id === undefined ? undefined : peers.doorOf(Number(id));
  };
  const here: Handlers = { request: takeOver(server, 'request'), upgrade: takeOver(server, 'upgrade') };
  server.on('request', (asked: IncomingMessage, response: ServerResponse) => {
    const door = doorFor(asked);
    if (door === undefined) here.request(asked, response);
    else passRequest(door, asked, response);
  });
  server.on('upgrade', (asked: IncomingMessage, socket: Duplex, head: Buffer) => {
    const door = doorFor(asked);
    if (door === undefined) here.upgrade(asked, socket, head);
    else passUpgrade(door, asked, socket, head);
  });
  return here;
}

/** Addresses of Socket.IO begin with this. */
export const SESSIONS = '/socket.io/';

/** Takes the listeners of a server off it and makes one handler of them. */
function takeOver(server: Server, event: keyof Handlers): (...given: unknown[]) => void {
  const listeners = server.listeners(event);
  server.removeAllListeners(event);
  return (...given) => {
    for (const listener of listeners) Reflect.apply(listener, server, given);
  };
}

function passRequest(port: number, asked: IncomingMessage, response: ServerResponse): void {
  const { method, url, headers } = asked;
  const other = request({ host: '127.0.0.1', port, method, path: url, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  // Its process has just ended, and the session with it: the sender begins another one.
  other.on('error', () => response.destroy());
  response.on('close', () => other.destroy());
  asked.pipe(other);
}

function passUpgrade(port: number, asked: IncomingMessage, socket: Duplex, head: Buffer): void {
  const { method, url, rawHeaders, httpVersion } = asked;
  const other = connect(port, '127.0.0.1');
  const lines = Array.from({ length: rawHeaders.length / 2 }, (_, n) => `${rawHeaders[2 * n]}: ${rawHeaders[2 * n + 1]}\r\n`);
  other.write(`${method} ${url} HTTP/${httpVersion}\r\n${lines.join('')}\r\n`, 'latin1');
  other.write(head);
  for (const [from, to] of [
    [socket, other],
    [other, socket],
  ] as const) {
    from.on('error', () => to.destroy());
    from.on('close', () => to.destroy());
    from.pipe(to);
  }
}
