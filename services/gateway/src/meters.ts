import type { History } from '@watchfloor/history/connect';
import { countOutbox } from '@watchfloor/history/settings-outbox';
import { Gauge, type Registry } from 'prom-client';
import type { Server } from 'socket.io';
import type { Hub } from './live/hub.ts';

/** What the gateway says of itself. */
export function makeMeters(registry: Registry, { io, hub, db }: { io: Server; hub: Hub; db: History }): void {
  const registers = [registry];
  new Gauge({
    name: 'watchfloor_gateway_sockets',
    help: 'Sockets connected to the wallboard',
    registers,
    collect() {
      this.set(io.of('/wallboard').sockets.size);
    },
  });
  new Gauge({
    name: 'watchfloor_gateway_floors',
    help: 'Floors held in memory',
    registers,
    collect() {
      this.set(hub.boards.size);
    },
  });
  new Gauge({
    name: 'watchfloor_gateway_settings_waiting',
    help: 'Settings that are stored and that the log has not taken yet',
    registers,
    async collect() {
      this.set(await countOutbox(db).catch(() => Number.NaN));
    },
  });
}
