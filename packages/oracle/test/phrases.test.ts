import { COURTESIES, FILLERS, VOCATIVES } from '@watchfloor/contracts/house-words';
import { phrasesOf as phrasesByCore } from '@watchfloor/core/conversation/phrases';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { phrasesOf } from '../src/phrases.ts';

const { isCourtesy, isFiller } = phrasesOf();
const byCore = phrasesByCore();

test('courtesies and fillers as metrics.md has them', () => {
  for (const text of ['好的', '谢谢', '嗯', '收到', '知道了', 'ok', 'thanks', '好的,谢谢啦~', '🌹🌹', 'OK thanks!'])
    expect(isCourtesy(text), text).toBe(true);
  for (const text of ['好的,那什么时候发货?', '？', '🌹?', '', undefined]) expect(isCourtesy(text), text).toBe(false);
  for (const text of ['稍等', '亲稍等一下', '在的', 'one moment', '好的,亲,稍等一下哦~']) expect(isFiller(text), text).toBe(true);
  for (const text of ['明天发出', '好的', '稍等,明天发出']) expect(isFiller(text), text).toBe(false);
});

test('core tells them apart alike, whatever is put together of words, signs, emoji and particles', () => {
  const bits = fc.constantFrom(
    ...COURTESIES,
    ...FILLERS,
    ...VOCATIVES,
    '发货',
    'when',
    ' ',
    ',',
    '。',
    '？',
    '!',
    '\n',
    '啦',
    '~',
    '哦',
    '🌹',
    '👍🏽',
    '❤️',
    'Ｏｋ',
  );
  fc.assert(
    fc.property(fc.array(bits, { maxLength: 6 }), (parts) => {
      const text = parts.join('');
      expect([isCourtesy(text), isFiller(text)], text).toEqual([byCore.isCourtesy(text), byCore.isFiller(text)]);
    }),
    { numRuns: 3_000 },
  );
});

test('a floor’s own words are added to those of the house', () => {
  const own = { courtesies: ['么么哒', 'Ta'], fillers: ['这就去问仓库'] };
  for (const phrases of [phrasesOf(own), phrasesByCore(own)]) {
    for (const text of ['么么哒~', '好的,么么哒', 'ta!', '谢谢']) expect(phrases.isCourtesy(text), text).toBe(true);
    expect(phrases.isFiller('亲,这就去问仓库哦')).toBe(true);
  }
});
