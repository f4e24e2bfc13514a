import { describe, expect, it } from 'vitest';
import { readOptions } from './options.ts';

describe('the command line', () => {
  it('takes paths from where it was typed, and full speed by default', () => {
    expect(readOptions(['day.csv', '--floor', 'day', '--map', '/m.jsonata'], '/home/x')).toEqual({
      file: '/home/x/day.csv',
      floor: 'day',
      speed: 'max',
      map: '/m.jsonata',
      encoding: 'utf-8',
      verify: false,
    });
  });

  it.each([
    [[], 'no file given'],
    [['a.csv'], '--floor is missing'],
    [['a.csv', 'b.csv', '--floor', 'f'], '"b.csv" is one too many'],
    [['a.csv', '--floor', 'no/such'], '--floor no/such'],
    [['a.csv', '--floor', 'f', '--speed', 'fast'], '--speed fast'],
    [['a.csv', '--floor', 'f', '--encoding', 'klingon'], '--encoding klingon'],
    [['a.csv', '--flor', 'f'], "Unknown option '--flor'"],
  ])('refuses %j in one line', (args, reason) => {
    expect(() => readOptions(args, '/')).toThrow(reason);
    expect(() => readOptions(args, '/')).not.toThrow('\n');
  });
});
