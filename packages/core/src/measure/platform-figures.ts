import type { Distribution } from '@watchfloor/contracts/distribution';
import type { Figures } from '@watchfloor/contracts/figures';
import type { CountName, LengthName } from './tally.ts';

const MICROS = 1_000_000;

/** The figures of platforms, of those that have judged anything. */
export function platformFiguresOf(n: (name: CountName) => number, lengths: (name: LengthName) => Distribution): Figures['platform'] {
  const share = (hit: number, miss: number) => ({ hit, total: hit + miss, rate: rateOf(hit, hit + miss) });
  const taobao = { ...share(n('taobaoHit180'), n('taobaoMiss180')), response: lengths('taobaoResponse') };
  const jd = { ...share(n('jdHit30'), n('jdMiss30')), response: lengths('jdResponse') };
  const fiveMinutes = share(n('pddHit300'), n('pddMiss300'));
  const pdd = { ...share(n('pddHit180'), n('pddMiss180')), fiveMinutes };
  const sessions = n('douyinSessions');
  const [rateSum, noService] = [n('douyinRateMicros') / MICROS, n('douyinNoService')];
  return {
    ...(taobao.total + taobao.response.count > 0 ? { taobao } : {}),
    ...(jd.total + jd.response.count > 0 ? { jd } : {}),
    ...(pdd.total + fiveMinutes.total > 0 ? { pdd } : {}),
    ...(sessions > 0
      ? { douyin: { sessions, rateSum, rate: rateOf(rateSum, sessions), noService, noServiceRate: rateOf(noService, sessions) } }
      : {}),
  };
}

const rateOf = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);
