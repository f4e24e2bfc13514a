/** Instants are epoch milliseconds. All events of a slot are due at its instant. */
export const SLOT_MS = 10;

export type PlanOptions = {
  /** Events a second once the plan has come up to speed, which takes as long as the longest conversation. */
  rate: number;
  agents: number;
  floors: readonly string[];
  /** The instant of slot 0, a multiple of SLOT_MS. */
  begin: number;
  /** From when on markers are events that a watcher is to time. */
  measureFrom: number;
};

/** A marker's conversation is named after the instant at which its first message was meant to be sent. */
const MARKER = 'mark-';
const MARKER_EVERY_MS = 100;
/** So long it stays on the board: what shows later than that is not seen at all. */
export const MARKER_OPEN_MS = 10_000;

/** The instant a marker was meant to be sent, or null for any other conversation. */
export const markerInstant = (conversationId: string): number | null =>
  conversationId.startsWith(MARKER) ? Number(conversationId.slice(MARKER.length)) : null;

const TEAM_SIZE = 20;
const SHOPS = 12;
const CHANNELS = ['tmall', 'jd', 'douyin', 'wechat'];
const STATUS_EVERY_MS = 20_000;
/** One conversation in so many leads to a ticket, gets a rating, or waits long for its first reply (and passes the floor's limits). */
const TICKET_EVERY = 20;
const RATING_EVERY = 4;
const LATE_EVERY = 300;
/** Events of a conversation in the mean: eight of its own, a rating, four of a ticket. */
const EVENTS_EACH = 8 + 1 / RATING_EVERY + 4 / TICKET_EVERY;

/** The floor's limits that go with it: late first replies take 8 to 12 s. */
export const PLAN_LIMITS = { wait: { warning: 6_000, critical: 8_000 } };

const ASKS = [
  '你好,昨天下的订单什么时候发货?',
  '这个尺码偏大还是偏小?我平时穿L码',
  '快递三天没有动了,麻烦帮忙催一下',
  '可以开发票吗?公司抬头',
  '收到的杯子碎了一个,怎么处理?',
];
const SAYS = [
  '您好,已为您查询,预计今天发出',
  '亲,建议按平时的尺码选择',
  '已经帮您催促快递,请留意物流',
  '可以的,请把抬头和税号发给我',
  '非常抱歉,马上为您安排补发',
];

/**
 * What happens on some floors, slot by slot: conversations that are opened, queued, assigned, asked, answered, closed, with tickets, ratings and agents' states.
 * The same for the same options: nothing is left to chance. Gives each event as JSON of a CloudEvent, about 300 bytes.
 */
export class FloorPlan {
  readonly #options: PlanOptions;
  readonly #due = new Map<number, string[]>();
  readonly #conversationsPerSlot: number;
  #owed = 0;
  #conversations = 0;
  #random = 1;
  #slot = 0;
  markers = 0;

  constructor(options: PlanOptions) {
    this.#options = options;
    const statuses = (options.agents * options.floors.length * 1000) / STATUS_EVERY_MS;
    this.#conversationsPerSlot = (Math.max(0, options.rate - statuses) / EVENTS_EACH) * (SLOT_MS / 1000);
  }

  /** The instant of the next slot. */
  get nextAt(): number {
    return this.#options.begin + this.#slot * SLOT_MS;
  }

