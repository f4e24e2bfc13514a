import type { Cut, Fact, LiveAgent, LiveConversation, LiveTicket } from '@watchfloor/contracts/fact';
import type { Figures } from '@watchfloor/contracts/figures';
import type { FloorEntry } from '@watchfloor/contracts/floor';
import type { WindowName } from '@watchfloor/contracts/live';
import type { Team } from '@watchfloor/contracts/team';
import { rulesOf } from '../floor/rules.ts';
import { configureFloor, type KeptSettings, noSettings } from '../floor/settings.ts';
import { settingsAt } from '../floor/settings-at.ts';
import { dayAround } from '../window/calendar-spans.ts';
import type { Stay } from '../window/state-times.ts';
import { FLOOR_SUBJECT, idOfSubject, type SubjectKey, subjectsOf } from '../window/subject.ts';
import { FloorWindows, type IsNew } from './floor-windows.ts';
import { OpenMisses } from './open-misses.ts';

/** One subject of the board: what is open with it, its unhandled tickets. */
export type SubjectView = { conversations: Set<string>; tickets: Set<string> };

/** What changed since it was last asked, for building a delta. */
export type Changes = { subjects: Set<SubjectKey>; conversations: Set<string>; tickets: Set<string>; departments: Set<string> };

export const noChanges = (): Changes => ({ subjects: new Set(), conversations: new Set(), tickets: new Set(), departments: new Set() });

/**
 * A floor as a board shows it, folded from facts. Owner of no truth: start it from a snapshot, then fold every later fact.
 * Instants are epoch milliseconds; windows end at a whole second.
 */
