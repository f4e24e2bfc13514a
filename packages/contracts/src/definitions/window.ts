import { type Definition, type Definitions, distributionFields, rateFields, type Words, words } from '../definition.ts';

/** A duration metric. */
const lengths = (name: Words, text: Words): Definition => ({
  version: 1,
  kind: 'window',
  unit: 'ms',
  name,
  text,
  fields: distributionFields,
});
/** A plain number of things, or with `unit` of milliseconds. */
const count = (name: Words, text: Words, unit: 'count' | 'ms' = 'count'): Definition => ({ version: 1, kind: 'window', unit, name, text });
/** What is made of counts. */
const rate = (
  name: Words,
  text: Words,
  over: readonly string[],
  under: readonly string[],
  unit: 'rate' | 'ratio' = 'rate',
): Definition => ({
  ...count(name, text),
  unit,
  formula: { over, under },
});

const hit = ['hit', words('及时', '及時', 'in time')] as const;
const total = ['total', words('总数', '總數', 'all')] as const;
const good = ['good', words('好评', '好評', '4 and 5')] as const;

/** The reply rate of one limit in seconds. */
const within = (limit: number, name: Words): Definition => ({
  version: 1,
  kind: 'window',
  unit: 'rate',
  name,
  text: words(
    `范围内得出判定的轮次中，${limit} 秒内得到人工回复的比例。每个轮次有且只有一个判定，时刻为回复与“开始 + ${limit} 秒”中较早者；恰好到限算及时；无人回复的轮次到限即计为超时。按客服时用他自己的时钟：握有超过 ${limit} 秒而未回复的人也计一次超时。`,
    `範圍內得出判定的輪次中，${limit} 秒內得到人工回覆的比例。每個輪次有且只有一個判定，時刻為回覆與「開始 + ${limit} 秒」中較早者；恰好到限算及時；無人回覆的輪次到限即計為超時。按客服時用他自己的時鐘：握有超過 ${limit} 秒而未回覆的人也計一次超時。`,
    `Of the rounds with a verdict in the range, those with a human reply within ${limit} s. A round has one verdict, at the earlier of its reply and start + ${limit} s; a reply at the very limit is in time; one that nobody has replied to is a miss once the limit has passed. By agent on his own clock: also a miss for one who held it longer than ${limit} s and did not reply.`,
  ),
  fields: rateFields(`within.${limit}`, hit, total),
});

