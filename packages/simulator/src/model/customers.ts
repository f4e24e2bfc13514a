import { talkToBot } from './bot.ts';
import { awaitTimeout, close } from './closing.ts';
import { wake } from './desk.ts';
import { phrases, questionOf, topicsOf } from './phrases.ts';
import type { Random } from './random.ts';
import type { Team } from './roster.ts';
import { assignOrQueue } from './routing.ts';
import { customerSays, machineSays } from './say.ts';
import { shops } from './shop.ts';
import type { Conversation, Customer, Language, Simulation } from './simulation.ts';

/** Messages of a talk, both sides: median 14, mean 20; a lognormal's sigma is sqrt(2 ln(mean / median)). */
const MESSAGES = { mean: 20, sigma: Math.sqrt(2 * Math.log(20 / 14)) };
const PRESALES_SHARE = 0.55;
const BOT_SHARE = { ordinary: 0.15, promotion: 0.3 };
/** How long a customer whom nobody answers or is writing to stays; once he has been answered, he stays longer. */
const PATIENCE_MS = { presales: 60_000, aftersales: 180_000 };
const ANSWERED_STAYS = 40;
const LEAVES_SILENTLY = 0.7;
/** Messages of one question beyond the first, each as likely as this. */
const ONE_MORE = 0.25;
/** The chat system needs a moment to find an agent. */
const ROUTING_MS = { from: 500, to: 2_500 };
const RETURNS = 0.12;

/** A customer comes: to a bot now and then, else to a person. */
export function arrive(sim: Simulation, at: number, toBot = sim.random.chance(BOT_SHARE[sim.setup.day])): Conversation {
  const { random, counted } = sim;
  const conversation = newConversation(sim);
  counted.conversations += 1;
  sim.conversations.set(conversation.id, conversation);
  const { customer, shop, intent, team, topic } = conversation;
  sim.emit(at, 'conversation.opened', conversation, {
    customerId: customer.id,
    customerName: customer.name,
    ...shop,
    teamId: team,
    intent,
    topic,
    language: customer.language,
    ...(random.chance(0.03) ? { priority: 'high' } : {}),
    ...(random.chance(0.2) ? { orderValue: random.between(29, 999).toFixed(2) } : {}),
  });
  if (toBot) {
    talkToBot(sim, at, conversation);
    return conversation;
  }
  say(sim, at, conversation, questionOf(random, conversation));
  startWaiting(sim, at, conversation);
  sim.later(at + random.between(300, 900), (now) => {
    if (conversation.stage !== 'closed') machineSays(sim, now, conversation, 'auto', phrases[customer.language].welcome);
  });
  sim.later(at + random.between(ROUTING_MS.from, ROUTING_MS.to), (now) => assignOrQueue(sim, now, conversation));
  return conversation;
}

/** He has another question. If the talk has been closed meanwhile, it begins anew, with nobody. */
export function ask(sim: Simulation, at: number, conversation: Conversation): void {
  const { random } = sim;
  if (conversation.stage === 'closed') reopen(sim, at, conversation);
  const words = phrases[conversation.customer.language];
  // A courtesy in the middle of a talk asks for nothing; the question follows it.
  if (random.chance(0.04)) say(sim, at, conversation, random.pick(words.thanks));
  say(sim, at, conversation, random.pick(words.followUps));
  startWaiting(sim, at, conversation);
}

/** A question, now and then in several messages. */
function say(sim: Simulation, at: number, conversation: Conversation, text: string): void {
  const { random } = sim;
  customerSays(sim, at, conversation, text);
  for (let next = at; random.chance(ONE_MORE); ) {
    next += random.between(1_500, 7_000);
    sim.later(next, (now) => {
      if (conversation.stage === 'closed' || conversation.gone) return;
      customerSays(sim, now, conversation, random.pick(phrases[conversation.customer.language].followUps));
      startWaiting(sim, now, conversation);
    });
  }
}

