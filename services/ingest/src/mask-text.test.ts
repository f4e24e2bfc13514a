import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { maskText } from './mask-text.ts';

describe('a text before it is stored', () => {
  test.each([
    ['我的电话13812345678谢谢', '我的电话138****5678谢谢'],
    ['138-1234-5678', '138****5678'],
    ['138 1234 5678', '138****5678'],
    ['+8613812345678', '138****5678'],
    ['+86 138 1234 5678', '138****5678'],
    ['8613812345678', '138****5678'],
    ['008613812345678', '138****5678'],
    ['wx13812345678', 'wx138****5678'],
    ['微信同号:V19912345678。', '微信同号:V199****5678。'],
    ['13812345678,13987654321', '138****5678,139****4321'],
  ])('has no mobile number in it: %s', (text, masked) => {
    expect(maskText(text)).toBe(masked);
  });

  test.each([
    ['身份证11010519491231002X', '身份证110105***********X'],
    ['11010519491231002x 王', '110105***********x 王'],
    ['440524188001010014', '440524***********4'],
  ])('has no identity number in it: %s', (text, masked) => {
    expect(maskText(text)).toBe(masked);
  });

  test.each(['订单4200001381234567800', '129.90元', '什么时候发货?', '12345678901', '2026-11-11 10:15:30', '一共 1000 件'])(
    'keeps what is neither: %s',
    (text) => {
      expect(maskText(text)).toBe(text);
    },
  );

  test('shows no full mobile number, whatever stands around it', () => {
    const around = fc.string({ unit: fc.constantFrom('a', ' ', '的', ',', '-', '\n', 'X'), maxLength: 6 });
    fc.assert(
      fc.property(around, fc.integer({ min: 13_000_000_000, max: 19_999_999_999 }), around, (before, number, after) => {
        expect(maskText(`${before}${number}${after}`)).not.toContain(String(number));
      }),
    );
  });
});