/** What happened in a range: the same names and meanings live and of the past. */
export const windowDefinitions: Definitions = {
  firstResponse: lengths(
    words('首次响应时间', '首次回應時間', 'first response'),
    words(
      '一次会话的第一条有效人工回复 − 会话开始与首次要求人工（入队、要求人工、转人工、来电振铃）中较晚者。按客服：从分派给他算起，回复时不在他手上则没有。计在回复时刻。客服发起的会话没有首次响应。',
      '一次對話的第一則有效人工回覆 − 對話開始與首次要求人工（入隊、要求人工、轉人工、來電響鈴）中較晚者。按客服：從分派給他算起，回覆時不在他手上則沒有。計在回覆時刻。客服發起的對話沒有首次回應。',
      'First valid human reply of an episode − the later of its start and the first request for a human (queued, human_requested, handed_over, a call’s ringing). By agent: from his assignment, and none if it was not his. Counted at the reply. Episodes begun by the agent have none.',
    ),
  ),
  response: lengths(
    words('平均响应时间', '平均回應時間', 'response time'),
    words(
      '范围内得到回复的轮次的时长，计在回复时刻。现场、团队、店铺、渠道用顾客的时钟（回复 − 轮次开始）；按客服用他自己的时钟（轮次未结束且在他手上的时间之和）。',
      '範圍內得到回覆的輪次的時長，計在回覆時刻。現場、團隊、店鋪、管道用顧客的時鐘（回覆 − 輪次開始）；按客服用他自己的時鐘（輪次未結束且在他手上的時間之和）。',
      'Length of the rounds replied to in the range, counted at the reply: on the customer’s clock (reply − start of the round) for floor, team, shop and channel; by agent on his own (the time for which it was open and his).',
    ),
  ),
  followUpWait: lengths(
    words('安抚后等待', '安撫後等待', 'wait after a filler'),
    words(
      '从安抚语（稍等、在的……）到下一条实质回复的时间，计在实质回复的时刻。',
      '從安撫語（稍等、在的……）到下一則實質回覆的時間，計在實質回覆的時刻。',
      'From a text that only asks for patience to the next substantial reply, counted at that reply.',
    ),
  ),
  handleTime: lengths(
    words('平均处理时长', '平均處理時長', 'handle time'),
    words(
      '每一段接待：从分派到关闭、转出或退回排队，减去该客服其间挂起的时间；计在这一段结束时。',
      '每一段接待：從分派到關閉、轉出或退回排隊，減去該客服其間掛起的時間；計在這一段結束時。',
      'Each stretch of holding, from assignment to close, transfer or return to the queue, less that agent’s suspension; counted at its end.',
    ),
  ),
  botHold: lengths(
    words('转人工等待', '轉人工等待', 'held by the bot'),
    words(
      '从顾客首次要求人工到机器人转交人工的时间，计在转交时刻。',
      '從顧客首次要求人工到機器人轉交人工的時間，計在轉交時刻。',
      'From the first request for a human to the hand-over by a bot, counted at the hand-over.',
    ),
  ),
  'within.30': within(30, words('30 秒回复率', '30 秒回覆率', 'reply rate 30 s')),
  'within.60': within(60, words('1 分钟回复率', '1 分鐘回覆率', 'reply rate 1 min')),
  'within.180': within(180, words('3 分钟回复率', '3 分鐘回覆率', 'reply rate 3 min')),
  'within.300': within(300, words('5 分钟回复率', '5 分鐘回覆率', 'reply rate 5 min')),
  fillers: count(
    words('安抚回复', '安撫回覆', 'fillers'),
    words(
      '以安抚语（稍等……）回复而结束的轮次数。',
      '以安撫語（稍等……）回覆而結束的輪次數。',
      'Rounds closed by a text that only asks for patience.',
    ),
  ),
  fillerRate: rate(
    words('安抚率', '安撫率', 'filler rate'),
    words('安抚回复 / 得到回复的轮次。', '安撫回覆 / 得到回覆的輪次。', 'Fillers / rounds closed by a reply.'),
    ['fillers'],
    ['response.count'],
  ),
  waitShare: {
    version: 1,
    kind: 'window',
    unit: 'rate',
    name: words('等待构成', '等待構成', 'share of the wait'),
    text: words(
      '范围内得到回复的等待中，在排队和在客服手上的时间各占多少。按客服只有他握有的时间。',
      '範圍內得到回覆的等待中，在排隊和在客服手上的時間各佔多少。按客服只有他握有的時間。',
      'Of the waits replied to in the range, the time in the queue and with holders; by agent what he held.',
    ),
    fields: {
      queueMs: { name: words('排队', '排隊', 'in the queue'), unit: 'ms' },
      heldMs: { name: words('在客服手上', '在客服手上', 'with holders'), unit: 'ms' },
      queue: {
        name: words('排队占比', '排隊佔比', 'share of the queue'),
        unit: 'rate',
        formula: { over: ['waitShare.queueMs'], under: ['waitShare.queueMs', 'waitShare.heldMs'] },
      },
      held: {
        name: words('客服占比', '客服佔比', 'share of holders'),
        unit: 'rate',
        formula: { over: ['waitShare.heldMs'], under: ['waitShare.queueMs', 'waitShare.heldMs'] },
      },
    },
  },
  transferredUnanswered: count(
    words('未回复转出', '未回覆轉出', 'transferred unanswered'),
    words(
      '带着未结束的轮次、由客服转给别人的次数，计给放手的人。主管、系统、平台的转移不计。',
      '帶著未結束的輪次、由客服轉給別人的次數，計給放手的人。主管、系統、平台的轉移不計。',
      'Conversations let go with an open round, moved by an agent; for who let go. Moves by a supervisor, the system or the platform are nobody’s fault.',
    ),
  ),
  handled: count(
    words('接待量', '接待量', 'contacts handled'),
    words(
      '范围内得到人工回复的不同顾客数。每小时、每天各自去重，不能相加。',
      '範圍內得到人工回覆的不同顧客數。每小時、每天各自去重，不能相加。',
      'Distinct customers with a human reply in the range. Of a bucket its own distinct ones: days do not add up to a month.',
    ),
  ),
  reception: {
    version: 1,
    kind: 'window',
    unit: 'ratio',
    name: words('接待占比', '接待佔比', 'share of reception'),
    text: words(
      '按客服：接待量 /（同团队各人接待量之和 / 人数）；1 表示正好平均。人数：范围内接待过顾客或有过在岗状态的本团队成员。',
      '按客服：接待量 /（同團隊各人接待量之和 / 人數）；1 表示正好平均。人數：範圍內接待過顧客或有過在崗狀態的本團隊成員。',
      'By agent: contacts handled / (those of each of the team added up / headcount); 1 is an equal share. Headcount: people of the team who handled somebody or were present in the range.',
    ),
    fields: {
      handledByTeam: { name: words('团队接待量', '團隊接待量', 'handled by the team'), unit: 'count' },
      headcount: { name: words('人数', '人數', 'headcount'), unit: 'count' },
      share: {
        name: words('占比', '佔比', 'share'),
        unit: 'ratio',
        formula: { over: ['handled'], under: ['reception.handledByTeam'], times: 'reception.headcount' },
      },
    },
  },
  conversations: count(
    words('会话数', '對話數', 'conversations'),
    words(
      '范围内开始的会话数。按客服：首次分派给他的；按团队：开始时的、否则首次分派到的团队；按店铺和渠道：开始时的、或首次得知的。',
      '範圍內開始的對話數。按客服：首次分派給他的；按團隊：開始時的、否則首次分派到的團隊；按店鋪和管道：開始時的、或首次得知的。',
      'Episodes begun in the range. By agent: those first assigned to him in it. By team: that of the beginning, else of the first assignment to one. By shop or channel: that of the beginning, or of the message that first told it.',
    ),
  ),
  resolved: count(
    words('已解决', '已解決', 'resolved'),
    words('以“已解决”关闭的会话数。', '以「已解決」關閉的對話數。', 'Episodes closed with the reason resolved.'),
  ),
  reopened: count(
    words('重新打开', '重新開啟', 'reopened'),
    words(
      '在已关闭的会话中重新开始的会话数。',
      '在已關閉的對話中重新開始的對話數。',
      'Episodes begun in a conversation that had been closed.',
    ),
  ),
  transferredIn: count(
    words('转入', '轉入', 'transferred in'),
    words('从别人手上接过的会话数。', '從別人手上接過的對話數。', 'Conversations taken over from somebody.'),
  ),
  transferredOut: count(
    words('转出', '轉出', 'transferred out'),
    words('交给别人的会话数。', '交給別人的對話數。', 'Conversations handed on to somebody.'),
  ),
  messagesIn: count(
    words('顾客消息', '顧客訊息', 'customer messages'),
    words('顾客发来的消息数，发给机器人的不算。', '顧客發來的訊息數，發給機器人的不算。', 'Messages of customers, none of those to a bot.'),
  ),
  messagesOut: count(
    words('客服消息', '客服訊息', 'agent messages'),
    words('人工发给顾客的消息数。', '人工發給顧客的訊息數。', 'Messages of humans to customers.'),
  ),
  answerRatio: rate(
    words('答问比', '答問比', 'answer-question ratio'),
    words('客服消息 / 顾客消息。', '客服訊息 / 顧客訊息。', 'Agent messages / customer messages.'),
    ['messagesOut'],
    ['messagesIn'],
    'ratio',
  ),
  abandoned: count(
    words('放弃', '放棄', 'abandoned'),
    words(
      '想要人工、到结束也没有人工回复的会话数：排队中放弃与已分派放弃之和。想要人工：顾客发了消息、要求了人工，或已分派。垃圾会话不算；不满 5 秒的和超时结束的另计。',
      '想要人工、到結束也沒有人工回覆的對話數：排隊中放棄與已分派放棄之和。想要人工：顧客發了訊息、要求了人工，或已分派。垃圾對話不算；不滿 5 秒的和逾時結束的另計。',
      'Episodes ended with no human reply though one was wanted, in the queue and assigned together. Wanted: the customer wrote, asked for a human or was assigned to one. Spam never counts; those under 5 s and those ended by time-out are apart.',
    ),
  ),
  abandonedInQueue: count(
    words('排队中放弃', '排隊中放棄', 'abandoned in queue'),
    words('结束时没有客服的放弃。', '結束時沒有客服的放棄。', 'Abandoned with no agent assigned.'),
  ),
  abandonedAssigned: count(
    words('已分派放弃', '已分派放棄', 'abandoned while assigned'),
    words('结束时已分派给客服的放弃。', '結束時已分派給客服的放棄。', 'Abandoned while assigned to an agent.'),
  ),
  shortAbandons: count(
    words('短放弃', '短放棄', 'short abandons'),
    words(
      '从首次要求人工（否则从开始）起不满 5 秒的放弃，另计。',
      '從首次要求人工（否則從開始）起不滿 5 秒的放棄，另計。',
      'Abandoned under 5 s from the first request for a human, else the start; counted apart.',
    ),
  ),
  silentAbandons: count(
    words('超时结束', '逾時結束', 'silent abandons'),
    words(
      '没有人工回复、因超时结束的会话数，另计。',
      '沒有人工回覆、因逾時結束的對話數，另計。',
      'Ended by time-out with no human reply; counted apart.',
    ),
  ),
  abandonRate: rate(
    words('放弃率', '放棄率', 'abandonment'),
    words(
      '放弃 /（范围内首次得到回复的会话 + 放弃 + 超时结束）；短放弃不计入任何一边。',
      '放棄 /（範圍內首次得到回覆的對話 + 放棄 + 逾時結束）；短放棄不計入任何一邊。',
      'Abandoned / (episodes first answered in the range + abandoned + silent ones); short ones in neither.',
    ),
    ['abandoned'],
    ['firstResponse.count', 'abandoned', 'silentAbandons'],
  ),
  csat: {
    version: 1,
    kind: 'window',
    unit: 'rate',
    name: words('满意度', '滿意度', 'satisfaction'),
    text: words(
      '4 分和 5 分 / 全部评分，计在评分时刻，归事件所指的客服，否则归最后回复的人。参评率：评分 / 有过人工回复而关闭的会话。',
      '4 分和 5 分 / 全部評分，計在評分時刻，歸事件所指的客服，否則歸最後回覆的人。參評率：評分 / 有過人工回覆而關閉的對話。',
      'Ratings of 4 and 5 / ratings, at the time of the rating, for the event’s agent, else who replied last. Response rate: ratings / episodes closed after a human reply.',
    ),
    fields: {
      ...rateFields('csat', good, total),
      responseRate: {
        name: words('参评率', '參評率', 'response rate'),
        unit: 'rate',
        formula: { over: ['csat.total'], under: ['answeredCloses'] },
      },
    },
  },
  reviews: {
    version: 1,
    kind: 'window',
    unit: 'rate',
    name: words('评价', '評價', 'reviews'),
    text: words(
      '订单的文字评价：4 分和 5 分 / 全部。归属同满意度。',
      '訂單的文字評價：4 分和 5 分 / 全部。歸屬同滿意度。',
      'Written reviews of the order: scores of 4 and 5 / all. Credited as satisfaction is.',
    ),
    fields: rateFields('reviews', good, total),
  },
  followUpReviews: {
    version: 1,
    kind: 'window',
    unit: 'rate',
    name: words('追评', '追評', 'follow-up reviews'),
    text: words(
      '追加的评价：4 分和 5 分 / 全部。归属同满意度。',
      '追加的評價：4 分和 5 分 / 全部。歸屬同滿意度。',
      'Reviews added later: scores of 4 and 5 / all. Credited as satisfaction is.',
    ),
    fields: rateFields('followUpReviews', good, total),
  },
  complaints: count(
    words('投诉', '客訴', 'complaints'),
    words(
      '投诉数，归事件所指的客服，否则归最后回复的人。',
      '客訴數，歸事件所指的客服，否則歸最後回覆的人。',
      'Complaints, for the event’s agent, else who replied last.',
    ),
  ),
  complaintRate: rate(
    words('投诉率', '客訴率', 'complaint rate'),
    words('投诉 / 接待量。', '客訴 / 接待量。', 'Complaints / contacts handled.'),
    ['complaints'],
    ['handled'],
    'ratio',
  ),
  onlineMs: count(
    words('在线时长', '在線時長', 'time online'),
    words(
      '处于在线状态的时间，裁到范围内；现在的状态算到此刻。',
      '處於在線狀態的時間，裁到範圍內；現在的狀態算到此刻。',
      'Time in the state online, cut to the range; a present state up to now.',
    ),
    'ms',
  ),
  busyMs: count(
    words('忙碌时长', '忙碌時長', 'time busy'),
    words(
      '处于忙碌状态的时间，裁到范围内；现在的状态算到此刻。',
      '處於忙碌狀態的時間，裁到範圍內；現在的狀態算到此刻。',
      'Time in the state busy, cut to the range; a present state up to now.',
    ),
    'ms',
  ),
  awayMs: count(
    words('小休时长', '小休時長', 'time away'),
    words(
      '处于小休状态的时间，裁到范围内；现在的状态算到此刻。',
      '處於小休狀態的時間，裁到範圍內；現在的狀態算到此刻。',
      'Time in the state away, cut to the range; a present state up to now.',
    ),
    'ms',
  ),
  suspendedMs: count(
    words('挂起时长', '掛起時長', 'time suspended'),
    words(
      '处于挂起状态的时间，裁到范围内；现在的状态算到此刻。',
      '處於掛起狀態的時間，裁到範圍內；現在的狀態算到此刻。',
      'Time in the state suspended, cut to the range; a present state up to now.',
    ),
    'ms',
  ),
};
