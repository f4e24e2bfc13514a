import { expect, test } from 'vitest';
import { explainHistoryFault } from './history-fault.ts';

test('says what to look at for a code that people meet', () => {
  expect(explainHistoryFault(Object.assign(new Error('password authentication failed for user "x"'), { code: '28P01' }))).toBe(
    'PostgreSQL: the password is wrong (28P01)',
  );
  expect(explainHistoryFault({ code: '42P01', message: 'relation "rounds" does not exist' })).toContain('run the migrations');
});

test('takes the first of the failures when a name has two addresses', () => {
  const refused = Object.assign(new Error('connect ECONNREFUSED ::1:1'), { code: 'ECONNREFUSED' });
  expect(explainHistoryFault(new AggregateError([refused, refused]))).toBe('PostgreSQL: nothing listens at its address (ECONNREFUSED)');
});

test('passes on the words of any other failure', () => {
  expect(explainHistoryFault(new Error('timeout exceeded when trying to connect'))).toBe(
    'PostgreSQL: timeout exceeded when trying to connect',
  );
  expect(explainHistoryFault('odd')).toBe('PostgreSQL: odd');
});
