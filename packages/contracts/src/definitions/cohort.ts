import { type Definitions, type Field, rateFields, type Words, words } from '../definition.ts';

const immature = words('未成熟', '未成熟', 'immature');
const provisional = words('暂定', '暫定', 'provisional');
/** How many of what a rate is of may still turn out otherwise, and whether any. */
const ripening: Readonly<Record<string, Field>> = {
  immature: { name: immature, unit: 'count' },
  provisional: { name: provisional, unit: 'state' },
};

const inquiries = words('询单人数', '詢單人數', 'inquiries');
const buyers = words('付款人数', '付款人數', 'buyers');

const one = (unit: 'count' | 'money' | 'state', name: Words, text: Words) => ({ version: 1, kind: 'cohort', unit, name, text }) as const;

/** Of customers and orders that are watched for a while after the day they count for. */
export const cohortDefinitions: Definitions = {
  fcr: {
    ...one(
      'count',
      words('首次解决率', '首次解決率', 'first-contact resolution'),
      words(
        '已解决的会话中，同一客户没有就同一主题（没有主题的看同一店铺）再来的比例：售前看 24 小时，其余看 7 天。按关闭的时刻、关闭时的客服统计；期限未到的已计入，另列为未成熟。',
        '已解決的會話中，同一客戶沒有就同一主題（沒有主題的看同一店鋪）再來的比例：售前看 24 小時，其餘看 7 天。按關閉的時刻、關閉時的客服統計；期限未到的已計入，另列為未成熟。',
        'Resolved episodes whose customer does not come back with the same topic (without one: to the same shop) within 24 h pre-sales, 7 days else / resolved episodes. By the instant of the close, and of whoever held it then; those whose time is not over are counted in, and told as immature.',
      ),
    ),
    fields: {
      resolved: { name: words('已解决', '已解決', 'resolved'), unit: 'count' },
      repeated: { name: words('再来的', '再來的', 'came back'), unit: 'count' },
      once: { name: words('一次解决', '一次解決', 'solved at once'), unit: 'count' },
      rate: { name: words('比率', '比率', 'rate'), unit: 'rate', formula: { over: ['fcr.once'], under: ['fcr.resolved'] } },
      ...ripening,
    },
  },
  inquiries: one(
    'count',
    inquiries,
    words(
      '售前会话（先看事件写明的意图，再看班组职能，都没有的不算）开始一次询单，转化期内再来的归入同一次。按询单开始的时刻统计，归付款前（否则转化期结束前）在其中最后回复的人工。',
      '售前會話（先看事件寫明的意圖，再看班組職能，都沒有的不算）開始一次詢單，轉化期內再來的歸入同一次。按詢單開始的時刻統計，歸付款前（否則轉化期結束前）在其中最後回覆的人工。',
      'A pre-sales episode (by the intent of the event, else the role of the team, else left out) begins an inquiry; those within its gap belong to it. By the instant at which it began, and of the last human who replied in it before the payment, else before the end of the gap.',
    ),
  ),
  immatureInquiries: one(
    'count',
    words('未成熟询单', '未成熟詢單', 'immature inquiries'),
    words(
      '转化期还没有过完的询单，已计入询单人数。',
      '轉化期還沒有過完的詢單，已計入詢單人數。',
      'Of the inquiries those whose gap is not over.',
    ),
  ),
  buyers: one(
    'count',
    buyers,
    words(
      '在转化期内付全款或尾款的询单；只付定金的不算，付两次的算一个。',
      '在轉化期內付全款或尾款的詢單；只付定金的不算，付兩次的算一個。',
      'Inquiries whose customer paid in full or the balance within the gap; a deposit alone does not count, and who pays twice counts once.',
    ),
  ),
  conversion: {
    version: 1,
    kind: 'cohort',
    unit: 'rate',
    name: words('询单转化率', '詢單轉化率', 'inquiry conversion'),
    text: words(
      '付款人数 / 询单人数；转化期按店铺平台的口径，默认 24 小时。',
      '付款人數 / 詢單人數；轉化期按店鋪平臺的口徑，預設 24 小時。',
      'Buyers / inquiries; the gap is that of the profile, 24 h by default.',
    ),
    formula: { over: ['buyers'], under: ['inquiries'] },
  },
  sales: one(
    'money',
    words('销售额', '銷售額', 'sales'),
    words(
      '询单在转化期内付的全款和尾款之和，按主要币种显示，不换算。',
      '詢單在轉化期內付的全款和尾款之和，按主要幣種顯示，不換算。',
      'Full and balance payments of inquiries within their gap, in the main currency; nothing is converted.',
    ),
  ),
  aov: {
    ...one(
      'money',
      words('客单价', '客單價', 'average order value'),
      words('销售额 / 以该币种付款的人数。', '銷售額 / 以該幣種付款的人數。', 'Sales / buyers who paid in that currency.'),
    ),
    formula: { over: ['sales'], under: ['buyers'] },
  },
  currency: one(
    'state',
    words('币种', '幣種', 'currency'),
    words(
      '范围内全现场付款人数最多的币种；没有人付款时没有。',
      '範圍內全現場付款人數最多的幣種；沒有人付款時沒有。',
      'That in which most buyers of the floor paid in the range; none when nobody did.',
    ),
  ),
  currencies: one(
    'state',
    words('各币种销售', '各幣種銷售', 'sales by currency'),
    words(
      '每个币种的销售额、付款人数和客单价。',
      '每個幣種的銷售額、付款人數和客單價。',
      'Sales, buyers and average order value of each currency.',
    ),
  ),
  units: one(
    'count',
    words('件数', '件數', 'items'),
    words(
      '写明件数的付款人所买的件数，每个订单算一次。',
      '寫明件數的付款人所買的件數，每個訂單算一次。',
      'Items of buyers all of whose orders say how many, once an order.',
    ),
  ),
  unitBuyers: one(
    'count',
    words('写明件数的付款人数', '寫明件數的付款人數', 'buyers with items'),
    words('订单全部写明件数的付款人数。', '訂單全部寫明件數的付款人數。', 'Buyers all of whose orders say how many items.'),
  ),
  unitsPerBuyer: {
    version: 1,
    kind: 'cohort',
    unit: 'ratio',
    name: words('客件数', '客件數', 'items per buyer'),
    text: words('件数 / 写明件数的付款人数。', '件數 / 寫明件數的付款人數。', 'Items / buyers all of whose orders say how many items.'),
    formula: { over: ['units'], under: ['unitBuyers'] },
  },
  refundRate: {
    ...one(
      'count',
      words('退款率', '退款率', 'refund rate'),
      words(
        '付全款或尾款后 15 天内退款的订单 / 已付款的订单，按第一次付款的时刻统计；归导致付款的询单的客服，没有询单的只计入现场。15 天未过的另列为未成熟。',
        '付全款或尾款後 15 天內退款的訂單 / 已付款的訂單，按第一次付款的時刻統計；歸導致付款的詢單的客服，沒有詢單的只計入現場。15 天未過的另列為未成熟。',
        'Orders refunded within 15 days of their first full or balance payment / orders paid, by the instant of that payment; of whoever has the inquiry that it belongs to, of the floor alone without one. Immature until the 15 days are over.',
      ),
    ),
    fields: {
      ...rateFields('refundRate', ['refunded', words('退款订单', '退款訂單', 'refunded')], ['paid', words('付款订单', '付款訂單', 'paid')]),
      ...ripening,
    },
  },
  saveRate: {
    ...one(
      'count',
      words('挽单率', '挽單率', 'save rate'),
      words(
        '撤销或换货的退款申请 / 15 天内有结果的退款申请，按申请的时刻统计；归申请前一天起到有结果为止最后回复客户的人工。还没有结果的另列为未成熟。',
        '撤銷或換貨的退款申請 / 15 天內有結果的退款申請，按申請的時刻統計；歸申請前一天起到有結果為止最後回覆客戶的人工。還沒有結果的另列為未成熟。',
        'Refund requests that were withdrawn or exchanged / those that came to an end within 15 days, by the instant of the request; of the last human who replied to the customer from a day before it to its end. Immature while nothing has come of them.',
      ),
    ),
    fields: {
      ...rateFields('saveRate', ['saved', words('挽回', '挽回', 'saved')], ['handled', words('已处理', '已處理', 'handled')]),
      ...ripening,
    },
  },
  botConversion: {
    ...one(
      'count',
      words('机器人转化率', '機器人轉化率', 'bot conversion'),
      words(
        '付款前（否则转化期结束前）没有人工回复的询单：付款人数 / 询单人数。',
        '付款前（否則轉化期結束前）沒有人工回覆的詢單：付款人數 / 詢單人數。',
        'Buyers / inquiries, of those that no human replied to before the payment, else before the end of the gap.',
      ),
    ),
    fields: rateFields('botConversion', ['buyers', buyers], ['inquiries', inquiries]),
  },
  botContained: {
    ...one(
      'count',
      words('机器人独立接待率', '機器人獨立接待率', 'bot containment'),
      words(
        '机器人回复后没有要求、转给或等到人工就结束的会话 / 机器人回复过并已关闭的会话，按关闭的时刻统计。',
        '機器人回覆後沒有要求、轉給或等到人工就結束的會話 / 機器人回覆過並已關閉的會話，按關閉的時刻統計。',
        'Closed episodes in which a human neither was asked for after the bot had replied, nor had it, nor answered / closed episodes in which a bot replied, by the instant of the close.',
      ),
    ),
    fields: rateFields(
      'botContained',
      ['contained', words('独立接待', '獨立接待', 'contained')],
      ['episodes', words('机器人会话', '機器人會話', 'episodes with a bot')],
    ),
  },
  cohorts: {
    ...one(
      'state',
      words('客群指标', '客群指標', 'cohort figures'),
      words(
        '客群指标统计到什么时刻（每分钟更新），其中是否还有可能变化的。',
        '客群指標統計到什麼時刻（每分鐘更新），其中是否還有可能變化的。',
        'Up to when the figures of cohorts are counted (renewed every minute), and whether any of it may still turn out otherwise.',
      ),
    ),
    fields: { asOf: { name: words('截至', '截至', 'as of'), unit: 'state' }, provisional: { name: provisional, unit: 'state' } },
  },
};
