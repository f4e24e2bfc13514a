import type { Cut, FactOf, HeldUntil, LiveConversation, OpenPlatform } from '@watchfloor/contracts/fact';
import type { PlatformName, ProfileRules } from '@watchfloor/contracts/profile';
import { versionNamed } from '../profile/profiles.ts';
import { subjectsOf } from '../window/subject.ts';
import type { Measure } from './measures-of.ts';
import type { CountName, LengthName } from './tally.ts';

type Verdicts = { length?: LengthName; limits: Readonly<Record<number, { hit: CountName; miss: CountName }>> };

/** What the verdicts of each platform are counted as, by limit in seconds. */
const COUNTED: Partial<Record<PlatformName, Verdicts>> = {
  taobao: { length: 'taobaoResponse', limits: { 180: { hit: 'taobaoHit180', miss: 'taobaoMiss180' } } },
  jd: { length: 'jdResponse', limits: { 30: { hit: 'jdHit30', miss: 'jdMiss30' } } },
  pdd: {
    limits: { 180: { hit: 'pddHit180', miss: 'pddMiss180' }, 300: { hit: 'pddHit300', miss: 'pddMiss300' } },
  },
};

/** What a platform times, so far: `at` is its end, or now while it goes on (`outcome` null). `cut` is who replied, else who has it at `at`. */
export type Timed = Pick<FactOf<'platform.judged'>, 'at' | 'profile' | 'version' | 'asked' | 'held' | 'cut'> & {
  outcome: FactOf<'platform.judged'>['outcome'] | null;
};

/**
 * The verdicts of a platform: one for each clock and limit, at min(reply, start + limit), or at the end of one that stays unanswered; a reply at the very
 * limit is in time. A hit is the replier's, a miss is whose it was at that instant. The response counts likewise, at most as long as the cap.
 */
export function judgePlatform(timed: Timed): Measure[] {
  const { profile, version, asked, at: end, outcome, held, cut } = timed;
  const counted = COUNTED[profile];
  if (!counted) return [];
  const { rules } = versionNamed(profile, version);
  const ends: End = { end, outcome, held, cut };
  return asked.flatMap(({ at: from, out }) => {
    if (out) return [];
    const verdicts = rules.limits.flatMap((limit) => ofLimit(counted.limits[limit], from + limit * 1_000, ends));
    return [...verdicts, ...(counted.length ? ofResponse(counted.length, from, rules, ends) : [])];
  });
}

type End = Pick<Timed, 'outcome' | 'held' | 'cut'> & { end: number };

function ofLimit(names: Verdicts['limits'][number] | undefined, due: number, { end, outcome, held, cut }: End): Measure[] {
  if (!names) return [];
  if (end > due) return counts(names.miss, due, holderAt(held, due, cut));
  if (outcome === null) return [];
  return counts(outcome === 'replied' ? names.hit : names.miss, end, cut);
}

/** Nothing while it goes on, but for one that has come to the cap: it will not count as longer. */
function ofResponse(name: LengthName, from: number, { capMs, unansweredMs }: ProfileRules, { end, outcome, held, cut }: End): Measure[] {
  const capped = capMs === null ? null : from + capMs;
  if (capMs !== null && capped !== null && end > capped) return lengths(name, { at: capped, ms: capMs }, holderAt(held, capped, cut));
  if (outcome === 'replied') return lengths(name, { at: end, ms: end - from }, cut);
  return outcome === 'unanswered' && unansweredMs !== null ? lengths(name, { at: end, ms: unansweredMs }, cut) : [];
}

/** Whose it was at an instant: of the stretch that holds it, its end included. */
function holderAt(held: readonly HeldUntil[], at: number, cut: Cut): Cut {
  const [agentId, teamId] = held.find(([, , until]) => at <= until) ?? [null, null];
  return { ...cut, agentId, teamId };
}

const counts = (name: CountName, at: number, cut: Cut, n = 1): Measure[] =>
  n === 0 ? [] : subjectsOf(cut).map((subject) => ({ subject, at, kind: 'count', name, n }));
const lengths = (name: LengthName, { at, ms }: { at: number; ms: number }, cut: Cut): Measure[] =>
  subjectsOf(cut).map((subject) => ({ subject, at, kind: 'length', name, ms }));

type Session = Pick<FactOf<'platform.session'>, 'from' | 'hit' | 'total' | 'answered' | 'cut'>;

/** A session with a rate of its own counts where the first of its rounds began: 1, its rate in millionths (so that sums are exact), and whether nobody served it. */
export const ofPlatformSession = ({ from, hit, total, answered, cut }: Session): Measure[] => [
  ...counts('douyinSessions', from, cut),
  ...counts('douyinRateMicros', from, cut, Math.round((hit * 1_000_000) / total)),
  ...counts('douyinNoService', from, cut, answered ? 0 : 1),
];

/** What counts already, by its platform, of a conversation that is open at `now`: the misses and caps that have passed, and its session so far. */
export function openPlatformMeasures(conversation: LiveConversation, now: number): Measure[] {
  const { platform, agentId, teamId, shopId, channel, answered } = conversation;
  if (!platform) return [];
  const { profile, version, asked, held } = platform;
  const cut = { agentId, teamId, shopId, channel };
  const stretches: HeldUntil[] = [...held, [agentId, teamId, now]];
  const misses = asked.length === 0 ? [] : judgePlatform({ profile, version, asked, held: stretches, at: now, outcome: null, cut });
  const { rules } = versionNamed(profile, version);
  const session = rules.mean === 'sessions' ? sessionSoFar(platform, rules, now) : null;
  return session ? [...misses, ...ofPlatformSession({ ...session, answered, cut: { ...cut, ...platform.served } })] : misses;
}

/** With the round that goes on, once it has missed. */
function sessionSoFar(
  { session, asked: [first] }: OpenPlatform,
  { limits: [limit = 0] }: ProfileRules,
  now: number,
): OpenPlatform['session'] {
  if (!first || first.out || now <= first.at + limit * 1_000) return session;
  return session ? { ...session, total: session.total + 1 } : { from: first.at, hit: 0, total: 1 };
}

/** The instants beyond which `openPlatformMeasures` may tell more: where a session began, and the limits and caps of what is asked. */
export function platformInstants({ platform }: LiveConversation): number[] {
  if (!platform) return [];
  const { limits, capMs } = versionNamed(platform.profile, platform.version).rules;
  const lengths = [...limits.map((limit) => limit * 1_000), ...(capMs === null ? [] : [capMs])];
  const asked = platform.asked.flatMap(({ at, out }) => (out ? [] : lengths.map((ms) => at + ms)));
  return platform.session ? [platform.session.from, ...asked] : asked;
}
