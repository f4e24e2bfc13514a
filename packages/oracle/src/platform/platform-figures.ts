import type { Figures } from '@watchfloor/contracts/figures';
import { distributionOf } from '../distribution-of.ts';
import type { Platform } from './platform-rules.ts';
import type { Judgement } from './tell-platform.ts';

const rate = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

/** The figures of the platforms, from what they have counted for one subject in one range. */
export function platformFigures(judgements: readonly Judgement[]): Figures['platform'] {
  const of = (platform: Platform) => judgements.filter((each) => each.platform === platform);
  const share = (platform: Platform, seconds: number) => {
    const verdicts = of(platform).filter((each) => each.kind === 'verdict' && each.limit === seconds * 1_000);
    const hit = verdicts.filter((each) => each.kind === 'verdict' && each.hit).length;
    return { hit, total: verdicts.length, rate: rate(hit, verdicts.length) };
  };
  const response = (platform: Platform) => distributionOf(of(platform).flatMap((each) => (each.kind === 'response' ? each.ms : [])));
  const sessions = of('douyin').flatMap((each) => (each.kind === 'session' ? each : []));
  // To the millionth each, so that sums are the same in any order.
  const rateSum = sessions.reduce((sum, each) => sum + Math.floor(each.rate * 1_000_000 + 0.5), 0) / 1_000_000;
  const unserved = sessions.filter(({ answered }) => !answered).length;
  return {
    ...(of('taobao').length > 0 ? { taobao: { ...share('taobao', 180), response: response('taobao') } } : {}),
    ...(of('jd').length > 0 ? { jd: { ...share('jd', 30), response: response('jd') } } : {}),
    ...(of('pdd').length > 0 ? { pdd: { ...share('pdd', 180), fiveMinutes: share('pdd', 300) } } : {}),
    ...(sessions.length > 0
      ? {
          douyin: {
            sessions: sessions.length,
            rateSum,
            rate: rate(rateSum, sessions.length),
            noService: unserved,
            noServiceRate: rate(unserved, sessions.length),
          },
        }
      : {}),
  };
}
