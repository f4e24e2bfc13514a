import type { Alert } from '@watchfloor/contracts/alert';
import type { Fact, FloorFacts } from '@watchfloor/contracts/fact';
import { type FloorEntry, floorKeyOf } from '@watchfloor/contracts/floor';
import type { WindowName } from '@watchfloor/contracts/live';
import { FloorView } from '@watchfloor/core/live/floor-view';
import type { IsNew } from '@watchfloor/core/live/floor-windows';
import { minuteOf } from '@watchfloor/core/order/order-key';
import { HourSlots } from '@watchfloor/core/window/hour-slots';
import type { FloorSnapshot } from '@watchfloor/redis/snapshot';
import { compareIds, FIRST_ID } from '@watchfloor/redis/stream-id';
import type { WindowHour, WindowMinute } from '@watchfloor/redis/windows';
import { Room } from './room.ts';

/** Up to which fact each part of the view is, when it was read from Redis: only later facts are folded into it. */
type Positions = {
  conversations: string;
  tickets: string;
  agents: string;
  teams: string;
  /** Of every part of the windows that was not read, or that nobody has written since. */
  windows: string;
  minutes: Map<number, string>;
  hours: Map<number, string>;
};

const fresh = (): Positions => ({
  conversations: FIRST_ID,
  tickets: FIRST_ID,
  agents: FIRST_ID,
  teams: FIRST_ID,
  windows: FIRST_ID,
  minutes: new Map(),
  hours: new Map(),
});

/** What Redis holds of the windows of a floor, as of fact `after` or, some parts, later; `day`: when the day began, epoch ms. */
export type WindowCopy = { after: string; day: number; minutes: WindowMinute[]; hours: WindowHour[] };

/** Events may be so far in the future: nobody may see the windows end before what was folded last minus this. */
const FUTURE_MS = 60_000;
const later = (a: string, b: string): string => (compareIds(a, b) > 0 ? a : b);

/** One floor as this gateway holds it: the view, its alerts, and a room for each window that somebody looks at. */
export class Board {
  readonly floorKey: string;
  readonly view: FloorView;
  readonly alerts = new Map<string, Alert>();
  readonly rooms = new Map<WindowName, Room>();
  #positions = fresh();
  readonly #slots = new HourSlots();
  /** The last fact in any part read; after it every part takes every fact. */
  #behindUntil = FIRST_ID;

  constructor(floor: FloorEntry) {
    this.floorKey = floorKeyOf(floor.tenant, floor.id);
    this.view = new FloorView(floor);
  }

  /** Starts from what Redis holds. */
  load(snapshot: FloorSnapshot, windows: WindowCopy): void {
    const { view } = this;
    view.floor = snapshot.floor;
    view.through = snapshot.through;
    if (snapshot.versions.length > 0) view.settings.floor.set(snapshot.floor.id, snapshot.versions);
    for (const agent of snapshot.agents.items) view.putAgent(agent);
    for (const team of snapshot.teams.items) view.putTeam(team);
    for (const conversation of snapshot.conversations.items) view.putConversation(conversation);
    for (const ticket of snapshot.tickets.items) view.putTicket(ticket);
    this.#loadWindows(windows);
    this.#positions = {
      conversations: snapshot.conversations.after,
      tickets: snapshot.tickets.after,
      agents: snapshot.agents.after,
      teams: snapshot.teams.after,
      windows: windows.after,
      minutes: new Map(windows.minutes.map(({ minute, after }) => [minute, later(after, windows.after)])),
      hours: new Map(windows.hours.map(({ start, after }) => [start, later(after, windows.after)])),
    };
    const { conversations, tickets, agents, teams } = snapshot;
    const all = [conversations, tickets, agents, teams, windows, ...windows.minutes, ...windows.hours].map(({ after }) => after);
    this.#behindUntil = all.reduce(later, FIRST_ID);
  }

  #loadWindows({ day, minutes, hours }: WindowCopy): void {
    const { windows, conversations } = this.view;
    const isUnnamed = (customer: string) => conversations.get(customer)?.customerId === customer;
    windows.beginDay(day);
    for (const { buckets } of minutes)
      for (const [subject, seconds] of buckets) for (const [second, bucket] of seconds) windows.putBucket(subject, second, bucket);
    for (const { start, totals, replies, stays } of hours) {
      if (start >= day) for (const [subject, total] of totals) windows.putBucket(subject, null, total);
      for (const { cut, seconds } of replies.values())
        for (const [customer, all] of seconds)
          for (const second of all) windows.putReply(cut, { customer, unnamed: isUnnamed(customer), second });
      for (const [agentId, all] of stays)
        for (const { teamId, ...stay } of all) windows.putStay({ agentId, teamId, shopId: null, channel: null }, stay);
    }
  }

  /** Folds the facts of one entry of the stream; what a part has in it already is left out of that part. */
  fold(id: string, { through, retracts = [], facts }: FloorFacts): void {
    const isNew = this.#caughtUp(id) ? undefined : this.#isNewToWindows(id);
    for (const fact of retracts) this.view.foldWindows(fact, -1, isNew);
    for (const fact of facts) {
      if (this.#isNew(id, this.#positionOf(fact))) this.view.fold(fact);
      this.view.foldWindows(fact, 1, isNew);
    }
    if (through > this.view.through) this.view.through = through;
  }

  /** Is the entry later than what was read of a part? */
  #isNew(id: string, position: string): boolean {
    return this.#caughtUp(id) || compareIds(id, position) > 0;
  }

  #isNewToWindows(id: string): IsNew {
    const { windows, minutes, hours } = this.#positions;
    return {
      seconds: (at) => compareIds(id, minutes.get(minuteOf(at)) ?? windows) > 0,
      hours: (at) => compareIds(id, hours.get(this.#slots.startOf(at, this.view.floor)) ?? windows) > 0,
    };
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
      case 'agent.removed':
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

  /** Moves the windows on while nobody looks, or what they have left behind would pile up. */
  keepMoving(): void {
    this.view.advance(this.view.through - FUTURE_MS);
    this.spreadChanges();
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
