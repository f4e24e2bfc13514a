import { words } from '@watchfloor/contracts/definition';
import type { Profile } from '@watchfloor/contracts/profile';
import { DEFAULT_RULES } from './default.ts';
import { BRIEF, OURS, rulesFrom, says } from './says.ts';

const DAY_MS = 86_400_000;

/** A trade page that repeats Pinduoduo's effective reply rate of that time: customers answered within the hour, after-sales included. */
const OF_2019 = { source: 'http://www.gstsqh.com.cn/ecschool/pinduoduo/show_64869.html', date: '2019-01-10' };

const lines = [
  says('unit', 'message', {
    ...BRIEF,
    text: words(
      '按有效消息:每条要人工回复的客户消息,从它自己到下一次人工回复。较早的资料按消费者人数算。',
      '按有效訊息:每則要人工回覆的客戶訊息,從它自己到下一次人工回覆。較早的資料按消費者人數算。',
      'By valid message: each message of a customer that a human is to answer, from itself to the next human reply. Older sources count customers.',
    ),
  }),
  says('limits', [180, 300], {
    ...BRIEF,
    text: words(
      '3 分钟和 5 分钟回复率。2019 年的资料是一小时内回复。',
      '3 分鐘和 5 分鐘回覆率。2019 年的資料是一小時內回覆。',
      'The 3-minute and the 5-minute reply rate. In 2019 it was one hour.',
    ),
  }),
  says(
    'hours',
    { from: '08:00', to: '23:00' },
    {
      ...OF_2019,
      text: words(
        '08:00-23:00 的消息计入,售前售后都算。',
        '08:00-23:00 的訊息計入,售前售後都算。',
        'Messages from 08:00 to 23:00 count, those about after-sales too.',
      ),
    },
  ),
  says('target', 0.9, {
    ...OURS,
    text: words(
      '目标 90% 是我们的默认值,可按店铺修改。',
      '目標 90% 是我們的預設值,可按店鋪修改。',
      'The target of 90 % is ours; to be set by shop.',
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
  says('inquiriesAfterSales', false, {
    ...BRIEF,
    text: words('询单不含售后。', '詢單不含售後。', 'After-sales conversations are no inquiries.'),
  }),
  says('conversionGapMs', 3 * DAY_MS, {
    ...BRIEF,
    text: words('询单后 3 天内付款算转化。', '詢單後 3 天內付款算轉化。', 'Who pays within 3 days of the inquiry is a buyer.'),
  }),
  says('conversionCredit', 'before order', {
    ...BRIEF,
    text: words('归下单前最后接待的客服。', '歸下單前最後接待的客服。', 'Of the last agent who replied before the order.'),
  }),
];

export const PDD_PROFILE: Profile = {
  name: 'pdd',
  title: words('拼多多', '拼多多', 'Pinduoduo'),
  about: words('3 分钟和 5 分钟人工回复率,按消息。', '3 分鐘和 5 分鐘人工回覆率,按訊息。', 'The 3- and 5-minute reply rates, by message.'),
  versions: [{ version: '2026-11', validFrom: null, lines, rules: rulesFrom(lines, DEFAULT_RULES) }],
};
