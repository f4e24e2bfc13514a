import type { Cut } from '@watchfloor/contracts/fact';
import type { Agents } from '../agents.ts';
import type { Episode } from '../cut-into-episodes.ts';
import { cutOf, type Moment, replierOf } from '../moments.ts';
import type { Round } from '../rounds.ts';
import { isInHours, type Platform, type PlatformRules, type PlatformSettings, platformRules, profileOf } from './platform-rules.ts';

/** What a platform has counted. `limit` null: the length of a response. A session counts where the first of its rounds began. */
export type Judgement =
  | { kind: 'verdict'; platform: Platform; at: number; cut: Cut; limit: number; hit: boolean }
  | { kind: 'response'; platform: Platform; at: number; cut: Cut; ms: number }
  | { kind: 'session'; platform: Platform; at: number; cut: Cut; rate: number; answered: boolean };

type Told = {
  episode: Episode;
  moments: readonly Moment[];
  rounds: readonly Round[];
  agents: Agents;
  settings: PlatformSettings;
  requestedAt: (moments: readonly Moment[]) => number | null;
  now: number;
};

/** Somebody asked at a moment (its place), and his clock runs from `from`; until the moment that stops it, if any does. */
type Question = { rules: PlatformRules; asking: number; from: number; counts: boolean; end: End };
type End = { how: 'replied' | 'unanswered' | 'withdrawn' | 'open'; index: number; at: number; cut: Cut };

/** What the platforms of one episode have counted, from its moments one after another. */
export function judgementsOf(told: Told): Judgement[] {
  const questions = questionsOf(told).filter((question) => question.end.how !== 'withdrawn' || isMissedMessage(question));
  const counted = questions.filter(({ counts }) => counts);
  const single = counted.filter(({ rules }) => rules.counts !== 'sessions');
  return [...single.flatMap((question) => judge(question, told)), ...sessionOf(counted, told)];
}

/** A bot's answer takes nothing back of a message that has missed every limit. */
const isMissedMessage = ({ rules, from, end }: Question): boolean =>
  rules.counts === 'messages' && end.at - from > Math.max(...rules.limits);

function questionsOf(told: Told): Question[] {
  const { moments, settings, episode } = told;
  const questions: Question[] = [];
  let rules: PlatformRules | null = null;
  let answeredByBot = false;
  for (const [index, moment] of moments.entries()) {
    if (isClose(moment)) break;
    const waiting = questions.filter(({ end }) => end.how === 'open' || end.index > index);
    if (moment.event.type === 'message.sent' && moment.event.data.from === 'bot' && questions.some(({ end }) => end.index === index))
      answeredByBot = true;
    const how = asks(moment, index, told);
    if (how === null || (how === 'request' && waiting.length > 0)) continue;
    const staysWithItsRules = rules !== null && (rules.counts === 'sessions' || rules.counts === 'first replies' || waiting.length > 0);
    if (!staysWithItsRules) {
      const profile = profileOf(settings, moment.after.shopId);
      rules = profile === 'default' ? null : platformRules(profile, moment.at);
      answeredByBot = false;
    }
    if (rules === null || (how === 'courtesy' && rules.counts !== 'rounds')) continue;
    if (rules.counts !== 'messages' && waiting.length > 0) continue;
    if (rules.counts === 'first replies') {
      if (episode.startedBy === 'agent' || moments.slice(0, index).some((each) => replierOf(each))) continue;
      const [first] = moments;
      const openedAt = first?.at ?? moment.at;
      const wanted = Math.max(openedAt, told.requestedAt(moments.slice(0, index + 1)) ?? openedAt);
      const counts = isInHours(rules, settings, openedAt) && !told.agents.isNobodyThere(moment.at);
      questions.push({ rules, asking: index, from: answeredByBot ? moment.at : wanted, counts, end: endOf(index, rules, told) });
    } else {
      const counts = isInHours(rules, settings, moment.at);
      questions.push({ rules, asking: index, from: moment.at, counts, end: endOf(index, rules, told) });
    }
  }
  return questions;
}

const isClose = ({ event }: Moment): boolean => event.type === 'conversation.closed' || event.type === 'call.ended';

