import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { defaultFloor, Floor, FloorChange } from './floor.ts';
import { Holiday, OfficeHours, Promotion, Shift } from './schedule.ts';

/** The paths and messages of what is wrong; none when nothing is. */
const faults = (schema: z.ZodType, value: unknown): string[] =>
  schema.safeParse(value).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];

const span = (from: string, to: string) => ({ from, to });

describe('office hours', () => {
  test('may have several spans a day, run over midnight and to its very end', () => {
    expect(faults(OfficeHours, { mon: [span('09:00', '12:00'), span('13:30', '18:00')], fri: [span('20:00', '02:00')] })).toEqual([]);
    expect(faults(OfficeHours, { sat: [span('00:00', '24:00')], sun: [span('00:00', '24:00')] })).toEqual([]);
    expect(OfficeHours.parse({ mon: [span('09:00', '18:00')] })).toMatchObject({ mon: [span('09:00', '18:00')], tue: [], sun: [] });
  });

  test.each([
    ['a time that is none', { mon: [span('9:00', '18:00')] }, 'mon.0.from'],
    ['a beginning at 24:00', { mon: [span('24:00', '02:00')] }, 'mon.0.from'],
    ['a span of no length', { mon: [span('09:00', '09:00')] }, 'mon.0.to'],
    ['spans that overlap', { mon: [span('13:00', '18:00'), span('09:00', '13:01')] }, 'mon.0'],
    ['a night that reaches into the next morning', { mon: [span('20:00', '08:30')], tue: [span('08:00', '12:00')] }, 'tue.0'],
    ['a night that reaches round the week', { sun: [span('20:00', '02:00')], mon: [span('01:00', '12:00')] }, 'mon.0'],
    ['a day that there is not', { mon: [span('09:00', '18:00')], someday: [] }, ''],
    ['a week without any', { mon: [] }, ''],
  ])('are refused with the field for %s', (_name, hours, path) => {
    expect(faults(OfficeHours, hours)).toEqual([expect.stringMatching(new RegExp(`^${path}: `))]);
  });
});

describe('shifts, holidays and promotions', () => {
  test('a shift has its weekdays once each', () => {
    const shift = { id: 'late', name: '晚班', from: '16:00', to: '01:00', days: ['mon', 'tue'] };
    expect(faults(Shift, shift)).toEqual([]);
    expect(faults(Shift, { ...shift, days: ['mon', 'mon'] })).toEqual(['days: a day stands there twice']);
    expect(faults(Shift, { ...shift, to: '16:00' })).toEqual(['to: must differ from from']);
  });

  test('a holiday is closed, or has hours of its own: a make-up workday', () => {
    expect(faults(Holiday, { date: '2026-10-01', name: '国庆节' })).toEqual([]);
    expect(faults(Holiday, { date: '2026-10-10', name: '调休', hours: [span('09:00', '18:00')] })).toEqual([]);
    expect(faults(Holiday, { date: '2026-02-30', name: 'x' })).toEqual([expect.stringMatching(/^date: /)]);
    expect(faults(Holiday, { date: '2026-10-10', name: 'x', hours: [span('09:00', '18:00'), span('17:00', '19:00')] })).toEqual([
      'hours.1: overlaps the span before it',
    ]);
  });

  test('a promotion ends after it begins', () => {
    const promotion = { name: '双11', from: '2026-11-10T20:00:00+08:00', to: '2026-11-12T00:00:00+08:00' };
    expect(faults(Promotion, promotion)).toEqual([]);
    expect(faults(Promotion, { ...promotion, to: promotion.from })).toEqual(['to: must be after from']);
  });

  test('a floor names the twin of a shift and of a holiday', () => {
    const shift = { id: 'a', name: 'a', from: '09:00', to: '18:00', days: ['mon'] };
    const holiday = { date: '2026-10-01', name: 'x' };
    const floor = { ...defaultFloor('t', 'f'), shifts: [shift, shift], holidays: [holiday, holiday] };
    expect(faults(Floor, floor)).toEqual(['shifts.1.id: stands there twice', 'holidays.1.date: stands there twice']);
  });
});

test('a change may clear anything but what never changes', () => {
  for (const field of ['name', 'zone', 'profile', 'dayStart', 'officeHours', 'shifts', 'holidays', 'limits', 'promotion', 'sealAfterHours'])
    expect(faults(FloorChange, { [field]: null })).toEqual([]);
  expect(faults(FloorChange, { clock: null })).toEqual([expect.stringMatching(/^clock: /)]);
  expect(faults(FloorChange, { nonsense: 1 })).toEqual([expect.stringContaining('nonsense')]);
});
