import { type Definitions, words } from '../definition.ts';

/** What is on a floor now. */
export const liveDefinitions: Definitions = {
  slack: {
    version: 1,
    kind: 'live',
    unit: 'count',
    name: words('今天还可慢', '今天還可慢', 'still allowed'),
    text: words(
      '今天的回复率:向下取整(及时数 ÷ 目标) − 总数,即还能慢几条而不跌破目标;为负表示已跌破,没有数据时为空。店铺按其平台口径的回复率和目标(没有则用现场的),其他按现场设置(默认 180 秒、90%)。',
      '今天的回覆率:向下取整(及時數 ÷ 目標) − 總數,即還能慢幾則而不跌破目標;為負表示已跌破,沒有資料時為空。店鋪按其平臺口徑的回覆率和目標(沒有則用現場的),其他按現場設定(預設 180 秒、90%)。',
      'Of the reply rate of today: floor(in time ÷ target) − all, how many more may be late before it falls below its target; below zero once it has, null while there is nothing. A shop by the rate and the target of its platform (else the floor’s), all others by the floor’s setting (180 s, 90 % unless set).',
    ),
  },
  open: {
    version: 1,
    kind: 'live',
    unit: 'count',
    name: words('接待中', '接待中', 'open'),
    text: words(
      '已分派给客服、未关闭、未休眠的会话数。',
      '已分派給客服、未關閉、未休眠的對話數。',
      'Conversations assigned to an agent, neither closed nor dormant.',
    ),
  },
  dormant: {
    version: 1,
    kind: 'live',
    unit: 'count',
    name: words('休眠', '休眠', 'dormant'),
    text: words(
      '已分派、未关闭，但 30 分钟没有消息、也没有人在等回复的会话数；不计入接待中。',
      '已分派、未關閉，但 30 分鐘沒有訊息、也沒有人在等回覆的對話數；不計入接待中。',
      'Assigned and not closed, but without a message for 30 min and without an open round; not among the open ones.',
    ),
  },
  waiting: {
    version: 1,
    kind: 'live',
    unit: 'count',
    name: words('未回复', '未回覆', 'awaiting reply'),
    text: words('此刻未结束的对话轮次数。', '此刻未結束的對話輪次數。', 'Open rounds now.'),
  },
  longestWaitMs: {
    version: 1,
    kind: 'live',
    unit: 'ms',
    name: words('最长等待', '最長等待', 'longest wait'),
    text: words(
      '最早的一个未结束轮次已等待的时间，按顾客的时钟；没有人等则为空。',
      '最早的一個未結束輪次已等待的時間，按顧客的時鐘；沒有人等則為空。',
      'Age of the oldest open round, on the customer’s clock; null when nobody waits.',
    ),
  },
  overdue: {
    version: 1,
    kind: 'live',
    unit: 'count',
    name: words('超时', '超時', 'overdue'),
    text: words(
      '等待已达到或超过生效上限的未结束轮次数。',
      '等待已達到或超過生效上限的未結束輪次數。',
      'Open rounds as old as the critical limit in force, or older.',
    ),
  },
  savable: {
    version: 1,
    kind: 'live',
    unit: 'count',
    name: words('还救得回', '還救得回', 'still savable'),
    text: words(
      '等待已过预警、尚未达到生效上限的未结束轮次数。',
      '等待已過預警、尚未達到生效上限的未結束輪次數。',
      'Open rounds past the warning and not yet at the critical limit in force.',
    ),
  },
  queued: {
    version: 1,
    kind: 'live',
    unit: 'count',
    name: words('排队', '排隊', 'in queue'),
    text: words(
      '已进线、要求人工或已入队，且尚无客服的会话数；由机器人接待的不算。',
      '已進線、要求人工或已入隊，且尚無客服的對話數；由機器人接待的不算。',
      'Opened, asked for a human or queued, and no human assigned. Held by a bot is not queued.',
    ),
  },
  longestQueueMs: {
    version: 1,
    kind: 'live',
    unit: 'ms',
    name: words('最长排队', '最長排隊', 'longest in queue'),
    text: words(
      '排队最久的会话已排队的时间；没有人排队则为空。',
      '排隊最久的對話已排隊的時間；沒有人排隊則為空。',
      'How long the first of the queue has been in it; null when nobody is.',
    ),
  },
  unhandledTickets: {
    version: 1,
    kind: 'live',
    unit: 'count',
    name: words('未处理工单', '未處理工單', 'unhandled tickets'),
    text: words(
      '没有客服处理过的未结工单数。分派不算处理；重开后重新算未处理；等待其他部门算已处理。',
      '沒有客服處理過的未結工單數。分派不算處理；重開後重新算未處理；等待其他部門算已處理。',
      'Open tickets that no agent has touched. An assignment is no touch, a reopening untouches, waiting on a department counts as touched.',
    ),
  },
  oldestTicketMs: {
    version: 1,
    kind: 'live',
    unit: 'ms',
    name: words('最久未处理', '最久未處理', 'oldest unhandled'),
    text: words(
      '最早的未处理工单已经过的时间；没有则为空。',
      '最早的未處理工單已經過的時間；沒有則為空。',
      'Age of the oldest unhandled ticket; null without any.',
    ),
  },
  idleTickets: {
    version: 1,
    kind: 'live',
    unit: 'count',
    name: words('闲置工单', '閒置工單', 'idle tickets'),
    text: words(
      '未结工单中，客服最后一次操作（处理、转交部门；从未操作过则自建立起）距今达到闲置时限（默认 24 小时）的数量。等待其他部门的不算，分派与重开不是客服的操作。',
      '未結工單中，客服最後一次操作（處理、轉交部門；從未操作過則自建立起）距今達到閒置時限（預設 24 小時）的數量。等待其他部門的不算，分派與重開不是客服的操作。',
      'Open tickets on which no agent has acted (touched them or handed them to a department; else since they were opened) for as long as the limit of idle tickets, 24 h unless set. Those that wait on a department are none; an assignment and a reopening are no action of an agent.',
    ),
  },
  status: {
    version: 1,
    kind: 'live',
    unit: 'state',
    name: words('状态', '狀態', 'state'),
    text: words(
      '最近一次 agent.status 所报的状态；第一次之前为空。',
      '最近一次 agent.status 所報的狀態；第一次之前為空。',
      'As the last agent.status said; null before the first.',
    ),
  },
  statusMs: {
    version: 1,
    kind: 'live',
    unit: 'ms',
    name: words('状态时长', '狀態時長', 'time in state'),
    text: words(
      '现在的状态已持续的时间；重复上报同一状态不重新计时。',
      '現在的狀態已持續的時間；重複回報同一狀態不重新計時。',
      'How long the present state has lasted. The same state again does not restart it.',
    ),
  },
  agents: {
    version: 1,
    kind: 'live',
    unit: 'count',
    name: words('各状态人数', '各狀態人數', 'agents by state'),
    text: words('此刻处于各状态的客服人数。', '此刻處於各狀態的客服人數。', 'Agents in each state now.'),
    fields: {
      online: { name: words('在线', '在線', 'online'), unit: 'count' },
      busy: { name: words('忙碌', '忙碌', 'busy'), unit: 'count' },
      away: { name: words('小休', '小休', 'away'), unit: 'count' },
      suspended: { name: words('挂起', '掛起', 'suspended'), unit: 'count' },
      offline: { name: words('离线', '離線', 'offline'), unit: 'count' },
    },
  },
  capacity: {
    version: 1,
    kind: 'live',
    unit: 'count',
    name: words('接待上限', '接待上限', 'capacity'),
    text: words(
      '客服可同时接待的会话数；现场的是在线和忙碌客服之和。',
      '客服可同時接待的對話數；現場的是在線和忙碌客服之和。',
      'Conversations an agent can hold at a time; of the floor: the sum over those online or busy.',
    ),
  },
  active: {
    version: 1,
    kind: 'live',
    unit: 'count',
    name: words('活跃会话', '活躍對話', 'active'),
    text: words(
      '已分派、近 5 分钟有消息的会话数。',
      '已分派、近 5 分鐘有訊息的對話數。',
      'Assigned conversations with a message in the last 5 min.',
    ),
  },
  load: {
    version: 1,
    kind: 'live',
    unit: 'ratio',
    name: words('负荷', '負荷', 'load'),
    text: words('活跃会话 / 接待上限。', '活躍對話 / 接待上限。', 'Active conversations / capacity.'),
    formula: { over: ['active'], under: ['capacity'] },
  },
};
