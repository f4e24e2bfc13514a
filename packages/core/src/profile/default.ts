import { words } from '@watchfloor/contracts/definition';
import { type Profile, ProfileRules } from '@watchfloor/contracts/profile';
import { HOUSE, OURS, says } from './says.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const lines = [
  says('unit', 'round', {
    ...HOUSE,
    text: words(
      '单位是对话轮次:客户第一条未回复的消息到人工的第一条有效回复。',
      '單位是對話輪次:客戶第一則未回覆的訊息到人工的第一則有效回覆。',
      'The unit is the round: from the first message of a customer that is not answered to the first valid human reply.',
    ),
  }),
  says('limits', [180, 30, 60, 300], {
    ...HOUSE,
    text: words(
      '回复率按 30、60、180、300 秒统计,目标看 180 秒。',
      '回覆率按 30、60、180、300 秒統計,目標看 180 秒。',
      'Reply rates for 30, 60, 180 and 300 s; the target is about 180 s.',
    ),
  }),
  says('mean', 'pooled', {
    ...HOUSE,
    text: words(
      '按时回复的 / 全部,不取平均值的平均。',
      '準時回覆的 / 全部,不取平均值的平均。',
      'In time / all; never an average of averages.',
    ),
  }),
  says('hours', null, { ...HOUSE, text: words('全天统计。', '全天統計。', 'Every hour of the day counts.') }),
  says('capMs', null, { ...HOUSE, text: words('时长不封顶。', '時長不封頂。', 'A response has no cap.') }),
  says('unansweredMs', null, {
    ...HOUSE,
    text: words('未回复的没有响应时间。', '未回覆的沒有回應時間。', 'What nobody replied to has no response time.'),
  }),
  says('target', 0.9, {
    source: 'Watchfloor brief, metrics.md, "Default limits" (reply rate 180 s: 90 / 80 %)',
    date: HOUSE.date,
    text: words('目标 90%。', '目標 90%。', 'The target is 90 %.'),
  }),
  says('courtesiesCount', false, {
    ...HOUSE,
    text: words(
      '客服说完之后的"好的、谢谢"不要求回复。',
      '客服說完之後的「好的、謝謝」不要求回覆。',
      'A mere "ok, thanks" after the agent’s words asks for no reply.',
    ),
  }),
  says('transferCharges', false, {
    ...HOUSE,
    text: words(
      '转接后轮次继续,只有客服自己转走的记一次"未回复转接"。',
      '轉接後輪次繼續,只有客服自己轉走的記一次「未回覆轉接」。',
      'A round goes on after a transfer; one by the agent himself counts as transferred unanswered.',
    ),
  }),
  says('nobodyThereOut', false, {
    ...HOUSE,
    text: words('没有客服在线时也统计。', '沒有客服在線時也統計。', 'What begins while nobody is there counts too.'),
  }),
  says('noService', false, { ...HOUSE, text: words('不单列不服务率。', '不單列不服務率。', 'No no-service rate.') }),
  says('mergeGapMs', 10 * MINUTE_MS, {
    ...HOUSE,
    text: words(
      '关闭后 10 分钟内(含)客户再来,继续原会话。',
      '關閉後 10 分鐘內(含)客戶再來,繼續原會話。',
      'Who writes at most 10 min after the close goes on with the same conversation.',
    ),
  }),
  says('dormantMs', 30 * MINUTE_MS, {
    ...HOUSE,
    text: words(
      '30 分钟没有消息且无人等待,为静默。',
      '30 分鐘沒有訊息且無人等待,為靜默。',
      'Without a message for 30 min, and nobody waiting, it is dormant.',
    ),
  }),
  says('waitLimits', null, {
    ...OURS,
    text: words('以职场自己的阈值为准。', '以職場自己的閾值為準。', 'The limits of the floor itself.'),
  }),
  says('conversionGapMs', 24 * HOUR_MS, {
    ...HOUSE,
    text: words('询单后 24 小时内付款算转化。', '詢單後 24 小時內付款算轉化。', 'Who pays within 24 h of the inquiry is a buyer.'),
  }),
  says('conversionCredit', 'before payment', {
    ...HOUSE,
    text: words(
      '归付款前(或窗口结束前)最后回复的人工。',
      '歸付款前(或窗口結束前)最後回覆的人工。',
      'Of the last human who replied before the payment or the end of the gap.',
    ),
  }),
  says('inquiriesAfterSales', false, {
    ...HOUSE,
    text: words('只算售前会话。', '只算售前會話。', 'Pre-sales conversations only.'),
  }),
];

/** What holds where a platform says nothing else. */
export const DEFAULT_RULES: ProfileRules = ProfileRules.parse(Object.fromEntries(lines.map(({ key, value }) => [key, value])));

export const DEFAULT_PROFILE: Profile = {
  name: 'default',
  title: words('通用口径', '通用口徑', 'Our definitions'),
  about: words(
    '不按任何平台考核时的定义,见指标文档。',
    '不按任何平臺考核時的定義,見指標文件。',
    'The definitions of the metrics document, where no platform judges.',
  ),
  versions: [{ version: '2026-11', validFrom: null, lines, rules: DEFAULT_RULES }],
};
