export type Shop = { channel: string; shopId: string };

/** Twice in the list: twice the customers. */
export const shops: readonly [Shop, ...Shop[]] = [
  { channel: 'tmall', shopId: '天猫旗舰店' },
  { channel: 'tmall', shopId: '天猫旗舰店' },
  { channel: 'tmall', shopId: '天猫母婴店' },
  { channel: 'jd', shopId: '京东自营店' },
  { channel: 'douyin', shopId: '抖音小店' },
  { channel: 'douyin', shopId: '抖音小店' },
  { channel: 'pdd', shopId: '拼多多专营店' },
];
