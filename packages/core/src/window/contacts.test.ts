import { expect, test } from 'vitest';
import { Contacts } from './contacts.ts';

/** How many customers count in each second, of those that have any. */
function counted() {
  const seconds = new Map<number, number>();
  const contacts = new Contacts((_subject, second, n) => {
    seconds.set(second, (seconds.get(second) ?? 0) + n);
  });
  return { contacts, now: () => [...seconds].filter(([, n]) => n !== 0) };
}
const reply = (second: number, unnamed: boolean, sign: 1 | -1 = 1) => ({ customer: 'c1', subject: 0, second, sign, unnamed });

test('a customer counts in the second of his last reply, and in the one before when that is taken back', () => {
  const { contacts, now } = counted();
  contacts.advance(100);
  contacts.change(reply(10, false));
  contacts.change(reply(20, false));
  expect(now()).toEqual([[20, 1]]);
  contacts.change(reply(20, false, -1));
  expect(now()).toEqual([[10, 1]]);
});

test('one who goes by his conversation’s id may be named hours later: the replies to him are all remembered', () => {
  const { contacts, now } = counted();
  contacts.advance(100);
  contacts.change(reply(10, true));
  contacts.change(reply(20, true));
  contacts.advance(10_000);
  contacts.change(reply(20, true, -1));
  expect(now()).toEqual([[10, 1]]);
});
