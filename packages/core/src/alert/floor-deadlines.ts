import type { Alert } from '@watchfloor/contracts/alert';
import type { Fact, FactOf, LiveConversation, LiveTicket } from '@watchfloor/contracts/fact';
import type { FloorEntry } from '@watchfloor/contracts/floor';
import { epochMs } from '@watchfloor/contracts/instant';
import { levelsOf } from '../rule/levels.ts';
import { LATE_REPLY, UNTOUCHED_TICKET } from '../rule/rule.ts';
import { DeadlineQueue } from './deadline-queue.ts';
import { decide, nextLevel, type Resolution, resolve, type Transition } from './decide.ts';
import { type Beginning, roundBeginning, type Stretch, ticketBeginning } from './stretch.ts';
import { beginningOfEnd, factName } from './stretch-fact.ts';

/** Names an alert after what it is about, the same for the same: nothing can fire twice. */
export type NameAlert = (about: string) => string;

/**
 * What is due by the clock, not yet told: `settle` it once it is written, or `putBack`. `noticedAt` (epoch ms) is when that was first seen, and
 * stays over a `putBack`: what was logged by then must be folded before it is told.
 */
export type Due = { stretch: Stretch; noticedAt: number; transitions: Transition[] };

/** `now`: wall clock (epoch ms). `knownAt`: when the facts became knowable, epoch ms of the log. */
export type Folding = { now: number; knownAt: number };

const BEGINNINGS = new Set<Fact['type']>(['round.opened', 'ticket.untouched']);

const subjectKey = (of: Pick<Stretch, 'rule' | 'subjectId'>): string => `${of.rule.metric} ${of.subjectId}`;

/**
 * The deadlines of one floor, folded from facts. Before a fact ends a stretch, the stretch's earlier deadlines are decided: a breach that opens
 * and ends within one batch of facts is seen. Owner of no truth: start it from a snapshot, then fold every later fact.
 */
export class FloorDeadlines {
  readonly key: string;
  readonly #nameAlert: NameAlert;
  /** By the alert that may come of them. */
  readonly #stretches = new Map<string, Stretch>();
  /** The stretches of each subject that waits: one, but for the middle of a batch that tells the past anew. */
  readonly #present = new Map<string, Set<Stretch>>();
  readonly #queue = new DeadlineQueue();
  /** Active alerts whose stretch has not been met (yet). */
  readonly #unmet = new Map<string, Alert>();
  /** Stretches that the snapshot showed waiting, whatever facts before it say. */
  readonly #shownWaiting = new Set<string>();
  #floor: FloorEntry;
  #through: number;

  constructor(floor: FloorEntry, through: number, nameAlert: NameAlert) {
    this.#floor = floor;
    this.#through = through;
    this.#nameAlert = nameAlert;
    this.key = `${floor.tenant}/${floor.id}`;
  }

  get onWallClock(): boolean {
    return this.#floor.clock === 'wall';
  }

  /** Deadlines ahead. */
  get waiting(): number {
    return this.#queue.size;
  }

  /** The next deadline, epoch ms of the floor's clock, or null. */
  next(): number | null {
    return this.#queue.next();
  }

  /** Takes the present of a snapshot: who waits, which tickets nobody touches, and the alerts that are active. */
  restore(present: { conversations: Iterable<LiveConversation>; tickets: Iterable<LiveTicket>; alerts: Iterable<Alert> }): void {
    for (const alert of present.alerts) this.#unmet.set(alert.id, alert);
    const restore = (beginning: Beginning, since: number) => {
      this.#shownWaiting.add(this.#alertIdOf(beginning));
      this.#begin(beginning, since);
    };
    for (const conversation of present.conversations) {
      const { id, roundId, waitingSince: since, customer: name, answered } = conversation;
      if (roundId !== null && since !== null)
        restore(roundBeginning({ roundId, conversationId: id, name, since, first: !answered }, conversation), since);
    }
    for (const ticket of present.tickets) {
      const { id, kind, untouchedSince: since } = ticket;
      if (since !== null) restore(ticketBeginning({ ticketId: id, kind, since }, ticket), since);
    }
  }

