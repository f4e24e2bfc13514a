import { expect, test } from 'vitest';
import { storableText } from './storable-text.ts';

test('leaves an ordinary text as it is', () => {
  expect(storableText('/chat/tmall#m-981 亲')).toBe('/chat/tmall#m-981 亲');
});

test('replaces the character that PostgreSQL cannot hold', () => {
  expect(storableText('a\0b')).toBe('a\uFFFDb');
});

test('replaces halves of characters, which PostgreSQL would make the same key of', () => {
  expect(storableText('a\ud800')).toBe(storableText('a\udc00'));
});

test('shortens what no index takes, and still tells such texts apart', () => {
  const long = '问'.repeat(768);
  expect(storableText(long).length).toBeLessThanOrEqual(512);
  expect(storableText(long)).toBe(storableText(long));
  expect(storableText(`${long}1`)).not.toBe(storableText(`${long}2`));
});
