import type { Alert } from '@watchfloor/contracts/alert';
import type { Fact, FloorFacts } from '@watchfloor/contracts/fact';
import { type FloorEntry, floorKeyOf } from '@watchfloor/contracts/floor';
import type { WindowName } from '@watchfloor/contracts/live';
import { FloorView } from '@watchfloor/core/live/floor-view';
import { minuteOf } from '@watchfloor/core/order/order-key';
import type { FloorSnapshot, WindowMinute } from '@watchfloor/redis/snapshot';
import { compareIds, FIRST_ID } from '@watchfloor/redis/stream-id';
import { Room } from './room.ts';

/** Up to which fact each part of the view is, when it was read from Redis: only later facts are folded into it. */
type Positions = { conversations: string; tickets: string; agents: string; teams: string; windows: Map<number, string> };

const fresh = (): Positions => ({ conversations: FIRST_ID, tickets: FIRST_ID, agents: FIRST_ID, teams: FIRST_ID, windows: new Map() });

/** One floor as this gateway holds it: the view, its alerts, and a room for each window that somebody looks at. */
export class Board {
  readonly floorKey: string;
  readonly view: FloorView;
  readonly alerts = new Map<string, Alert>();
  readonly rooms = new Map<WindowName, Room>();
  #positions = fresh();
  /** The last fact in any part read; after it every part takes every fact. */
  #behindUntil = FIRST_ID;

  constructor(floor: FloorEntry) {
    this.floorKey = floorKeyOf(floor.tenant, floor.id);
    this.view = new FloorView(floor);
  }

  /** Starts from what Redis holds. */
  load(snapshot: FloorSnapshot, windows: WindowMinute[]): void {
    const { view } = this;
    view.floor = snapshot.floor;
    view.through = snapshot.through;
    for (const agent of snapshot.agents.items) view.putAgent(agent);
    for (const team of snapshot.teams.items) view.putTeam(team);
    for (const conversation of snapshot.conversations.items) view.putConversation(conversation);
    for (const ticket of snapshot.tickets.items) view.putTicket(ticket);
    for (const { buckets } of windows) for (const { subject, second, bucket } of buckets) view.putBucket(subject, second, bucket);
    this.#positions = {
      conversations: snapshot.conversations.after,
      tickets: snapshot.tickets.after,
      agents: snapshot.agents.after,
      teams: snapshot.teams.after,
      windows: new Map(windows.map(({ minute, after }) => [minute, after])),
    };
    const { conversations, tickets, agents, teams } = snapshot;
    const all = [conversations, tickets, agents, teams, ...windows].map(({ after }) => after);
    this.#behindUntil = all.reduce((last, id) => (compareIds(id, last) > 0 ? id : last), FIRST_ID);
  }

  /** Folds the facts of one entry of the stream; what a part has in it already is left out of that part. */
  fold(id: string, { through, retracts = [], facts }: FloorFacts): void {
    for (const fact of retracts) if (this.#isNewToWindows(id, fact)) this.view.foldWindows(fact, -1);
    for (const fact of facts) {
      if (this.#isNew(id, this.#positionOf(fact))) this.view.fold(fact);
      if (this.#isNewToWindows(id, fact)) this.view.foldWindows(fact);
    }
    if (through > this.view.through) this.view.through = through;
  }

  /** Is the entry later than what was read of a part? */
  #isNew(id: string, position: string): boolean {
    return this.#caughtUp(id) || compareIds(id, position) > 0;
  }

  #isNewToWindows(id: string, fact: Fact): boolean {
    return fact.type === 'round.closed' && this.#isNew(id, this.#positions.windows.get(minuteOf(fact.at)) ?? FIRST_ID);
  }

  #caughtUp(id: string): boolean {
    return compareIds(id, this.#behindUntil) > 0;
  }

  #positionOf(fact: Fact): string {
    switch (fact.type) {
      case 'conversation.changed':
      case 'conversation.removed':
        return this.#positions.conversations;
      case 'ticket.changed':
      case 'ticket.removed':
        return this.#positions.tickets;
      case 'agent.changed':
        return this.#positions.agents;
      case 'team.configured':
      case 'team.removed':
        return this.#positions.teams;
      default:
        return FIRST_ID;
    }
  }

  /** What "now" is on this floor: the wall clock's instant given, or the floor's own committed time. Epoch ms. */
  now(wall: number): number {
    return this.view.floor.clock === 'event' ? this.view.through : wall;
  }

  /** Takes what an alert has come to. Resolved ones leave the board. */
  putAlert(alert: Alert): void {
    if (alert.state === 'resolved') this.alerts.delete(alert.id);
    else this.alerts.set(alert.id, alert);
    for (const room of this.rooms.values()) room.noteAlert(alert.id);
  }

  /** Tells every room what changed in the view since the last call. To be called also while nobody looks, or changes would pile up. */
  spreadChanges(): void {
    const changes = this.view.takeChanges();
    for (const room of this.rooms.values()) room.noteChanges(changes);
  }

  /** The room of a window, made when somebody first looks. */
  room(window: WindowName, now: number): Room {
    this.spreadChanges();
    let room = this.rooms.get(window);
    if (!room) {
      room = new Room(this, window, now);
      this.rooms.set(window, room);
    }
    return room;
  }
}