  /** Folds one fact; gives what it makes certain. */
  fold(fact: Fact, folding: Folding): Transition[] {
    const knownAt = this.onWallClock ? folding.knownAt : fact.at;
    switch (fact.type) {
      case 'floor.configured':
        // Settings are made on the wall clock; on an event-time floor they hold from the event time it has come to.
        this.#configure(fact.floor, this.onWallClock ? knownAt : this.#through);
        return [];
      case 'conversation.changed':
        this.#follow(fact.conversation);
        return [];
      case 'episode.assigned':
        this.#hand(fact);
        return [];
      case 'round.opened':
        this.#begin(this.#round(fact, fact.at), knownAt);
        return [];
      case 'ticket.changed':
        this.#followTicket(fact.ticket);
        return [];
      case 'ticket.untouched':
        this.#begin(ticketBeginning({ ticketId: fact.ticketId, kind: fact.kind, since: fact.at }, fact.cut), knownAt);
        return [];
      default:
        return this.#foldEnding(fact, folding.now);
    }
  }

  /**
   * Folds a fact that a snapshot holds already: of those only the ends of stretches tell something, and settings, which are read apart. An end is
   * complete in itself, so that a breach that began and ended while nobody watched is told too. What the snapshot shows waiting goes on, though
   * it may have been said to end for a while.
   */
  foldPast(fact: Fact, folding: Folding): Transition[] {
    if (fact.type === 'floor.configured') return this.fold(fact, folding);
    return this.#isShownWaiting(fact) ? [] : this.#foldEnding(fact, folding.now);
  }

  /** Takes back facts that a snapshot holds already, in favour of those of the same batch: what is gone for good, and shows nowhere, never was. */
  retractPast(retracts: readonly Fact[], asserted: readonly Fact[], now: number): Transition[] {
    const again = new Set(asserted.map(factName));
    const gone = retracts.filter((fact) => BEGINNINGS.has(fact.type) && !again.has(factName(fact)) && !this.#isShownWaiting(fact));
    return gone.flatMap((fact) => {
      const beginning = this.#beginningIn(fact);
      return beginning ? this.#end(beginning, { at: beginning.since, how: 'withdrawn', now }) : [];
    });
  }

  #isShownWaiting(fact: Fact): boolean {
    const beginning = this.#beginningIn(fact);
    return beginning !== null && this.#shownWaiting.has(this.#alertIdOf(beginning));
  }

