import { words } from '@watchfloor/contracts/definition';
import type { Profile, ProfileLine } from '@watchfloor/contracts/profile';
import { DEFAULT_RULES } from './default.ts';
import { BRIEF, rulesFrom, says } from './says.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** A trade page that repeats Taobao's definition of 2022 with its fine print. */
const OF_2022 = { source: 'https://diantuoyi.com/article/4966.html', date: '2022-03-31' };

const hoursUntil = (to: '23:00' | '24:00'): ProfileLine =>
  says(
    'hours',
    { from: '08:00', to },
    {
      ...(to === '23:00' ? OF_2022 : BRIEF),
      text: words(
        `每天 08:00-${to} 开始的轮次计入。较早的资料写到 24:00,也有写 09:00 起的。`,
        `每天 08:00-${to} 開始的輪次計入。較早的資料寫到 24:00,也有寫 09:00 起的。`,
        `Rounds that begin from 08:00 to ${to} count. Older sources say until 24:00, and some from 09:00.`,
      ),
    },
  );

const others = [
  says('limits', [180], {
    ...BRIEF,
    text: words('3 分钟人工回复率。', '3 分鐘人工回覆率。', 'The 3-minute reply rate.'),
  }),
  says('target', 0.9, {
    source: 'Watchfloor brief, metrics.md, "Default limits"; Taobao’s own line moves, 40 % to 90 % by source',
    date: BRIEF.date,
    text: words(
      '目标 90% 是我们的默认值;平台各时期要求不同,可按店铺修改。',
      '目標 90% 是我們的預設值;平臺各時期要求不同,可按店鋪修改。',
      'The target of 90 % is ours; what the platform asks has changed over time. To be set by shop.',
    ),
  }),
  says('capMs', 10 * MINUTE_MS, {
    ...OF_2022,
    text: words('每轮最长记 600 秒。', '每輪最長記 600 秒。', 'A round counts as 600 s at most.'),
  }),
  says('unansweredMs', 10 * MINUTE_MS, {
    ...OF_2022,
    text: words('当日未回复记 600 秒。', '當日未回覆記 600 秒。', 'One that is not answered the same day counts as 600 s.'),
  }),
  says('courtesiesCount', true, {
    ...BRIEF,
    text: words('"好的、谢谢"也开始一轮,要回复。', '「好的、謝謝」也開始一輪,要回覆。', 'A mere "ok, thanks" opens a round too.'),
  }),
  says('transferCharges', true, {
    ...OF_2022,
    text: words(
      '未回复就转接,原账号记一轮未回复;客户向新账号再发消息才开始新的一轮。全自动机器人的轮次分子分母都不计。',
      '未回覆就轉接,原帳號記一輪未回覆;客戶向新帳號再發訊息才開始新的一輪。全自動機器人的輪次分子分母都不計。',
      'A transfer without a reply leaves a round unanswered with the first account; the next begins when the customer writes to the new one. What a fully automatic bot handles counts in neither part.',
    ),
  }),
  says(
    'waitLimits',
    { first: false, nudgeMs: 100_000, warningMs: null, criticalMs: 180_000 },
    {
      source: 'Watchfloor brief, product.md (Qianniu: own agent only, fixed 100 s) and metrics.md',
      date: BRIEF.date,
      text: words(
        '千牛在 100 秒提醒;180 秒超过 3 分钟。',
        '千牛在 100 秒提醒;180 秒超過 3 分鐘。',
        'Qianniu reminds at 100 s; at 180 s the three minutes are over.',
      ),
    },
  ),
  says('conversionGapMs', 4 * DAY_MS, {
    ...BRIEF,
    text: words(
      '转化数据滞后 4 天:4 天内付款都算。',
      '轉化資料滯後 4 天:4 天內付款都算。',
      'Conversion lags by 4 days: who pays within them counts.',
    ),
  }),
];

const version = (name: string, validFrom: string | null, lines: ProfileLine[]) => ({
  version: name,
  validFrom,
  lines,
  rules: rulesFrom(lines, DEFAULT_RULES),
});

export const TAOBAO_PROFILE: Profile = {
  name: 'taobao',
  title: words('淘宝 / 天猫', '淘寶 / 天貓', 'Taobao / Tmall'),
  about: words(
    '旺旺人工平均响应时长和 3 分钟人工回复率,按轮次。',
    '旺旺人工平均回應時長和 3 分鐘人工回覆率,按輪次。',
    'Wangwang: average human response and 3-minute reply rate, by round.',
  ),
  versions: [version('older', null, [hoursUntil('24:00'), ...others]), version('2022-03', '2022-03-01', [hoursUntil('23:00'), ...others])],
};
