import { describe, expect, it } from 'vitest';
import { safeNext, signInAddress } from './sign-in-address.ts';

const origin = 'https://floor.example';

describe('after signing in', () => {
  it('goes back to where the person came from', () => {
    const next = new URL(signInAddress('/wallboard?floor=demo&window=1h', true), origin).searchParams.get('next');
    expect(safeNext(next, origin)).toBe('/wallboard?floor=demo&window=1h');
  });

  it('never leaves for another site, however the address is dressed up', () => {
    for (const next of [
      null,
      '',
      'https://evil.example/',
      '//evil.example',
      '/\\evil.example',
      '/\t/evil.example',
      'javascript:alert(1)',
    ]) {
      expect(safeNext(next, origin)).toBe('/wallboard');
    }
    expect(safeNext('/sign-in?next=/sign-in', origin)).toBe('/wallboard');
  });
});
