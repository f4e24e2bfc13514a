import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type passOnSessions, SESSIONS } from './pass-on-sessions.ts';
import type { WholeReceiver } from './speak-for-all.ts';

type Parts = { whole: WholeReceiver; here: ReturnType<typeof passOnSessions> };

/** A loopback port at which only the other processes of this receiver ask: for a report, and with sessions that live here. */
export async function openSideDoor({ whole, here }: Parts): Promise<{ port: number; close: () => void }> {
  const door = createServer(async (request, response) => {
    if (request.url?.startsWith(SESSIONS)) return here.request(request, response);
    if (request.url !== '/report') return response.writeHead(404).end();
    response.setHeader('content-type', 'application/json').end(JSON.stringify(await whole.ownReport()));
  });
  door.on('upgrade', here.upgrade);
  // Exclusive: not shared out among the processes as every other port is.
  door.listen({ host: '127.0.0.1', port: 0, exclusive: true });
  await once(door, 'listening');
  return {
    port: (door.address() as AddressInfo).port,
    close() {
      door.close();
      door.closeAllConnections();
    },
  };
}
