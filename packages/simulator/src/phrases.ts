import type { Team } from './roster.ts';

type Some = readonly [string, ...string[]];

/** What customers ask, by topic. */
export const questions: Record<Team, readonly [{ topic: string; texts: Some }, ...{ topic: string; texts: Some }[]]> = {
  presales: [
    { topic: '尺码', texts: ['身高 165 体重 55 穿什么码?', '这款偏大还是偏小?', 'M 码还有货吗?'] },
    { topic: '优惠', texts: ['有优惠券吗?', '现在下单能便宜点吗?', '满减怎么凑?'] },
    { topic: '发货', texts: ['今天下单什么时候发货?', '发什么快递?', '江浙沪几天到?'] },
    { topic: '材质', texts: ['是纯棉的吗?', '会不会起球?', '可以机洗吗?'] },
  ],
  aftersales: [
    { topic: '物流', texts: ['快递三天没动了', '显示签收但我没收到', '能改地址吗?'] },
    { topic: '退换货', texts: ['尺码不合适想换一个', '怎么退货?', '运费谁出?'] },
    { topic: '退款', texts: ['退款什么时候到账?', '申请退款了怎么还没处理?'] },
    { topic: '质量', texts: ['收到有破损', '拉链坏了怎么办?', '颜色和图片不一样'] },
  ],
};

export const followUps: Some = [
  '那多久能好?',
  '好的,那什么时候发货?',
  '还有别的颜色吗?',
  '我再看看,可以保留订单吗?',
  '怎么操作?',
  '订单尾号 8831',
  '可以开发票吗?',
  '确定吗?',
];
export const nudges: Some = ['在吗?', '有人吗?', '怎么不回复?', '???'];
export const answers: Some = [
  '亲,今天下单明天就能发出',
  '这款建议拍大一码哦',
  '已经帮您登记了,请留意短信',
  '麻烦提供一下订单号',
  '可以的,七天内支持退换',
  '给您补一张 10 元优惠券',
  '已催促快递,明天会更新',
  '退款 1 到 3 个工作日到账',
];
export const fillers: Some = ['亲,稍等一下', '在的,我查一下', '稍等'];
export const thanks: Some = ['好的', '谢谢', '知道了,谢谢', '嗯嗯'];
export const botGreeting = '您好,我是智能助手,可以直接说出您的问题';
export const customerNames: Some = ['小雨', '阿杰', '豆豆妈', '晴天', '老李', '米粒', '可乐', '南风', '一一', '橙子', '木木', '小满'];