  #foldEnding(fact: Fact, now: number): Transition[] {
    if (fact.type === 'round.closed') return this.#end(this.#round(fact, fact.openedAt), { at: fact.at, how: fact.outcome, now });
    if (fact.type !== 'ticket.touched') return [];
    const { ticketId, kind, untouchedSince, cut, at, how } = fact;
    return this.#end(ticketBeginning({ ticketId, kind, since: untouchedSince }, cut), { at, how, now });
  }

  /**
   * Takes back facts, before `asserted` of the same batch are folded. A beginning that is gone for good ends its stretch, as if it had never been;
   * an end that is gone for good makes its stretch go on. What is only told anew (another holder, another end) is left to the new facts, but for
   * the beginnings in `over`: their stretch has ended and stays so, they must not be folded.
   */
  retract(retracts: readonly Fact[], asserted: readonly Fact[], folding: Folding): { transitions: Transition[]; over: Set<string> } {
    const again = new Set(asserted.map(factName));
    const named = retracts.filter((fact) => factName(fact) !== null);
    const endsTaken = new Set(named.map(beginningOfEnd));
    const gone = named.filter((fact) => !again.has(factName(fact)));
    const gonePast = new Set(gone.map(factName));
    const over = new Set<string>();
    const transitions: Transition[] = [];
    for (const fact of named) {
      const name = factName(fact);
      if (name === null) continue;
      const beginning = this.#beginningIn(fact);
      if (!beginning) continue;
      if (BEGINNINGS.has(fact.type)) {
        if (!again.has(name)) transitions.push(...this.#end(beginning, { at: beginning.since, how: 'withdrawn', now: folding.now }));
        else if (!endsTaken.has(name) && !this.#stretches.has(this.#alertIdOf(beginning))) over.add(name);
      } else if (gone.includes(fact) && !gonePast.has(beginningOfEnd(fact))) {
        this.#begin(beginning, this.onWallClock ? folding.knownAt : this.#through);
      }
    }
    return { transitions, over };
  }

  /** An event-time floor has come to `through`: gives what is due by then. On the wall clock nothing is: see `due`. */
  advance(through: number): Transition[] {
    if (through > this.#through) this.#through = through;
    if (this.onWallClock) return [];
    const transitions: Transition[] = [];
    for (let stretch = this.#queue.take(this.#through); stretch; stretch = this.#queue.take(this.#through)) {
      transitions.push(...this.#tell(stretch, { until: this.#through, now: null }));
    }
    return transitions;
  }

  /** At most `count` stretches whose deadline has come at `now` (wall clock). Nothing is folded between this and `settle` or `putBack`. */
  due(now: number, count: number): Due[] {
    const due: Due[] = [];
    while (this.onWallClock && due.length < count) {
      const stretch = this.#queue.take(now);
      if (!stretch) break;
      stretch.noticedAt ??= now;
      due.push({ stretch, noticedAt: stretch.noticedAt, transitions: this.#decide(stretch, { until: now, now }) });
    }
    return due;
  }

  /** They are written. */
  settle(due: Due[]): void {
    for (const { stretch, transitions } of due) this.#note(stretch, transitions);
  }

  /** They could not be written: they stay due. */
  putBack(due: Due[]): void {
    for (const { stretch } of due) this.#schedule(stretch);
  }

  /** Once everything up to the present is folded: ends active alerts whose stretch is gone without a trace. */
  endUnmet(now: number): Transition[] {
    const at = this.onWallClock ? now : this.#through;
    const transitions = [...this.#unmet.values()].map((alert) => resolve(this.key, alert, { reason: 'closed', at }));
    this.#unmet.clear();
    return transitions;
  }

  /** The beginning that a fact about a stretch speaks of. */
  #beginningIn(fact: Fact): Beginning | null {
    switch (fact.type) {
      case 'round.opened':
        return this.#round(fact, fact.at);
      case 'round.closed':
        return this.#round(fact, fact.openedAt);
      case 'ticket.untouched':
        return ticketBeginning({ ticketId: fact.ticketId, kind: fact.kind, since: fact.at }, fact.cut);
      case 'ticket.touched':
        return ticketBeginning({ ticketId: fact.ticketId, kind: fact.kind, since: fact.untouchedSince }, fact.cut);
      default:
        return null;
    }
  }

  #alertIdOf({ rule, occurrence }: Beginning): string {
    return this.#nameAlert([this.key, rule.name, occurrence].join('\n'));
  }

  #round({ roundId, conversationId, customer, cut, first }: FactOf<'round.opened' | 'round.closed'>, since: number): Beginning {
    return roundBeginning({ roundId, conversationId, name: customer, since, first: first === true }, cut);
  }

  #begin(beginning: Beginning, knownAt: number): void {
    const stretch = this.#stretchOf(beginning, knownAt);
    this.#stretches.set(stretch.alertId, stretch);
    const key = subjectKey(stretch);
    this.#present.set(key, (this.#present.get(key) ?? new Set()).add(stretch));
    this.#schedule(stretch);
  }

  /** The stretch of a beginning: the known one, else a new one with the alert that is active already, if there is one. */
  #stretchOf(named: Beginning, knownAt: number): Stretch {
    const alertId = this.#alertIdOf(named);
    const { occurrence: _, ...beginning } = named;
    const known = this.#stretches.get(alertId);
    if (known) return known;
    const alert = this.#unmet.get(alertId) ?? null;
    this.#unmet.delete(alertId);
    const stretch: Stretch = {
      ...beginning,
      alertId,
      knownAt: Math.max(knownAt, beginning.since),
      alert,
      firstDueAt: null,
      noticedAt: null,
      due: null,
    };
    if (alert)
      stretch.firstDueAt = Math.min(epochMs(alert.dueAt), stretch.since + (this.#levels(stretch)[0]?.limit ?? Number.POSITIVE_INFINITY));
    return stretch;
  }

  #end(beginning: Beginning, { at, how, now }: { at: number; how: Exclude<Resolution, 'closed'>; now: number }): Transition[] {
    const stretch = this.#stretchOf(beginning, beginning.since);
    const transitions = this.#tell(stretch, { until: at, now: this.onWallClock ? now : null });
    this.#queue.set(stretch, null);
    this.#stretches.delete(stretch.alertId);
    const present = this.#present.get(subjectKey(stretch));
    present?.delete(stretch);
    if (present?.size === 0) this.#present.delete(subjectKey(stretch));
    if (!stretch.alert) return transitions;
    const disproved = stretch.firstDueAt !== null && at < stretch.firstDueAt;
    return [...transitions, resolve(this.key, stretch.alert, { reason: disproved ? 'withdrawn' : how, at })];
  }

  #tell(stretch: Stretch, moment: { until: number; now: number | null }): Transition[] {
    const transitions = this.#decide(stretch, moment);
    this.#note(stretch, transitions);
    return transitions;
  }

  #decide(stretch: Stretch, moment: { until: number; now: number | null }): Transition[] {
    return decide(stretch, { floor: this.key, floorId: this.#floor.id, levels: this.#levels(stretch), moment });
  }

  #note(stretch: Stretch, transitions: Transition[]): void {
    stretch.noticedAt = null;
    for (const { alert } of transitions) {
      stretch.firstDueAt ??= epochMs(alert.dueAt);
      stretch.alert = alert;
    }
    this.#schedule(stretch);
  }

  #schedule(stretch: Stretch): void {
    const level = nextLevel(stretch, this.#levels(stretch));
    this.#queue.set(stretch, level && stretch.since + level.limit);
  }

  #levels(stretch: Stretch) {
    return levelsOf(this.#floor, stretch);
  }

  /** New limits hold for those still waiting, from the moment they are known. */
  #configure(floor: FloorEntry, knownAt: number): void {
    // A snapshot may hold later ones.
    if (floor.version < this.#floor.version) return;
    this.#floor = floor;
    for (const stretch of this.#stretches.values()) this.#reschedule(stretch, knownAt);
  }

  #reschedule(stretch: Stretch, knownAt: number): void {
    const before = stretch.due;
    this.#schedule(stretch);
    if (stretch.due === before) return;
    stretch.noticedAt = null;
    stretch.knownAt = Math.max(stretch.knownAt, knownAt);
  }

  #follow(conversation: LiveConversation): void {
    for (const stretch of this.#present.get(subjectKey({ rule: LATE_REPLY, subjectId: conversation.id })) ?? []) {
      stretch.name = conversation.customer;
      stretch.agentId = conversation.agentId;
      stretch.teamId = conversation.teamId;
      if (stretch.shopId === conversation.shopId) continue;
      stretch.shopId = conversation.shopId;
      this.#reschedule(stretch, stretch.knownAt);
    }
  }

  /** A conversation goes to an agent: whoever waits there now waits for him. */
  #hand({ conversationId, cut }: FactOf<'episode.assigned'>): void {
    for (const stretch of this.#present.get(subjectKey({ rule: LATE_REPLY, subjectId: conversationId })) ?? []) {
      stretch.agentId = cut.agentId;
      stretch.teamId = cut.teamId;
    }
  }

  #followTicket(ticket: LiveTicket): void {
    for (const stretch of this.#present.get(subjectKey({ rule: UNTOUCHED_TICKET, subjectId: ticket.id })) ?? []) {
      stretch.agentId = ticket.agentId;
      stretch.teamId = ticket.teamId;
      if (stretch.ticketKind === ticket.kind) continue;
      stretch.ticketKind = ticket.kind;
      this.#reschedule(stretch, stretch.knownAt);
    }
  }
}
