import type { Alert } from '@watchfloor/contracts/alert';
import type {
  AgentRow,
  ChangedAgent,
  ChangedFloor,
  ChangedSubject,
  Delta,
  DepartmentRow,
  FloorRow,
  Snapshot,
  SubjectRow,
  TicketRow,
  WaitingRow,
  WindowName,
} from '@watchfloor/contracts/live';
import { type Changes, noChanges } from '@watchfloor/core/live/floor-view';
import { agentRow, departmentRow, floorRow, subjectRow, ticketRow, waitingRow } from '@watchfloor/core/live/rows';
import { FLOOR_SUBJECT, idOfSubject, type SubjectKey } from '@watchfloor/core/window/subject';
import type { Board } from './board.ts';
import { ListDiff, whole } from './list-diff.ts';
import { frameOf, snapshotOf } from './snapshot-of.ts';

/** Everything is looked at again so often, because `open`, `dormant` and `active` change by time alone. */
const RECHECK_MS = 5_000;

/** Rows of the floor and its subjects are long: only what changed of them is told. */
const withId = <Row extends { id: string }>({ id }: Row, changed: Partial<Row>): Partial<Row> & { id: string } => ({ ...changed, id });

/**
 * Those who look at one floor through one window. It remembers what they have, and says what changed since, numbered.
 * Ages (waitMs and the like) alone are no change: clients tick them from the instants.
 */
export class Room {
  readonly #board: Board;
  readonly #window: WindowName;
  #seq = 0;
  readonly #floor = new ListDiff<FloorRow, ChangedFloor>(withId);
  readonly #agents = new ListDiff<AgentRow, ChangedAgent>(withId);
  readonly #lists = {
    t: new ListDiff<SubjectRow, ChangedSubject>(withId),
    s: new ListDiff<SubjectRow, ChangedSubject>(withId),
    c: new ListDiff<SubjectRow, ChangedSubject>(withId),
  };
  readonly #waiting = new ListDiff<WaitingRow>(whole);
  readonly #tickets = new ListDiff<TicketRow>(whole);
  readonly #departments = new ListDiff<DepartmentRow>(whole);
  readonly #alerts = new ListDiff<Alert>(whole);
  #dirty: Changes = noChanges();
  #dirtyAlerts = new Set<string>();
  /** Subjects with somebody waiting: their overdue and savable change by time alone. */
  readonly #ticking = new Set<SubjectKey>();
  #recheckedAt: number;

  constructor(board: Board, window: WindowName, now: number) {
    this.#board = board;
    this.#window = window;
    this.#recheckedAt = now;
    this.#markAll();
    this.#diff(now);
  }

  noteChanges(changes: Changes): void {
    for (const key of changes.subjects) this.#dirty.subjects.add(key);
    for (const id of changes.conversations) this.#dirty.conversations.add(id);
    for (const id of changes.tickets) this.#dirty.tickets.add(id);
    for (const id of changes.departments) this.#dirty.departments.add(id);
  }

  noteAlert(id: string): void {
    this.#dirtyAlerts.add(id);
  }

  /** What changed by `now` (epoch ms, the floor's) since the last delta. Given also when nothing did: the age of the data is news too. */
  tick(now: number): Delta {
    const frame = frameOf(this.#board, this.#window, now);
    this.#board.spreadChanges();
    this.#seq++;
    return { ...frame, seq: this.#seq, ...this.#diff(now) };
  }

  /** The picture that the next delta follows. Call right after `tick`, with the same instant. */
  snapshot(now: number): Snapshot {
    return snapshotOf(this.#board, { window: this.#window, now, seq: this.#seq });
  }

  #markAll(): void {
    const { view, alerts } = this.#board;
    for (const key of view.subjects.keys()) this.#dirty.subjects.add(key);
    for (const id of view.conversations.keys()) this.#dirty.conversations.add(id);
    for (const id of view.tickets.keys()) this.#dirty.tickets.add(id);
    for (const id of view.departments.keys()) this.#dirty.departments.add(id);
    for (const id of alerts.keys()) this.#dirtyAlerts.add(id);
  }

  #diff(now: number): Partial<Delta> {
    const { view, alerts } = this.#board;
    const asked = { view, window: this.#window, now };
    if (now - this.#recheckedAt >= RECHECK_MS) {
      this.#recheckedAt = now;
      for (const key of view.subjects.keys()) this.#dirty.subjects.add(key);
    }
    for (const key of this.#ticking) this.#dirty.subjects.add(key);
    // The states of agents stand in the floor's row too.
    if (this.#dirty.subjects.size > 0) this.#dirty.subjects.add(FLOOR_SUBJECT);
    for (const key of this.#dirty.subjects) this.#putSubject(key, asked);
    for (const id of this.#dirty.conversations) {
      const conversation = view.conversations.get(id);
      this.#waiting.put(id, conversation ? waitingRow(conversation, asked) : null);
    }
    for (const id of this.#dirty.tickets) {
      const ticket = view.tickets.get(id);
      this.#tickets.put(id, ticket ? ticketRow(ticket, asked) : null);
    }
    for (const id of this.#dirty.departments) this.#departments.put(id, departmentRow(id, asked));
    for (const id of this.#dirtyAlerts) this.#alerts.put(id, alerts.get(id) ?? null);
    this.#dirty = noChanges();
    this.#dirtyAlerts = new Set();
    return this.#takeDelta();
  }

  #putSubject(key: SubjectKey, asked: Parameters<typeof floorRow>[0]): void {
    const id = idOfSubject(key);
    const kind = key.slice(0, 1);
    let row: { waiting: number };
    if (!asked.view.isShown(key)) {
      if (kind === 'a') this.#agents.put(id, null);
      else this.#lists[kind as 't' | 's' | 'c'].put(id, null);
      row = { waiting: 0 };
    } else if (kind === 'f') {
      const floor = floorRow(asked);
      this.#floor.put('', floor);
      row = floor;
    } else if (kind === 'a') {
      const agent = agentRow(id, asked);
      this.#agents.put(id, agent);
      row = agent;
    } else {
      const subject = subjectRow(key, asked);
      this.#lists[kind as 't' | 's' | 'c'].put(id, subject);
      row = subject;
    }
    if (row.waiting > 0) this.#ticking.add(key);
    else this.#ticking.delete(key);
  }

  #takeDelta(): Partial<Delta> {
    const parts = {
      floor: this.#floor.take()?.set[0],
      teams: this.#lists.t.take(),
      agents: this.#agents.take(),
      shops: this.#lists.s.take(),
      channels: this.#lists.c.take(),
      waiting: this.#waiting.take(),
      tickets: this.#tickets.take(),
      departments: this.#departments.take(),
      alerts: this.#alerts.take(),
    };
    return Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== undefined));
  }
}