export class FloorView {
  floor: FloorEntry;
  /** What was set on the floor when; of the other kinds nothing. */
  readonly settings: KeptSettings = noSettings();
  /** Greatest event time folded. */
  through = 0;
  readonly conversations = new Map<string, LiveConversation>();
  readonly tickets = new Map<string, LiveTicket>();
  /** Department -> the tickets that wait on it; none is empty. */
  readonly departments = new Map<string, Set<string>>();
  readonly agents = new Map<string, LiveAgent>();
  /** Teams that are set up; events may speak of others. */
  readonly teams = new Map<string, Team>();
  readonly subjects = new Map<SubjectKey, SubjectView>();
  /** Rolling figures of everybody. */
  readonly windows = new FloorWindows((subject) => {
    this.subject(subject);
    this.#changes.subjects.add(subject);
  });
  readonly #misses = new OpenMisses(
    (at) => rulesOf(settingsAt(this, at).floor).schedule,
    (measure, sign) => this.windows.measure(measure, sign),
  );
  /** Team -> the agents who are of it. */
  readonly #members = new Map<string, Set<string>>();
  #changes = noChanges();
  #windowEnd = Number.NEGATIVE_INFINITY;
  /** The day that the windows end in, epoch ms, and the zone and day start by which. */
  #day = { zone: '', dayStart: '', from: 0, to: 0 };

  constructor(floor: FloorEntry) {
    this.floor = floor;
    this.subject(FLOOR_SUBJECT);
  }

  /** Folds one fact. Facts about the same thing must come in their order. */
  fold(fact: Fact): void {
    switch (fact.type) {
      case 'conversation.changed':
        this.putConversation(fact.conversation);
        break;
      case 'conversation.removed':
        this.#dropConversation(fact.conversationId);
        break;
      case 'ticket.changed':
        this.putTicket(fact.ticket);
        break;
      case 'ticket.removed':
        this.#dropTicket(fact.ticketId);
        break;
      case 'agent.changed':
        this.putAgent(fact.agent);
        break;
      case 'agent.removed':
        this.#dropAgent(fact.agentId);
        break;
      case 'floor.configured':
        configureFloor(this, { time: fact.at, data: fact.floor });
        this.floor = fact.floor;
        for (const subject of this.subjects.keys()) this.#changes.subjects.add(subject);
        for (const id of this.conversations.keys()) this.#changes.conversations.add(id);
        for (const id of this.tickets.keys()) this.#changes.tickets.add(id);
        break;
      case 'team.configured':
        this.putTeam(fact.team);
        break;
      case 'team.removed':
        this.teams.delete(fact.teamId);
        this.#changes.subjects.add(`t:${fact.teamId}`);
        break;
      default:
    }
  }

  /**
   * Folds what a fact adds to the windows, or with `sign` -1 takes back what a retracted one had added. Apart from `fold`, because buckets and
   * states may come from snapshots of different age.
   */
  foldWindows(fact: Fact, sign: 1 | -1 = 1, isNew?: IsNew): void {
    this.windows.fold(fact, sign, isNew);
  }

  putConversation(conversation: LiveConversation): void {
    const { id } = conversation;
    const old = this.conversations.get(id);
    // Most changes leave a conversation where it is: moving it out of five sets and back is what folding would mostly do.
    const stays = old !== undefined && isSameCut(old, conversation);
    if (!stays) this.#dropConversation(id);
    this.conversations.set(id, conversation);
    this.#misses.note(id, conversation);
    for (const key of subjectsOf(conversation)) {
      if (!stays) this.subject(key).conversations.add(id);
      this.#changes.subjects.add(key);
    }
    this.#changes.conversations.add(id);
  }

  putTicket(ticket: LiveTicket): void {
    this.#dropTicket(ticket.id);
    this.tickets.set(ticket.id, ticket);
    for (const key of ticketSubjects(ticket)) {
      this.subject(key).tickets.add(ticket.id);
      this.#changes.subjects.add(key);
    }
    this.#changes.tickets.add(ticket.id);
    const { waitingOn } = ticket;
    if (waitingOn === null) return;
    this.departments.set(waitingOn, (this.departments.get(waitingOn) ?? new Set()).add(ticket.id));
    this.#changes.departments.add(waitingOn);
  }

  putAgent(agent: LiveAgent): void {
    const before = this.agents.get(agent.id)?.teamId ?? null;
    this.agents.set(agent.id, agent);
    this.subject(`a:${agent.id}`);
    if (agent.teamId !== before) {
      this.#noteMember(before, agent.id, false);
      this.#noteMember(agent.teamId, agent.id, true);
    }
    if (agent.teamId !== null) this.#changes.subjects.add(`t:${agent.teamId}`);
    this.#changes.subjects.add(`a:${agent.id}`).add(FLOOR_SUBJECT);
  }

  #dropAgent(id: string): void {
    const before = this.agents.get(id);
    if (!before) return;
    this.agents.delete(id);
    this.#noteMember(before.teamId, id, false);
    this.#changes.subjects.add(`a:${id}`).add(FLOOR_SUBJECT);
  }

  putTeam(team: Team): void {
    this.teams.set(team.id, team);
    this.#changes.subjects.add(`t:${team.id}`);
  }

  #noteMember(teamId: string | null, agentId: string, isOne: boolean): void {
    if (teamId === null) return;
    this.subject(`t:${teamId}`);
    const members = this.#members.get(teamId) ?? new Set();
    this.#members.set(teamId, members);
    if (isOne) members.add(agentId);
    else members.delete(agentId);
    this.#changes.subjects.add(`t:${teamId}`);
  }

  /** All figures of a subject in a window; states that last count up to `now`. Call after `advance`. */
  figures(key: SubjectKey, window: WindowName, now: number): Figures {
    return this.windows.figures(key, window, this.#present(key, now));
  }

  *#present(key: SubjectKey, now: number): Generator<Stay, void, void> {
    const id = idOfSubject(key);
    const ids =
      key === FLOOR_SUBJECT ? this.agents.keys() : key.startsWith('a:') ? [id] : key.startsWith('t:') ? this.#members.get(id) : [];
    for (const agentId of ids ?? []) {
      const agent = this.agents.get(agentId);
      if (agent && agent.status !== null && agent.statusSince !== null && agent.statusSince < now)
        yield { status: agent.status, from: agent.statusSince, to: now };
    }
  }

  /**
   * Has a subject a row? Not one that nothing is left of: no agent, nothing open, no figure today or in the longest window. So a board shows the same
   * whether it was there when there still was something or not.
   */
  isShown(key: SubjectKey): boolean {
    if (key === FLOOR_SUBJECT) return true;
    const view = this.subjects.get(key);
    if (!view) return false;
    const id = idOfSubject(key);
    const hasAgents = key.startsWith('a:') ? this.agents.has(id) : key.startsWith('t:') && (this.#members.get(id)?.size ?? 0) > 0;
    return hasAgents || view.conversations.size > 0 || view.tickets.size > 0 || !this.windows.isEmpty(key);
  }

  /** The day of the floor that an instant (epoch ms) is in. */
  dayAt(at: number): { from: number; to: number } {
    const { zone, dayStart } = this.floor;
    const day = this.#day;
    if (day.zone !== zone || day.dayStart !== dayStart || at < day.from || at >= day.to)
      this.#day = { zone, dayStart, ...dayAround(at, this.floor) };
    return this.#day;
  }

  /** Moves the end of the windows to the first whole second after `now`, so that everything up to now is in. Gives that end. */
  advance(now: number): number {
    this.#windowEnd = Math.max(this.#windowEnd, Math.floor(now / 1000) + 1);
    const end = this.#windowEnd * 1000;
    this.windows.advance(this.#windowEnd, this.dayAt(end - 1).from / 1000);
    this.#misses.advance(now);
    return end;
  }

  /** What changed since the last call. */
  takeChanges(): Changes {
    const changes = this.#changes;
    this.#changes = noChanges();
    return changes;
  }

  /** The view of a subject, made when it is first needed. */
  subject(key: SubjectKey): SubjectView {
    let view = this.subjects.get(key);
    if (!view) {
      view = { conversations: new Set(), tickets: new Set() };
      this.subjects.set(key, view);
      this.#changes.subjects.add(key);
    }
    return view;
  }

  #dropConversation(id: string): void {
    const old = this.conversations.get(id);
    if (!old) return;
    this.conversations.delete(id);
    this.#misses.note(id, null);
    for (const key of subjectsOf(old)) {
      this.subjects.get(key)?.conversations.delete(id);
      this.#changes.subjects.add(key);
    }
    this.#changes.conversations.add(id);
  }

  #dropTicket(id: string): void {
    const old = this.tickets.get(id);
    if (!old) return;
    this.tickets.delete(id);
    for (const key of ticketSubjects(old)) {
      this.subjects.get(key)?.tickets.delete(id);
      this.#changes.subjects.add(key);
    }
    this.#changes.tickets.add(id);
    const { waitingOn } = old;
    if (waitingOn === null) return;
    const waiting = this.departments.get(waitingOn);
    waiting?.delete(id);
    if (waiting?.size === 0) this.departments.delete(waitingOn);
    this.#changes.departments.add(waitingOn);
  }
}

const isSameCut = (a: Cut, b: Cut): boolean =>
  a.agentId === b.agentId && a.teamId === b.teamId && a.shopId === b.shopId && a.channel === b.channel;

const ticketSubjects = (ticket: LiveTicket): SubjectKey[] =>
  subjectsOf({ agentId: ticket.agentId, teamId: ticket.teamId, shopId: null, channel: null });