/** A message that a human is to answer, one that only thanks after the agent's words, or a request for a human. */
function asks({ event, before }: Moment, index: number, { rounds, episode }: Told): 'message' | 'courtesy' | 'request' | null {
  if (event.type === 'conversation.human_requested' || event.type === 'conversation.handed_over') return 'request';
  if (event.type !== 'message.received' || before.bot || episode.thanksAfterClose.has(event)) return null;
  const isInRound = rounds.some(({ opening, closing }) => opening <= index && (closing === null || index < closing));
  return isInRound ? 'message' : 'courtesy';
}

/** The next moment that stops the clock. */
function endOf(asking: number, rules: PlatformRules, { moments, now }: Told): End {
  for (const [index, moment] of moments.entries()) {
    if (index <= asking) continue;
    const { event, at, before, after } = moment;
    const replier = replierOf(moment);
    const isLeft = before.agentId !== null && before.agentId !== after.agentId;
    if (isClose(moment) || (isLeft && rules.platform === 'taobao')) return { how: 'unanswered', index, at, cut: { ...cutOf(before) } };
    if (replier) return { how: 'replied', index, at, cut: cutOf(after, replier) };
    if (event.type === 'message.sent' && event.data.from === 'bot') return { how: 'withdrawn', index, at, cut: cutOf(after) };
  }
  const last = moments.at(-1);
  if (!last) throw new RangeError('an episode without events');
  return { how: 'open', index: moments.length, at: now, cut: cutOf(last.after) };
}

function judge(question: Question, told: Told): Judgement[] {
  const { rules, from, end } = question;
  const { platform, cap } = rules;
  const judgements: Judgement[] = [];
  for (const limit of rules.limits) {
    const due = from + limit;
    if (end.at > due) judgements.push({ kind: 'verdict', platform, limit, hit: false, at: due, cut: whoseAt(due, question, told) });
    else if (end.how !== 'open')
      judgements.push({ kind: 'verdict', platform, limit, hit: end.how === 'replied', at: end.at, cut: end.cut });
  }
  // Pinduoduo has no response times.
  if (platform === 'pdd') return judgements;
  if (cap !== null && end.at > from + cap)
    judgements.push({ kind: 'response', platform, ms: cap, at: from + cap, cut: whoseAt(from + cap, question, told) });
  else if (end.how === 'replied') judgements.push({ kind: 'response', platform, ms: end.at - from, at: end.at, cut: end.cut });
  else if (end.how === 'unanswered' && cap !== null) judgements.push({ kind: 'response', platform, ms: cap, at: end.at, cut: end.cut });
  return judgements;
}

/** Who had it just before an instant, once it had been asked; the shop and channel are those known when it is told. */
function whoseAt(at: number, question: Question, told: Told): Cut {
  const { asking, end } = question;
  const known = tellingOf(question, told);
  const during = told.moments.filter((moment, index) => index > asking && index < end.index && moment.at < at);
  const standing = (during.at(-1) ?? told.moments[asking])?.after;
  if (!standing) throw new RangeError('nobody asked');
  return { ...known, agentId: standing.agentId, teamId: standing.teamId };
}

/** A message that has missed every limit is told at the next one that asks, all others at their end. */
function tellingOf({ rules, asking, from, end }: Question, told: Told): Cut {
  const longest = from + Math.max(...rules.limits);
  const next = told.moments.findIndex(
    (moment, index) => index > asking && index < end.index && moment.at > longest && asks(moment, index, told) === 'message',
  );
  const moment = rules.counts === 'messages' ? told.moments[next] : undefined;
  return moment ? cutOf(moment.after) : end.cut;
}

/** The rate of the rounds of a session; that of nobody is 0 already, for nobody has replied. */
function sessionOf(counted: readonly Question[], { moments, now }: Told): Judgement[] {
  const rounds = counted.filter(
    ({ rules, end, from }) => rules.counts === 'sessions' && !(end.how === 'open' && now <= from + (rules.limits[0] ?? 0)),
  );
  const [first] = rounds;
  if (!first) return [];
  const close = moments.findIndex(isClose);
  const until = close < 0 ? moments : moments.slice(0, close);
  const repliers = until.flatMap((moment) => replierOf(moment) ?? []);
  const standing = close < 0 ? moments.at(-1)?.after : moments[close]?.before;
  if (!standing) return [];
  const hits = rounds.filter(({ rules, from, end }) => end.how === 'replied' && end.at - from <= (rules.limits[0] ?? 0)).length;
  const cut = { ...cutOf(standing), ...repliers.at(-1) };
  return [{ kind: 'session', platform: 'douyin', at: first.from, cut, rate: hits / rounds.length, answered: repliers.length > 0 }];
}
