import { defaultFloor } from '@watchfloor/contracts/floor';
import { describe, expect, test } from 'vitest';
import { clock } from '../floor/given-events.ts';
import { waitLimits } from './limits.ts';

const shops = [
  { id: 'jd', profile: 'jd' as const },
  { id: 'tb', profile: 'taobao' as const },
  { id: 'pdd', profile: 'pdd' as const },
];
const floor = { ...defaultFloor('t', 'f'), zone: 'UTC', shops };
const lax = { ...floor, limits: { ...floor.limits, wait: { warning: 200_000, critical: 300_000 } } };
const strict = { ...floor, limits: { ...floor.limits, wait: { warning: 5_000, critical: 10_000 } } };
const at = (shopId: string | null, time = '10:00:00', first = true) => ({ shopId, since: clock(time), first });

describe('the limits in force of somebody who waits', () => {
  test('are the floor’s own where no platform judges', () => {
    for (const each of [floor, lax, strict]) expect(waitLimits(each, at(null))).toEqual(each.limits.wait);
  });

  test('are the stricter ones where one does, the warning never above the limit', () => {
    expect(waitLimits(lax, at('tb'))).toEqual({ warning: 180_000, critical: 180_000 });
    expect(waitLimits(lax, at('pdd'))).toEqual({ warning: 180_000, critical: 180_000 });
    expect(waitLimits(floor, at('pdd'))).toEqual({ warning: 100_000, critical: 180_000 });
    for (const { id } of shops) expect(waitLimits(strict, at(id))).toEqual(strict.limits.wait);
  });

  test('of JD are those of first replies until there is one', () => {
    expect(waitLimits(floor, at('jd'))).toEqual({ warning: 20_000, critical: 30_000 });
    expect(waitLimits(floor, at('jd', '10:00:00', false))).toEqual(floor.limits.wait);
  });

  test('are the floor’s own outside of the hours of the platform', () => {
    expect(waitLimits(floor, at('jd', '08:59:59'))).toEqual(floor.limits.wait);
    expect(waitLimits(lax, at('tb', '23:00:00'))).toEqual(lax.limits.wait);
  });
});
