import { defaultFloor } from '@watchfloor/contracts/floor';
import { OUR_COHORTS } from '@watchfloor/oracle/cohorts';
import { describe, expect, it } from 'vitest';
import type { RecordedEvent } from '../recording.ts';
import { expectedRows, NO_FIGURES } from './expected-rows.ts';
import { hoursOf } from './hours-of.ts';
import { rawEvents } from './raw-events.ts';
import { rowKey } from './row.ts';
import { verdictText } from './verdict-text.ts';
import { compare } from './verify.ts';

const ms = (time: string): number => Date.parse(`2026-11-11T${time}Z`);

function recorded(id: string, type: string, time: string, data: object): RecordedEvent {
  const event = {
    specversion: '1.0',
    id,
    source: '/chat',
    type: `io.watchfloor.${type}`,
    time: `2026-11-11T${time}Z`,
    subject: 'c1',
    data,
  };
  return { time: ms(time), type, source: '/chat', id, place: `line ${id}`, json: JSON.stringify(event), bytes: 0 };
}

const asked = recorded('1', 'message.received', '10:59:30', { customerId: 'u1', channel: 'tmall' });
const replied = recorded('2', 'message.sent', '11:00:30', { from: 'agent', agentId: 'lin' });

function rowsOf(events: RecordedEvent[]) {
  const hours = hoursOf('Asia/Shanghai', ms('10:59:30'), ms('11:00:30'));
  return expectedRows(defaultFloor('t', 'day'), rawEvents(events, new Set()), {
    whole: { from: ms('10:00:00'), to: ms('12:00:00') },
    hours,
    cohorts: OUR_COHORTS,
  });
}

describe('the events of a recording', () => {
  it('are those that the contract lets in and the receiver has not refused', () => {
    const wrong = [recorded('3', 'message.sent', '11:00:40', { from: 'agent' }), recorded('4', 'no.such.type', '11:00:50', {})];
    expect(rawEvents([asked, replied, ...wrong], new Set(['line 1'])).map(({ id }) => id)).toEqual(['2']);
  });

  it('are looked at by the hours of the zone, also where these begin at half past', () => {
    expect(hoursOf('Asia/Kolkata', ms('10:29:59'), ms('10:30:00'))).toEqual([
      { from: ms('09:30:00'), to: ms('10:30:00') },
      { from: ms('10:30:00'), to: ms('11:30:00') },
    ]);
  });
});

describe('comparing', () => {
  it('finds nothing wrong with what the oracle itself says, and that in one line', () => {
    const rows = rowsOf([asked, replied]);
    expect(compare(rows, rows)).toEqual([]);
    expect(verdictText({ events: 2, rows: rows.size, zone: 'Asia/Shanghai', wrong: [] })).toMatch(/^Verified: .*\n$/);
  });

  it('names the subject, the hour and the metric that are wrong', () => {
    const wrong = compare(rowsOf([asked, replied]), rowsOf([asked]));
    expect(wrong).toContainEqual({ by: 'floor', key: 'day', hour: ms('11:00:00'), metric: 'messagesOut', expected: 1, found: 0 });
    expect(wrong).toContainEqual({ by: 'agent', key: 'lin', hour: null, metric: 'response.count', expected: 1, found: 0 });
    const text = verdictText({ events: 2, rows: 4, zone: 'Asia/Shanghai', wrong });
    expect(text).toMatch(/floor day +2026-11-11T19:00:00 +messagesOut +1 +0\n/);
  });

  it('lets a percentile be off by one per cent, and a row without figures be absent', () => {
    const rows = rowsOf([asked, replied]);
    const key = rowKey({ by: 'floor', key: 'day', hour: null });
    const at = (p50Ms: number) => new Map([[key, { by: 'floor' as const, key: 'day', hour: null, figures: percentile(p50Ms) }]]);
    expect(compare(at(10_000), at(10_100))).toEqual([]);
    expect(compare(at(10_000), at(10_102))).toMatchObject([{ metric: 'response.p50Ms', expected: 10_000, found: 10_102 }]);
    expect([...rows.values()].some(({ figures }) => JSON.stringify(figures) === JSON.stringify(NO_FIGURES))).toBe(true);
    const told = new Map([...rows].filter(([, { figures }]) => JSON.stringify(figures) !== JSON.stringify(NO_FIGURES)));
    expect(compare(rows, told)).toEqual([]);
  });
});

const percentile = (p50Ms: number) => ({ ...NO_FIGURES, response: { ...NO_FIGURES.response, p50Ms } });