/** From now on he waits, unless he does already; when his patience is over and nobody is writing to him, he leaves. */
export function startWaiting(sim: Simulation, at: number, conversation: Conversation): void {
  if (conversation.waitingSince !== null || conversation.stage === 'bot') return;
  const { random } = sim;
  conversation.waitingSince = at;
  conversation.owedSince ??= at;
  const { wait, intent, answered, person } = conversation;
  const stillWaits = () => conversation.wait === wait && conversation.waitingSince !== null && !conversation.gone;
  sim.later(at + random.between(60_000, 110_000), (now) => {
    if (stillWaits() && conversation.stage !== 'closed')
      customerSays(sim, now, conversation, random.pick(phrases[conversation.customer.language].nudges));
  });
  const patience = random.exponential(PATIENCE_MS[intent]) * sim.setup.patience * (answered ? ANSWERED_STAYS : 1);
  sim.later(at + patience, (now) => {
    if (stillWaits() && conversation.stage !== 'closed' && conversation.person?.writing !== conversation) leave(sim, now, conversation);
  });
  if (person) wake(sim, at, person);
}

/** He has had enough. Most go without a word, and the talk stands open until its time-out. */
function leave(sim: Simulation, at: number, conversation: Conversation): void {
  const { random, counted } = sim;
  // Of somebody whom nobody will see for a while on purpose, the board is to tell.
  if (conversation.notBefore > at) return;
  counted.left += 1;
  if (random.chance(LEAVES_SILENTLY)) {
    counted.leftSilently += 1;
    conversation.gone = true;
    awaitTimeout(sim, conversation);
    return;
  }
  customerSays(sim, at, conversation, random.pick(phrases[conversation.customer.language].farewells));
  sim.later(at + random.between(500, 3_000), (now) => close(sim, now, conversation, { by: 'customer', reason: 'abandoned' }));
}

function reopen(sim: Simulation, at: number, conversation: Conversation): void {
  const { random } = sim;
  conversation.stage = 'queued';
  conversation.answered = false;
  conversation.longestWaitMs = 0;
  conversation.messagesLeft = Math.max(conversation.messagesLeft, 2 + random.poisson(4));
  sim.conversations.set(conversation.id, conversation);
  sim.later(at + random.between(ROUTING_MS.from, ROUTING_MS.to), (now) => assignOrQueue(sim, now, conversation));
}

function newConversation(sim: Simulation): Conversation {
  const { random, run, counted } = sim;
  const intent: Team = random.chance(PRESALES_SHARE) ? 'presales' : 'aftersales';
  const customer = customerOf(sim);
  return {
    id: `conv-${run}-${counted.conversations + 1}`,
    lastEventAt: 0,
    customer,
    shop: customer.shop,
    team: intent,
    intent,
    topic: random.pick(topicsOf(intent)),
    stage: 'queued',
    person: null,
    waitingSince: null,
    wait: 0,
    longestWaitMs: 0,
    owedSince: null,
    notBefore: 0,
    answered: false,
    gone: false,
    messagesLeft: Math.max(2, Math.round(random.lognormal(MESSAGES.mean, MESSAGES.sigma))),
    lastMessageAt: 0,
    timeoutPlanned: false,
  };
}

/** Somebody new, or one of those who have bought. */
function customerOf({ random, run, counted, recentOrders }: Simulation): Customer {
  const known = recentOrders[Math.floor(random.next() * recentOrders.length)];
  if (known && random.chance(RETURNS)) return known.customer;
  const language = languageOf(random);
  return {
    id: `cust-${run}-${counted.conversations + 1}`,
    name: random.pick(phrases[language].customers),
    language,
    shop: random.pick(shops),
  };
}

function languageOf(random: Random): Language {
  const draw = random.next();
  return draw < 0.92 ? 'zh-CN' : draw < 0.97 ? 'zh-TW' : 'en';
}
