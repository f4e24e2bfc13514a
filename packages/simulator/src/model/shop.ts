import type { ProfileName } from '@watchfloor/contracts/profile';

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

const PROFILES: Record<string, ProfileName> = { tmall: 'taobao', jd: 'jd', douyin: 'douyin', pdd: 'pdd' };

/** Each shop once, with the rules of its platform, as the settings of a floor take them. */
export const shopSettings = (): { id: string; profile: ProfileName }[] => {
  const profiles = new Map(shops.map(({ shopId, channel }) => [shopId, PROFILES[channel] ?? 'default']));
  return [...profiles].map(([id, profile]) => ({ id, profile }));
};