  /** The events of the next slot and its instant. */
  next(): { at: number; events: string[] } {
    const slot = this.#slot++;
    const at = this.#options.begin + slot * SLOT_MS;
    this.#owed += this.#conversationsPerSlot;
    for (; this.#owed >= 1; this.#owed--) this.#openConversation(slot);
    this.#changeStatuses(slot);
    if (at % MARKER_EVERY_MS === 0 && at >= this.#options.measureFrom) this.#mark(slot, at);
    const events = this.#due.get(slot) ?? [];
    this.#due.delete(slot);
    return { at, events };
  }

  #openConversation(slot: number): void {
    const number = this.#conversations++;
    const floor = this.#options.floors[number % this.#options.floors.length] ?? '';
    const id = `c${number}`;
    const customer = `"customerId":"u${number % 200_000}"`;
    const agent = number % this.#options.agents;
    const by = `"agentId":"${agentId(agent)}"`;
    const about = `"channel":"${CHANNELS[number % CHANNELS.length]}","shopId":"s${number % SHOPS}"`;
    let after = 0;
    const step = (type: string, data: string, least: number, most = least) => {
      after += least + Math.floor(this.#chance() * (most - least));
      this.#put(slot + Math.floor(after / SLOT_MS), { floor, type, subject: id, data });
    };
    const text = (of: string[]) => `"text":"${of[number % of.length]}"`;
    step('conversation.opened', `${customer},${about},"intent":"${number % 3 === 0 ? 'aftersales' : 'presales'}","topic":"发货"`, 0);
    step('conversation.queued', `"teamId":"${teamId(agent)}"`, 20);
    step('message.received', `${customer},${text(ASKS)},${about}`, 100, 300);
    step('conversation.assigned', `${by},"by":"system"`, 100, 800);
    const late = number % LATE_EVERY === 7;
    step('message.sent', `"from":"agent",${by},${text(SAYS)}`, late ? 8_000 : 500, late ? 12_000 : 2_500);
    step('message.received', `${customer},${text(ASKS)},${about}`, 500, 2_000);
    step('message.sent', `"from":"agent",${by},${text(SAYS)}`, 500, 2_500);
    step('conversation.closed', '"by":"agent","reason":"resolved"', 1_000, 2_000);
    if (number % RATING_EVERY === 0) step('rating.submitted', `"score":${1 + (number % 5)},${by}`, 200, 900);
    if (number % TICKET_EVERY === 0) this.#openTicket(slot, { floor, number, by });
  }

  #openTicket(slot: number, { floor, number, by }: { floor: string; number: number; by: string }): void {
    const seconds = [1, 2, 4, 6];
    const types = ['opened', 'assigned', 'touched', 'resolved'];
    for (const [i, type] of types.entries()) {
      const at = slot + ((seconds[i] ?? 0) * 1000) / SLOT_MS;
      this.#put(at, { floor, type: `ticket.${type}`, subject: `t${number}`, data: `${by},"conversationId":"c${number}","kind":"refund"` });
    }
  }

  #changeStatuses(slot: number): void {
    const { agents, floors } = this.#options;
    const every = STATUS_EVERY_MS / SLOT_MS;
    for (let agent = 0; agent < agents; agent++) {
      // Everyone comes online in the first second, each tells his state again at his own time.
      const first = slot === agent % 100;
      if (!first && slot % every !== agent % every) continue;
      const status = first || this.#chance() < 0.8 ? 'online' : 'busy';
      const data = `"status":"${status}","name":"客服${agent}","teamId":"${teamId(agent)}","capacity":30`;
      for (const floor of floors) this.#put(slot, { floor, type: 'agent.status', subject: agentId(agent), data });
    }
  }

  #mark(slot: number, at: number): void {
    this.markers++;
    const subject = `${MARKER}${at}`;
    const floor = this.#options.floors[0] ?? '';
    const customer = `"customerId":"${subject}"`;
    this.#put(slot, { floor, type: 'message.received', subject, data: `${customer},"text":"?","channel":"tmall"` });
    this.#put(slot + MARKER_OPEN_MS / SLOT_MS, { floor, type: 'conversation.closed', subject, data: '"by":"customer"' });
  }

  #put(slot: number, event: { floor: string; type: string; subject: string; data: string }): void {
    const { floor, type, subject, data } = event;
    const time = new Date(this.#options.begin + slot * SLOT_MS).toISOString();
    const json = `{"specversion":"1.0","id":"${subject}-${slot}-${type}","source":"/chat/bench","type":"io.watchfloor.${type}","time":"${time}","subject":"${subject}","floor":"${floor}","data":{${data}}}`;
    const due = this.#due.get(slot);
    if (due) due.push(json);
    else this.#due.set(slot, [json]);
  }

  /** A number in [0, 1): Lehmer's generator, so that each run is the same. */
  #chance(): number {
    this.#random = (this.#random * 48_271) % 2_147_483_647;
    return this.#random / 2_147_483_647;
  }
}

const agentId = (number: number): string => `agent-${number}`;
const teamId = (agent: number): string => `team-${Math.floor(agent / TEAM_SIZE)}`;
