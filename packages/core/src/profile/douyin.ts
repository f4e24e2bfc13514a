import { words } from '@watchfloor/contracts/definition';
import type { Profile } from '@watchfloor/contracts/profile';
import { DEFAULT_RULES } from './default.ts';
import { BRIEF, OURS, rulesFrom, says } from './says.ts';

/** A trade page that repeats Feige's definition of no service. */
const OF_2022 = { source: 'https://www.shuaishou.com/school/infos60146.html', date: '2022-07-11' };

const lines = [
  says('unit', 'session', {
    ...BRIEF,
    text: words(
      '按会话:每个会话先算自己的 3 分钟回复率。',
      '按會話:每個會話先算自己的 3 分鐘回覆率。',
      'By session: each has a 3-minute reply rate of its own first, of its rounds.',
    ),
  }),
  says('mean', 'sessions', {
    ...BRIEF,
    text: words(
      '各会话回复率的平均,没有分配到人工的会话记 0。也有资料(milguo.com,2025-12-17)按全部轮次算。',
      '各會話回覆率的平均,沒有分配到人工的會話記 0。也有資料(milguo.com,2025-12-17)按全部輪次算。',
      'The mean of the rates of sessions; one that no human was given counts as 0. One source (milguo.com, 2025-12-17) pools all rounds instead.',
    ),
  }),
  says('limits', [180], { ...BRIEF, text: words('3 分钟人工回复率。', '3 分鐘人工回覆率。', 'The 3-minute human reply rate.') }),
  says(
    'hours',
    { from: '08:00', to: '23:00' },
    {
      ...OF_2022,
      text: words(
        '08:00-23:00 开始的轮次计入,节假日也是。',
        '08:00-23:00 開始的輪次計入,節假日也是。',
        'Rounds that begin from 08:00 to 23:00 count, on holidays too.',
      ),
    },
  ),
  says('noService', true, {
    ...OF_2022,
    text: words(
      '不服务率:没有空闲客服,或分配后人工一句未回的会话 / 全部会话。',
      '不服務率:沒有空閒客服,或分配後人工一句未回的會話 / 全部會話。',
      'No-service rate: sessions that no agent was free for, or whose agent never replied / all sessions.',
    ),
  }),
  says('target', 0.9, {
    ...OURS,
    text: words(
      '目标 90% 是我们的默认值;有资料说 60% 合格。可按店铺修改。',
      '目標 90% 是我們的預設值;有資料說 60% 合格。可按店鋪修改。',
      'The target of 90 % is ours; one source calls 60 % a pass. To be set by shop.',
    ),
  }),
  says(
    'waitLimits',
    { first: false, nudgeMs: null, warningMs: null, criticalMs: 180_000 },
    {
      ...BRIEF,
      text: words('180 秒超过 3 分钟。', '180 秒超過 3 分鐘。', 'At 180 s the three minutes are over.'),
    },
  ),
];

export const DOUYIN_PROFILE: Profile = {
  name: 'douyin',
  title: words('抖音', '抖音', 'Douyin'),
  about: words(
    '飞鸽 3 分钟人工回复率和不服务率,按会话。',
    '飛鴿 3 分鐘人工回覆率和不服務率,按會話。',
    'Feige: the 3-minute human reply rate and the no-service rate, by session.',
  ),
  versions: [{ version: '2026-11', validFrom: null, lines, rules: rulesFrom(lines, DEFAULT_RULES) }],
};
