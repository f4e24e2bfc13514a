import { floorKeyOf } from '@watchfloor/contracts/floor';
import type { WindowName } from '@watchfloor/contracts/live';
import { type Ack, Subscribe, type WallboardFromClient, type WallboardFromServer } from '@watchfloor/contracts/sockets';
import type { AlertEntry } from '@watchfloor/redis/alerts';
import type { Log } from '@watchfloor/runtime/log';
import type { Namespace, Server, Socket } from 'socket.io';
import { type Principal, SESSION_COOKIE } from '../access/authenticate.ts';
import { STAFF } from '../access/guard.ts';
import type { Hub } from './hub.ts';
import type { Room } from './room.ts';

const TICK_MS = 250;
/** A revoked token or an ended session loses its sockets within so long. */
const RECHECK_MS = 15_000;

type Data = { principal: Principal; credentials: Credentials; seat: Seat | null };
type Credentials = { cookie: string | undefined; bearer: string | undefined };
type Seat = { floorKey: string; window: WindowName };
type WallboardNamespace = Namespace<WallboardFromClient, WallboardFromServer, Record<string, never>, Data>;
type WallboardSocket = Socket<WallboardFromClient, WallboardFromServer, Record<string, never>, Data>;

type Parts = { io: Server; hub: Hub; log: Log; authenticate: (credentials: Credentials) => Promise<Principal | null> };

const roomName = (floorKey: string, window: string): string => `${floorKey}|${window}`;

/** The namespace `/wallboard`: rooms are joined here, never by the client; one encoded delta per room and tick. */
export class Wallboard {
  readonly #parts: Parts;
  readonly #namespace: WallboardNamespace;
  readonly #timers: NodeJS.Timeout[] = [];
  #ticking = false;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#namespace = parts.io.of('/wallboard') as unknown as WallboardNamespace;
    this.#namespace.use((socket, next) => void this.#admit(socket, next));
    this.#namespace.on('connection', (socket) => this.#seat(socket));
    this.#timers.push(setInterval(() => void this.#tick(), TICK_MS));
    this.#timers.push(setInterval(() => void this.#recheck(), RECHECK_MS));
  }

  close(): void {
    for (const timer of this.#timers) clearInterval(timer);
  }

  /** Passes an alert on at once, to every window of its floor. */
  alert(floorKey: string, { type, alert }: AlertEntry): void {
    this.#namespace.to(floorKey).emit('alert', { type, alert });
  }

  async #admit(socket: WallboardSocket, next: (error?: Error) => void): Promise<void> {
    const { token } = socket.handshake.auth as { token?: unknown };
    const credentials = { bearer: typeof token === 'string' ? token : undefined, cookie: cookieOf(socket.handshake.headers.cookie) };
    try {
      const principal = await this.#parts.authenticate(credentials);
      if (!principal) return next(new Error('unauthenticated: sign in, or give auth.token'));
      if (!STAFF.some((role) => role === principal.role)) return next(new Error(`forbidden: a ${principal.role} has no wallboard`));
      Object.assign(socket.data, { principal, credentials, seat: null });
      next();
    } catch (err) {
      this.#parts.log.warn({ err }, 'cannot check who connects');
      next(new Error('unavailable: try again'));
    }
  }

  #seat(socket: WallboardSocket): void {
    socket.on('subscribe', (request, ack) => void this.#subscribe(socket, request, answerer(ack)));
    socket.on('unsubscribe', (ack) => {
      this.#leave(socket);
      answerer(ack)({ ok: true });
    });
    socket.on('disconnect', () => this.#leave(socket));
  }

  async #subscribe(socket: WallboardSocket, request: unknown, ack: (answer: Ack) => void): Promise<void> {
    const parsed = Subscribe.safeParse(request);
    if (!parsed.success)
      return ack({ error: parsed.error.issues.map((issue) => `${issue.path.join('.') || 'subscribe'}: ${issue.message}`).join('; ') });
    const floorKey = floorKeyOf(socket.data.principal.tenant, parsed.data.floor);
    const { window } = parsed.data;
    try {
      const board = await this.#parts.hub.find(floorKey);
      if (!board) return ack({ error: `there is no floor ${parsed.data.floor}` });
      this.#leave(socket);
      const now = board.now(await this.#parts.hub.freshAt(this.#parts.hub.partitionOf(floorKey), TICK_MS));
      if (!socket.connected) return;
      const room = board.room(window, now);
      // Those already here get what changed up to this instant, so that the picture and the next delta fit together.
      this.#send(roomName(floorKey, window), room, now);
      socket.data.seat = { floorKey, window };
      await socket.join([floorKey, roomName(floorKey, window)]);
      ack({ ok: true });
      socket.emit('snapshot', room.snapshot(now));
    } catch (err) {
      this.#parts.log.warn({ err }, 'could not subscribe');
      ack({ error: 'the live data cannot be read now; try again' });
    }
  }

  #leave(socket: WallboardSocket): void {
    const { seat } = socket.data;
    if (!seat) return;
    socket.data.seat = null;
    void socket.leave(seat.floorKey);
    void socket.leave(roomName(seat.floorKey, seat.window));
  }

  #send(name: string, room: Room, now: number): void {
    this.#namespace.to(name).emit('delta', room.tick(now));
  }

  async #tick(): Promise<void> {
    if (this.#ticking) return;
    this.#ticking = true;
    try {
      const { hub } = this.#parts;
      const fresh = new Map<number, Promise<number>>();
      for (const [floorKey, board] of hub.boards) {
        this.#dropEmptyRooms(floorKey);
        if (board.rooms.size === 0) {
          board.keepMoving();
          continue;
        }
        const partition = hub.partitionOf(floorKey);
        if (!fresh.has(partition)) fresh.set(partition, hub.freshAt(partition, 0));
        const now = board.now((await fresh.get(partition)) ?? Date.now());
        for (const [window, room] of board.rooms) this.#send(roomName(floorKey, window), room, now);
      }
    } catch (err) {
      this.#parts.log.warn({ err }, 'no fresh data');
    } finally {
      this.#ticking = false;
    }
  }

  #dropEmptyRooms(floorKey: string): void {
    const board = this.#parts.hub.boards.get(floorKey);
    for (const window of board?.rooms.keys() ?? []) {
      if (!this.#namespace.adapter.rooms.has(roomName(floorKey, window))) board?.rooms.delete(window);
    }
  }

  async #recheck(): Promise<void> {
    for (const socket of this.#namespace.sockets.values()) {
      const still = await this.#parts.authenticate(socket.data.credentials).catch(() => socket.data.principal);
      if (!still) socket.disconnect(true);
    }
  }
}

const answerer = (ack: unknown): ((answer: Ack) => void) => (typeof ack === 'function' ? (ack as (answer: Ack) => void) : () => {});

function cookieOf(header: string | undefined): string | undefined {
  for (const part of (header ?? '').split(';')) {
    const [name, value] = part.trim().split('=', 2);
    if (name === SESSION_COOKIE && value) return decodeURIComponent(value);
  }
  return undefined;
}
