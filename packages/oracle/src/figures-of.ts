import type { Cut } from '@watchfloor/contracts/fact';
import type { Figures } from '@watchfloor/contracts/figures';
import { overlapMs } from './agents.ts';
import { distributionOf } from './distribution-of.ts';
import { lengthOf, type Piece, whileOpen } from './open-times.ts';
import { platformFigures } from './platform/platform-figures.ts';
import { agentWaitMs, type Round, stretchesOf } from './rounds.ts';
import type { Opinion, Story } from './story.ts';
import { type Clock, verdictsOf } from './verdicts.ts';

/** By what figures are cut, and whose they are; of the floor all are. */
export type Subject = { by: 'floor' } | { by: 'agent' | 'team' | 'shop' | 'channel'; id: string };
/** Half-open, epoch milliseconds. */
type Range = { from: number; to: number };

const NO_VERDICTS = { hit: 0, total: 0, rate: null };
const rate = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

/** metrics.md, "In a window", for one subject: each figure by going through the whole story once more. */
export function figuresOf(story: Story, subject: Subject, range: Range): Figures {
  const agentId = subject.by === 'agent' ? subject.id : null;
  const happened = <T extends { at: number }>(list: readonly T[]): T[] => list.filter(({ at }) => isIn(range, at));
  const mine = <T extends { at: number; cut: Cut }>(list: readonly T[]): T[] => happened(list).filter(({ cut }) => isOf(subject, cut));
  const lengths = (list: readonly { at: number; cut: Cut; ms: number }[]) => distributionOf(mine(list).map(({ ms }) => ms));

  const replied = story.rounds.filter((round) => round.end === 'replied' && isIn(range, round.to));
  const answeredByMe = replied.filter(({ cut }) => isOf(subject, cut));
  const responses = answeredByMe.flatMap((round) => {
    const ms = agentId === null ? round.to - round.from : agentWaitMs(round, agentId);
    return ms === null ? [] : [{ round, ms }];
  });
  const fillers = responses.filter(({ round }) => round.filler).length;
  const firstAnswers = mine(story.firstReplies).flatMap(({ at, ms, agentMs }) => {
    const own = agentId === null ? ms : agentMs;
    return own === null ? [] : [{ at, ms: own }];
  });
  const firstReplies = firstAnswers.map(({ ms }) => ms);
  const customers = new Set(mine(story.replies).map(({ customerId }) => customerId)).size;
  const holdings = mine(story.holdings);
  const givings = mine(story.givings);
  const endings = mine(story.endings);
  const abandoned = (how: string) => endings.filter((ending) => ending.abandoned === how).length;
  const left = abandoned('queue') + abandoned('assigned');
  const opinions = mine(story.opinions);
  const ratings = score(opinions, 'rating');
  const complaints = opinions.filter(({ kind }) => kind === 'complaint').length;
  const [messagesIn, messagesOut] = [mine(story.messages).length, mine(story.replies).filter(({ isMessage }) => isMessage).length];
  const response = distributionOf(responses.map(({ ms }) => ms));
  const within = (seconds: number) => replyRate(story, subject, range, { limitMs: seconds * 1_000, open: null });
  const businessWithin = (seconds: number) =>
    story.open === null ? NO_VERDICTS : replyRate(story, subject, range, { limitMs: seconds * 1_000, open: story.open });
  const businessMs = (stretches: readonly Piece[]) => (story.open === null ? [] : [lengthOf(whileOpen(stretches, story.open))]);
  const spent = (status: string) =>
    story.stints
      .filter((stint) => stint.status === status && isOf(subject, { ...stint, shopId: null, channel: null }))
      .reduce((sum, stint) => sum + overlapMs({ from: stint.from, to: Math.min(stint.to ?? story.now, story.now) }, range), 0);
  return {
    firstResponse: distributionOf(firstReplies),
    response,
    followUpWait: lengths(story.followUps),
    handleTime: distributionOf(holdings.map(({ handleMs }) => handleMs)),
    botHold: lengths(story.botHolds),
    within: { '30': within(30), '60': within(60), '180': within(180), '300': within(300) },
    businessResponse: distributionOf(
      responses.flatMap(({ round }) => businessMs(agentId === null ? [round] : stretchesOf(round, agentId))),
    ),
    businessFirstResponse: distributionOf(firstAnswers.flatMap(({ at, ms }) => businessMs([{ from: at - ms, to: at }]))),
    businessWithin: { '30': businessWithin(30), '60': businessWithin(60), '180': businessWithin(180), '300': businessWithin(300) },
    fillers,
    fillerRate: rate(fillers, response.count),
    waitShare: agentId === null ? shareOf(answeredByMe, null) : shareOf(replied, agentId),
    transferredUnanswered: holdings.filter(({ leftWaiting }) => leftWaiting).length,
    handled: customers,
    conversations: conversations(story, subject, range),
    resolved: endings.filter(({ resolved }) => resolved).length,
    reopened: mine(story.beginnings).filter(({ reopened }) => reopened).length,
    transferredIn: givings.filter(({ taken }) => taken).length,
    transferredOut: holdings.filter(({ moved }) => moved).length,
    messagesIn,
    messagesOut,
    answerRatio: rate(messagesOut, messagesIn),
    abandoned: left,
    abandonedInQueue: abandoned('queue'),
    abandonedAssigned: abandoned('assigned'),
    shortAbandons: abandoned('short'),
    silentAbandons: abandoned('silent'),
    abandonRate: rate(left, firstReplies.length + left + abandoned('silent')),
    csat: { ...ratings, responseRate: rate(ratings.total, endings.filter(({ answered }) => answered).length) },
    reviews: score(opinions, 'review'),
    followUpReviews: score(opinions, 'follow-up'),
    complaints,
    complaintRate: rate(complaints, customers),
    onlineMs: spent('online'),
    busyMs: spent('busy'),
    awayMs: spent('away'),
    suspendedMs: spent('suspended'),
    platform: platformFigures(mine(story.judgements)),
  };
}

