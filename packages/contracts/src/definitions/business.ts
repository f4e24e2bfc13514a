import { type Definition, type Definitions, distributionFields, rateFields, type Words, words } from '../definition.ts';

/** What all of them have in common. */
const CLOCK = words(
  '时钟只在营业时间内走：班外、节假日不计，节假日的规则见设置。全程在营业时间外的等待为 0。没有设置营业时间则没有此指标。',
  '時鐘只在營業時間內走：班外、假日不計，假日的規則見設定。全程在營業時間外的等待為 0。沒有設定營業時間則沒有此指標。',
  'The clock stands still outside office hours and on holidays; a wait that lies outside altogether is one of 0. The office hours that were set when the wait began hold. Without office hours there is none.',
);

const withClock = (text: Words): Words =>
  words(`${text['zh-CN']}${CLOCK['zh-CN']}`, `${text['zh-TW']}${CLOCK['zh-TW']}`, `${text.en} ${CLOCK.en}`);

const lengths = (name: Words, text: Words): Definition => ({
  version: 1,
  kind: 'window',
  unit: 'ms',
  name,
  text: withClock(text),
  fields: distributionFields,
});

const within = (limit: number, name: Words): Definition => ({
  version: 1,
  kind: 'window',
  unit: 'rate',
  name,
  text: withClock(
    words(
      `与 ${limit} 秒的回复率相同，但按营业时间计：判定时刻为回复与“开始后营业时间累计满 ${limit} 秒”中较早者。`,
      `與 ${limit} 秒的回覆率相同，但按營業時間計：判定時刻為回覆與「開始後營業時間累計滿 ${limit} 秒」中較早者。`,
      `Like the reply rate of ${limit} s, by business time: the verdict is at the earlier of the reply and the instant at which ${limit} s of business time have passed.`,
    ),
  ),
  fields: rateFields(`businessWithin.${limit}`, ['hit', words('及时', '及時', 'in time')], ['total', words('总数', '總數', 'all')]),
});

/** Business-time versions of the figures of a range: the plain ones stand beside them. */
export const businessDefinitions: Definitions = {
  businessResponse: lengths(
    words('平均响应时间（营业时间）', '平均回應時間（營業時間）', 'response time, business time'),
    words('平均响应时间，按营业时间计。', '平均回應時間，按營業時間計。', 'The response time by business time, on the same clocks.'),
  ),
  businessFirstResponse: lengths(
    words('首次响应时间（营业时间）', '首次回應時間（營業時間）', 'first response, business time'),
    words('首次响应时间，按营业时间计。', '首次回應時間，按營業時間計。', 'The first response by business time.'),
  ),
  'businessWithin.30': within(30, words('30 秒回复率（营业时间）', '30 秒回覆率（營業時間）', 'reply rate 30 s, business time')),
  'businessWithin.60': within(60, words('1 分钟回复率（营业时间）', '1 分鐘回覆率（營業時間）', 'reply rate 1 min, business time')),
  'businessWithin.180': within(180, words('3 分钟回复率（营业时间）', '3 分鐘回覆率（營業時間）', 'reply rate 3 min, business time')),
  'businessWithin.300': within(300, words('5 分钟回复率（营业时间）', '5 分鐘回覆率（營業時間）', 'reply rate 5 min, business time')),
};
