import { type Definition, type Definitions, distributionFields, type Field, rateFields, type Words, words } from '../definition.ts';

const hit = ['hit', words('及时', '及時', 'in time')] as const;
const total = ['total', words('总数', '總數', 'all')] as const;

/** The fields of the response time below a platform's key. */
const responseFields = Object.fromEntries(
  Object.entries(distributionFields).map(([field, { name, unit }]): [string, Field] => [
    `response.${field}`,
    { unit, name: words(`响应时间 · ${name['zh-CN']}`, `回應時間 · ${name['zh-TW']}`, `response · ${name.en}`) },
  ]),
);

const below = (prefix: string, fields: Readonly<Record<string, Field>>): Record<string, Field> =>
  Object.fromEntries(Object.entries(fields).map(([field, told]) => [`${prefix}.${field}`, told]));

const judged = (name: Words, text: Words, fields: Readonly<Record<string, Field>>): Definition => ({
  version: 1,
  kind: 'platform',
  unit: 'rate',
  name,
  text,
  fields,
});

/** By the rules of the platform of a shop, beside ours; docs/profiles.md has the rules of each version. */
export const platformDefinitions: Definitions = {
  'platform.taobao': judged(
    words('淘宝 3 分钟回复率', '淘寶 3 分鐘回覆率', 'Taobao 3-minute reply rate'),
    words(
      '按淘宝口径:规定时段内开始的轮次中 3 分钟内人工回复的比例;每轮最长记 600 秒,未回复记 600 秒;客气话也算一轮;未回复就转走记原账号未回复;全自动机器人不计。计在回复时刻与到限时刻中较早者,关闭或转走时未回复的计在那一刻;及时归回复者,超时归当时持有者。',
      '按淘寶口徑:規定時段內開始的輪次中 3 分鐘內人工回覆的比例;每輪最長記 600 秒,未回覆記 600 秒;客氣話也算一輪;未回覆就轉走記原帳號未回覆;全自動機器人不計。計在回覆時刻與到限時刻中較早者,關閉或轉走時未回覆的計在那一刻;及時歸回覆者,超時歸當時持有者。',
      'By Taobao’s rules: of the rounds that began in its hours, those with a human reply within 3 minutes. A round counts as 600 s at most, an unanswered one as 600 s; courtesies open rounds; who passes a customer on without a reply has left a round unanswered; what a bot answers counts nowhere. Counted at the earlier of the reply and the limit, or at the close or transfer that leaves it unanswered; a hit is the replier’s, a miss is whose it was then.',
    ),
    { ...rateFields('platform.taobao', hit, total), ...responseFields },
  ),
  'platform.jd': judged(
    words('京东 30 秒应答率', '京東 30 秒應答率', 'JD 30-second answer rate'),
    words(
      '按京东口径:规定时段内开始的会话中首次人工回复不超过 30 秒的比例,时钟同首次响应;所有客服离线或挂起时开始的不计;关闭后不到 10 分钟再来算同一会话。计在首次回复与到限时刻中较早者。',
      '按京東口徑:規定時段內開始的會話中首次人工回覆不超過 30 秒的比例,時鐘同首次回應;所有客服離線或掛起時開始的不計;關閉後不到 10 分鐘再來算同一會話。計在首次回覆與到限時刻中較早者。',
      'By JD’s rules: of the sessions that began in its hours, those first answered by a human within 30 s, on the clock of our first response; not those in which the customer first asked while every agent was offline or suspended; less than 10 min after the close is the same session. Counted at the earlier of the first reply and the limit.',
    ),
    { ...rateFields('platform.jd', hit, total), ...responseFields },
  ),
  'platform.pdd': judged(
    words('拼多多 3 分钟回复率', '拼多多 3 分鐘回覆率', 'Pinduoduo 3-minute reply rate'),
    words(
      '按拼多多口径:规定时段内的有效消息(要人工回复的客户消息,客气话除外)中,自该消息起 3 分钟(另列 5 分钟)内有人工回复的比例。每条消息单独判定,计在回复与到限时刻中较早者。',
      '按拼多多口徑:規定時段內的有效訊息(要人工回覆的客戶訊息,客氣話除外)中,自該訊息起 3 分鐘(另列 5 分鐘)內有人工回覆的比例。每則訊息單獨判定,計在回覆與到限時刻中較早者。',
      'By Pinduoduo’s rules: of the valid messages in its hours (a customer’s, that a human is to answer, no mere courtesies), those followed by a human reply within 3 minutes, and within 5 beside it. Each message by itself, at the earlier of the reply and the limit.',
    ),
    {
      ...rateFields('platform.pdd', hit, total),
      ...below('fiveMinutes', rateFields('platform.pdd.fiveMinutes', hit, total)),
    },
  ),
  'platform.douyin': judged(
    words('抖音 3 分钟人工回复率', '抖音 3 分鐘人工回覆率', 'Douyin 3-minute human reply rate'),
    words(
      '按抖音口径:每个会话先算其规定时段内开始的轮次的 3 分钟回复率,再取各会话的平均;没有分配到人工的会话为 0。不服务率:没有任何人工回复的会话的比例。会话计在其首个计入轮次的开始时刻,未结束的按目前情况计。',
      '按抖音口徑:每個會話先算其規定時段內開始的輪次的 3 分鐘回覆率,再取各會話的平均;沒有分配到人工的會話為 0。不服務率:沒有任何人工回覆的會話的比例。會話計在其首個計入輪次的開始時刻,未結束的按目前情況計。',
      'By Douyin’s rules: each session has the 3-minute reply rate of its rounds that began in its hours; the figure is the mean over sessions, 0 for one that no human was given. No-service rate: sessions without any human reply. A session counts where the first of those rounds began, as it stands while it goes on.',
    ),
    {
      sessions: { name: words('会话数', '會話數', 'sessions'), unit: 'count' },
      rateSum: { name: words('各会话回复率之和', '各會話回覆率之和', 'rates of sessions added'), unit: 'count' },
      rate: {
        name: words('比率', '比率', 'rate'),
        unit: 'rate',
        formula: { over: ['platform.douyin.rateSum'], under: ['platform.douyin.sessions'] },
      },
      noService: { name: words('不服务会话', '不服務會話', 'sessions not served'), unit: 'count' },
      noServiceRate: {
        name: words('不服务率', '不服務率', 'no-service rate'),
        unit: 'rate',
        formula: { over: ['platform.douyin.noService'], under: ['platform.douyin.sessions'] },
      },
    },
  ),
};