const isIn = ({ from, to }: Range, at: number): boolean => from <= at && at < to;

function isOf(subject: Subject, { agentId, teamId, shopId, channel }: Cut): boolean {
  if (subject.by === 'floor') return true;
  return subject.id === { agent: agentId, team: teamId, shop: shopId, channel }[subject.by];
}

/** Verdicts on an agent's own clock are his alone; those of the customer's clock are everybody else's. */
function replyRate({ rounds }: Story, subject: Subject, range: Range, clock: Clock) {
  const verdicts = rounds
    .filter(({ from, to }) => from < range.to && to >= range.from)
    .flatMap((round) => verdictsOf(round, clock))
    .filter(({ at, agentId, teamId, round }) => {
      if (!isIn(range, at)) return false;
      if (subject.by === 'agent') return agentId === subject.id;
      return agentId === null && isOf(subject, { ...round.cut, teamId });
    });
  const hit = verdicts.filter((verdict) => verdict.hit).length;
  return { hit, total: verdicts.length, rate: rate(hit, verdicts.length) };
}

/** How the waits of rounds part into queue and holders; for an agent only what he held, whoever replied in the end. */
function shareOf(rounds: readonly Round[], agentId: string | null) {
  const stretches = rounds.flatMap((round) => round.stretches);
  const lengthOf = (which: typeof stretches) => which.reduce((sum, { from, to }) => sum + to - from, 0);
  const heldMs = lengthOf(stretches.filter((stretch) => (agentId === null ? stretch.agentId !== null : stretch.agentId === agentId)));
  const queueMs = agentId === null ? lengthOf(stretches.filter((stretch) => stretch.agentId === null)) : 0;
  return { queueMs, heldMs, queue: rate(queueMs, queueMs + heldMs), held: rate(heldMs, queueMs + heldMs) };
}

/** Episodes count where they begin; for a team also where one that began without is first given to it, for agents when first given to them. */
function conversations({ beginnings, givings }: Story, subject: Subject, range: Range): number {
  const begun = beginnings.filter(({ at, cut }) => isIn(range, at) && isOf(subject, cut));
  const given = givings.filter(({ at, cut, firstOfAgent, firstOfTeam }) => {
    const first = (subject.by === 'agent' && firstOfAgent) || (subject.by === 'team' && firstOfTeam);
    return first && isIn(range, at) && isOf(subject, cut);
  });
  return begun.length + given.length;
}

function score(opinions: readonly Opinion[], kind: Opinion['kind']) {
  const scores = opinions.filter((opinion) => opinion.kind === kind).map((opinion) => opinion.score);
  const good = scores.filter((each) => each >= 4).length;
  return { good, total: scores.length, rate: rate(good, scores.length) };
}
