import { describe, expect, it } from 'vitest';
import { readOptions } from './options.ts';

const NOW = Date.parse('2026-11-11T03:15:00Z');
const read = (...args: string[]) => readOptions(args, '/home/x', NOW);

describe('the command line', () => {
  it('lets the demo floor live in real time until it is stopped, if nothing is said', () => {
    expect(read()).toEqual({
      setup: expect.objectContaining({
        seed: 1,
        begin: NOW,
        zone: 'Asia/Shanghai',
        day: 'ordinary',
        quality: 'ordinary',
        agents: 12,
        rate: 1,
      }),
      end: Number.POSITIVE_INFINITY,
      target: { kind: 'floor', floor: 'demo', url: null, live: true, speed: 1 },
    });
  });

  it('tells the whole of today to a floor of its own at another speed, or of another day at any', () => {
    expect(read('--speed', 'max', '--day', 'promotion')).toMatchObject({
      setup: { begin: Date.parse('2026-11-11T00:00:00+08:00'), day: 'promotion', agents: 26 },
      end: Date.parse('2026-11-12T00:00:00+08:00'),
      target: { floor: 'simulated', live: false, speed: 'max' },
    });
    expect(read('--from', '2026-11-01', '--floor', 'f')).toMatchObject({ target: { floor: 'f', live: false, speed: 1 } });
  });

  it.each([
    ['2026-11-11', '2026-11-10T16:00:00Z'],
    ['2026-11-11T20:00', '2026-11-11T12:00:00Z'],
    ['2026-11-11T20:00:00Z', '2026-11-11T20:00:00Z'],
    ['2026-11-11T20:00:00+02:00', '2026-11-11T18:00:00Z'],
  ])('takes --from %s', (text, instant) => {
    expect(read('--from', text)).toMatchObject({ setup: { begin: Date.parse(instant) } });
  });

  it('names a file from where it was typed', () => {
    expect(read('--out', 'day.ndjson')).toMatchObject({ target: { kind: 'file', path: '/home/x/day.ndjson' } });
  });

  it.each([
    [['--speed', 'fast'], '--speed fast'],
    [['--speed', '0'], '--speed 0'],
    [['--agents', '1.5'], '--agents 1.5'],
    [['--day', 'sunday'], '--day sunday: ordinary or promotion'],
    [['--quality', 'bad'], '--quality bad'],
    [['--zone', 'Mars'], '--zone Mars'],
    [['--from', 'noon'], '--from noon'],
    [['--hours', '-1'], '--hours'],
    [['--floor', 'no/such'], '--floor no/such'],
    [['--to', 'localhost:4001'], '--to localhost:4001'],
    [['--out', 'x', '--speed', 'max'], '--out writes a file'],
    [['--flor', 'f'], "Unknown option '--flor'"],
    [['x'], 'x'],
  ])('refuses %j in one line', (args, reason) => {
    expect(() => read(...args)).toThrow(reason);
    expect(() => read(...args)).not.toThrow('\n');
  });
});
