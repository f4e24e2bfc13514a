import type { Random } from './random.ts';
import type { Team } from './roster.ts';
import type { Language } from './simulation.ts';

type Some = readonly [string, ...string[]];
type Words = {
  customers: Some;
  questions: Record<Team, Record<string, Some>>;
  followUps: Some;
  nudges: Some;
  thanks: Some;
  farewells: Some;
  wantsHuman: string;
  welcome: string;
  closing: string;
  botGreeting: string;
  botAnswers: Some;
  answers: Record<Team, Some>;
  addenda: Some;
  fillers: Some;
  notes: Some;
  praise: Some;
  blame: Some;
  complaints: Some;
};

const TOPICS: Record<Team, Some> = {
  presales: ['尺码', '优惠', '发货', '材质'],
  aftersales: ['物流', '退换货', '退款', '质量'],
};
export const topicsOf = (team: Team): Some => TOPICS[team];

/** What a customer asks first. */
export function questionOf(random: Random, about: { customer: { language: Language }; intent: Team; topic: string }): string {
  const words = phrases[about.customer.language];
  return random.pick(words.questions[about.intent][about.topic] ?? words.followUps);
}

/** What people say on the floor. Courtesies and fillers are of the kinds in docs/metrics.md. */
export const phrases: Record<Language, Words> = {
  'zh-CN': {
    customers: [
      '小雨',
      '阿杰',
      '豆豆妈',
      '晴天',
      '老李',
      '米粒',
      '可乐',
      '南风',
      '一一',
      '橙子',
      '木木',
      '小满',
      '张先生',
      '王女士',
      '陈小姐',
    ],
    questions: {
      presales: {
        尺码: ['身高 165 体重 55 穿什么码?', '这款偏大还是偏小?', 'M 码还有货吗?'],
        优惠: ['有优惠券吗?', '现在下单能便宜点吗?', '满减怎么凑?'],
        发货: ['今天下单什么时候发货?', '发什么快递?', '江浙沪几天到?'],
        材质: ['是纯棉的吗?', '会不会起球?', '可以机洗吗?'],
      },
      aftersales: {
        物流: ['快递三天没动了', '显示签收但我没收到', '能改地址吗?'],
        退换货: ['尺码不合适想换一个', '怎么退货?', '运费谁出?'],
        退款: ['退款什么时候到账?', '申请退款了怎么还没处理?'],
        质量: ['收到有破损', '拉链坏了怎么办?', '颜色和图片不一样'],
      },
    },
    followUps: [
      '那多久能好?',
      '好的,那什么时候发货?',
      '还有别的颜色吗?',
      '我再看看,可以保留订单吗?',
      '怎么操作?',
      '订单尾号 8831',
      '可以开发票吗?',
      '确定吗?',
      '我上次买的也是这款',
    ],
    nudges: ['在吗?', '有人吗?', '怎么不回复?', '???'],
    thanks: ['好的', '谢谢', '知道了,谢谢', '嗯嗯', '收到,谢谢啦', '好的呀~'],
    farewells: ['算了,不等了', '不问了', '太慢了,去别家看看'],
    wantsHuman: '转人工',
    welcome: '您好,欢迎光临,客服正在赶来,请稍候',
    closing: '感谢您的光临,祝您生活愉快,本次服务已结束',
    botGreeting: '您好,我是智能助手,可以直接说出您的问题',
    botAnswers: ['一般 48 小时内发货哦', '您可以在订单页申请退换', '尺码请参考详情页的尺码表', '抱歉,我没有听懂,换个说法试试?'],
    answers: {
      presales: [
        '亲,今天下单明天就能发出',
        '这款建议拍大一码哦',
        '可以的,七天内支持退换',
        '给您补一张 10 元优惠券',
        '是纯棉的,可以机洗',
        '两件更划算,能用满减',
      ],
      aftersales: [
        '已经帮您登记了,请留意短信',
        '麻烦提供一下订单号',
        '已催促快递,明天会更新',
        '退款 1 到 3 个工作日到账',
        '可以免费换一件,运费我们出',
        '麻烦拍张照片给我们看下',
      ],
    },
    addenda: ['另外满 199 包邮哦', '有问题随时找我', '您看这样可以吗?', '详情页里也有说明'],
    fillers: ['亲,稍等一下', '在的', '稍等', '请稍等'],
    notes: ['老客户,注意态度', '已和仓库确认,明天补发', '第二次来问同一件事', '疑似职业打假,谨慎回复'],
    praise: ['客服很耐心', '回复快,态度好', '问题解决了,好评'],
    blame: ['等了很久才回复', '答非所问', '问题一直没解决'],
    complaints: ['一直没人回复,我要投诉', '客服态度差', '承诺的赔付没有兑现'],
  },
  'zh-TW': {
    customers: ['小雯', '阿凱', '怡君', '志明', '雅婷', '家豪'],
    questions: {
      presales: {
        尺码: ['請問這件偏大嗎?', 'L 號還有貨嗎?'],
        优惠: ['有折價券可以用嗎?', '滿額有免運嗎?'],
        发货: ['可以寄到台灣嗎?', '大概幾天會到?'],
        材质: ['是純棉的嗎?', '可以機洗嗎?'],
      },
      aftersales: {
        物流: ['包裹好幾天沒更新了', '顯示已送達但我沒收到'],
        退换货: ['尺寸不合想換貨', '要怎麼退貨?'],
        退款: ['請問什麼時候會退款?'],
        质量: ['收到的時候破了', '顏色跟照片不一樣'],
      },
    },
    followUps: ['那要等多久?', '還有其他顏色嗎?', '請問要怎麼操作?', '可以開發票嗎?'],
    nudges: ['請問有人嗎?', '在嗎?'],
    thanks: ['好的,謝謝', '了解', '謝謝'],
    farewells: ['算了,不等了'],
    wantsHuman: '我要找真人客服',
    welcome: '您好,歡迎光臨,客服馬上為您服務',
    closing: '感謝您的光臨,本次服務已結束',
    botGreeting: '您好,我是智能助理,請直接輸入您的問題',
    botAnswers: ['一般 48 小時內出貨', '您可以在訂單頁申請退換', '抱歉,我沒有聽懂'],
    answers: {
      presales: ['可以寄到台灣,約五到七天', '這件建議拿大一號', '有的,折價券在首頁領取'],
      aftersales: ['已經幫您登記了', '麻煩提供一下訂單編號', '退款約三個工作天'],
    },
    addenda: ['還有其他問題都可以問我', '滿 499 免運喔'],
    fillers: ['請稍等', '稍等一下'],
    notes: ['海外訂單,注意運費'],
    praise: ['客服很親切'],
    blame: ['回覆太慢了'],
    complaints: ['等太久了,我要投訴'],
  },
  en: {
    customers: ['Anna', 'Tom', 'Maria', 'James', 'Priya'],
    questions: {
      presales: {
        尺码: ['Does this run small?', 'Is size M in stock?'],
        优惠: ['Is there a coupon?'],
        发货: ['When will it ship?', 'Do you ship to Singapore?'],
        材质: ['Is it pure cotton?', 'Is it machine washable?'],
      },
      aftersales: {
        物流: ['My parcel has not moved for three days'],
        退换货: ['How do I return it?', 'I need another size'],
        退款: ['When do I get my refund?'],
        质量: ['It arrived broken', 'The zip is broken'],
      },
    },
    followUps: ['How long will that take?', 'Any other colours?', 'Are you sure?', 'How do I do that?'],
    nudges: ['Hello?', 'Anybody there?'],
    thanks: ['ok', 'thanks', 'ok, thanks!', 'got it'],
    farewells: ['Never mind, I will look elsewhere'],
    wantsHuman: 'A human, please',
    welcome: 'Welcome! An agent will be with you in a moment',
    closing: 'Thank you for visiting us, this chat has ended',
    botGreeting: 'Hello, I am the assistant. What can I do for you?',
    botAnswers: ['We usually ship within 48 hours', 'You can ask for a return on the order page', 'Sorry, I did not get that'],
    answers: {
      presales: ['We ship tomorrow if you order today', 'I would take one size up', 'Yes, returns are free for seven days'],
      aftersales: [
        'I have noted it and we will write to you',
        'May I have the order number?',
        'The refund takes one to three working days',
      ],
    },
    addenda: ['Just write if anything is unclear', 'Shipping is free above 199'],
    fillers: ['one moment', 'one moment please', 'let me check'],
    notes: ['Overseas order, check the address'],
    praise: ['Quick and friendly'],
    blame: ['It took far too long'],
    complaints: ['Nobody answers, I want to complain'],
  },
};
