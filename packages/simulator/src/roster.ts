export type Team = 'presales' | 'aftersales';

/** Who works on the demo floor; `capacity` in conversations at once. */
export const roster: readonly { id: string; name: string; team: Team; capacity: number }[] = [
  { id: 'a-lin', name: '林晓', team: 'presales', capacity: 4 },
  { id: 'a-zhou', name: '周敏', team: 'presales', capacity: 4 },
  { id: 'a-wu', name: '吴桐', team: 'presales', capacity: 3 },
  { id: 'a-zheng', name: '郑好', team: 'presales', capacity: 3 },
  { id: 'a-ma', name: '马力', team: 'presales', capacity: 4 },
  { id: 'a-huang', name: '黄蕾', team: 'presales', capacity: 3 },
  { id: 'a-he', name: '何安', team: 'aftersales', capacity: 3 },
  { id: 'a-luo', name: '罗一', team: 'aftersales', capacity: 3 },
  { id: 'a-gao', name: '高禾', team: 'aftersales', capacity: 3 },
  { id: 'a-liang', name: '梁爽', team: 'aftersales', capacity: 4 },
  { id: 'a-song', name: '宋可', team: 'aftersales', capacity: 3 },
  { id: 'a-tang', name: '唐苗', team: 'aftersales', capacity: 4 },
];

export type Shop = { channel: string; shopId: string };

/** Twice in the list: twice the customers. */
export const shops: readonly [Shop, ...Shop[]] = [
  { channel: 'tmall', shopId: '天猫旗舰店' },
  { channel: 'tmall', shopId: '天猫旗舰店' },
  { channel: 'jd', shopId: '京东自营店' },
  { channel: 'douyin', shopId: '抖音小店' },
  { channel: 'douyin', shopId: '抖音小店' },
  { channel: 'pdd', shopId: '拼多多专营店' },
];
