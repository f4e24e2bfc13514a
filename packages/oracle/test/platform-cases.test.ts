import type { LoggedEvent } from '@watchfloor/contracts/event';
import type { Figures } from '@watchfloor/contracts/figures';
import { asks, assigned, botSays, clock, closes, event, replies, requested, status } from '@watchfloor/core/floor/given-events';
import { describe, expect, test } from 'vitest';
import { figuresOf, type Subject } from '../src/figures-of.ts';
import type { Platform, PlatformSettings } from '../src/platform/platform-rules.ts';
import { tellFloor } from '../src/tell-floor.ts';
import { figuresByCore, floorByCore, keyOf, NO_FIGURES } from './figures-by-core.ts';

const FLOOR: Subject = { by: 'floor' };
const A: Subject = { by: 'agent', id: 'A' };
const B: Subject = { by: 'agent', id: 'B' };
const RANGE = { from: clock('00:00:00'), to: clock('23:59:59') };

type Asked = { of?: Subject; from?: string; to?: string; settings?: Partial<PlatformSettings> };
type Judge = (profile: Platform, events: LoggedEvent[], asked?: Asked) => Figures;

const settingsOf = (profile: Platform, more: Partial<PlatformSettings> = {}): PlatformSettings => ({
  profile,
  shops: [],
  zone: 'UTC',
  ...more,
});
const rangeOf = ({ from, to }: Asked) => ({ from: from ? clock(from) : RANGE.from, to: to ? clock(to) : RANGE.to });
const byOracle: Judge = (profile, events, asked = {}) =>
  figuresOf(tellFloor(events, { platforms: settingsOf(profile, asked.settings) }), asked.of ?? FLOOR, rangeOf(asked));
const byCore: Judge = (profile, events, asked = {}) =>
  figuresByCore(floorByCore([events], settingsOf(profile, asked.settings)), rangeOf(asked)).get(keyOf(asked.of ?? FLOOR)) ?? NO_FIGURES;

/** The floor's time, when nothing else happens. */
const nothing = (time: string) => event('agent.typing', time, { conversationId: 'other' }, { subject: 'Z' });
const says = (time: string, text: string) => event('message.received', time, { customerId: 'u1', channel: 'tmall', shopId: 's1', text });

describe.each([
  ['the oracle', byOracle],
  ['core', byCore],
])('as platforms judge, by %s', (_, judge) => {
  describe('Taobao', () => {
    const taobao = (events: LoggedEvent[], asked?: Asked) => judge('taobao', events, asked).platform.taobao;

    test('asked twice, replied once: one round, missed at 10:13:15, of 475 s; asked again and replied: 1/2', () => {
      const day = [assigned('10:10:00', 'A'), asks('10:10:15'), asks('10:15:20'), replies('10:18:10', 'A')];
      expect(taobao(day)).toMatchObject({ hit: 0, total: 1, rate: 0, response: { count: 1, avgMs: 475_000 } });
      expect(taobao(day, { from: '10:13:15', to: '10:13:16' })).toMatchObject({ total: 1, response: { count: 0 } });
      expect(taobao([...day, asks('10:18:30'), replies('10:19:00', 'A')])).toMatchObject({ hit: 1, total: 2, rate: 0.5 });
    });

    test('a round counts as 600 s at most, at that instant, whether it is answered in the end or not', () => {
      const story = [assigned('10:00:00', 'A'), asks('10:00:00'), nothing('10:10:00.001')];
      const capped = { hit: 0, total: 1, response: { count: 1, avgMs: 600_000 } };
      expect(taobao(story)).toMatchObject(capped);
      expect(taobao([...story, replies('10:20:00', 'A')])).toMatchObject(capped);
      expect(taobao([...story, replies('10:20:00', 'A')], { from: '10:10:00', to: '10:10:01' })).toMatchObject({ response: { count: 1 } });
    });

    test('one that is closed without a reply counts as 600 s, and as missed', () => {
      expect(taobao([asks('10:00:00'), closes('10:01:00')])).toMatchObject({ hit: 0, total: 1, response: { count: 1, avgMs: 600_000 } });
    });

    test.each([
      ['07:59:59.999', 0],
      ['08:00:00', 1],
      ['22:59:59.999', 1],
      ['23:00:00', 0],
    ])('one that begins at %s counts %i times', (time, total) => {
      expect(taobao([asks(time), replies('23:01:00', 'A')])?.total ?? 0).toBe(total);
    });

    test('a transfer without a reply leaves a round unanswered with the first account; the next begins when the customer writes again', () => {
      const story = [assigned('10:00:00', 'A'), asks('10:00:00'), assigned('10:00:30', 'B', 'supervisor'), replies('10:00:40', 'B')];
      expect(taobao(story)).toMatchObject({ hit: 0, total: 1, response: { count: 1, avgMs: 600_000 } });
      expect(taobao(story, { of: A })).toMatchObject({ hit: 0, total: 1 });
      expect(taobao(story, { of: B })).toBeUndefined();
      expect(taobao([...story, asks('10:01:00'), replies('10:01:10', 'B')], { of: B })).toMatchObject({ hit: 1, total: 1 });
    });

    test('thanks after the agent’s words open a round, though not one of ours', () => {
      const story = [asks('10:00:00'), replies('10:00:10', 'A'), says('10:00:20', '好的,谢谢'), nothing('10:03:21')];
      expect(taobao(story)).toMatchObject({ hit: 1, total: 2 });
      expect(judge('taobao', story).within['180']).toMatchObject({ hit: 1, total: 1 });
    });

    test('what a bot answers counts in neither part', () => {
      const answered = [asks('10:00:00'), botSays('10:00:01')];
      expect(taobao([...answered, closes('10:30:00')])).toBeUndefined();
      expect(taobao([...answered, requested('10:00:20'), replies('10:00:50', 'A')])).toMatchObject({ hit: 1, total: 1 });
    });
  });

  describe('JD', () => {
    const jd = (events: LoggedEvent[], asked?: Asked) => judge('jd', events, asked).platform.jd;

    test('sessions that began from 09:00 to 23:00 and were first answered within 30 s', () => {
      const about = (subject: string) => ({ subject });
      const story = [
        ...[asks('08:56:00', about('early')), replies('09:00:10', 'A', about('early'))],
        ...[asks('09:00:00', about('good')), replies('09:00:30', 'A', about('good')), asks('09:01:00', about('good'))],
        ...[asks('10:00:00', about('slow')), replies('10:00:30.001', 'A', about('slow'))],
        asks('23:00:00', about('late')),
      ];
      expect(jd(story)).toMatchObject({ hit: 1, total: 2, rate: 0.5, response: { count: 2, avgMs: 30_001 } });
    });

    test('one that nobody answers is missed at 30 s', () => {
      expect(jd([asks('10:00:00'), nothing('10:00:30')])).toBeUndefined();
      expect(jd([asks('10:00:00'), nothing('10:00:30.001')], { from: '10:00:30', to: '10:00:31' })).toMatchObject({ hit: 0, total: 1 });
    });

    const closed = [asks('10:00:00'), replies('10:00:10', 'A'), closes('10:01:00')];
    test.each([
      ['10:10:59.999', 1],
      ['10:11:00', 2],
    ])('who comes back at %s after a close at 10:01:00 makes it %i sessions', (time, total) => {
      expect(jd([...closed, asks(time), replies('10:11:20', 'A')])?.total).toBe(total);
    });

    test('is out while all agents are offline or suspended, but not while nothing is known of them', () => {
      const gone = [status('09:30:00', 'A', 'offline'), status('09:30:00', 'B', 'suspended')];
      expect(jd([...gone, asks('10:00:00'), replies('10:05:00', 'A')])).toBeUndefined();
      expect(jd([...gone, status('09:59:00', 'B', 'away'), asks('10:00:00'), replies('10:05:00', 'A')])).toMatchObject({ total: 1 });
    });
  });

  describe('Pinduoduo', () => {
    test('judges every message that a human is to answer, within 3 and within 5 minutes', () => {
      const story = [
        ...[asks('10:00:00'), asks('10:01:00'), asks('10:04:00'), replies('10:04:30', 'A')],
        ...[says('10:04:40', '好的'), asks('22:59:59'), asks('23:00:00'), replies('23:00:10', 'A')],
      ];
      expect(judge('pdd', story).platform.pdd).toEqual({
        hit: 2,
        total: 4,
        rate: 0.5,
        fiveMinutes: { hit: 4, total: 4, rate: 1 },
      });
    });

    test('a message that has missed both stays so, whatever follows', () => {
      const story = [asks('10:00:00'), asks('10:05:00.001'), replies('10:06:00', 'A')];
      expect(judge('pdd', story).platform.pdd).toMatchObject({ hit: 1, total: 2, fiveMinutes: { hit: 1, total: 2 } });
    });
  });

  describe('Douyin', () => {
    const douyin = (events: LoggedEvent[], asked?: Asked) => judge('douyin', events, asked).platform.douyin;
    const half = [asks('10:00:00'), replies('10:00:10', 'A'), asks('10:01:00'), replies('10:04:00.001', 'A')];
    const all = [asks('10:00:00', { subject: 'c2' }), replies('10:03:00', 'B', { subject: 'c2' })];
    const none = [asks('10:00:00', { subject: 'c3' }), nothing('10:03:00.001')];

    test('means the rates of sessions, one that nobody was given is 0', () => {
      expect(douyin([...half, ...all, ...none])).toEqual({ sessions: 3, rateSum: 1.5, rate: 0.5, noService: 1, noServiceRate: 1 / 3 });
    });

    test('counts a session where its first round began, open or closed', () => {
      const within = { from: '10:00:00', to: '10:00:01' };
      expect(douyin(half, within)).toMatchObject({ sessions: 1, rateSum: 0.5 });
      expect(douyin([...half, closes('10:20:00')], within)).toMatchObject({ sessions: 1, rateSum: 0.5 });
      expect(douyin([...half, closes('10:20:00')], { of: A })).toMatchObject({ sessions: 1 });
    });
  });

  test('a shop goes by its own profile, the others by the floor’s', () => {
    const settings: Partial<PlatformSettings> = { shops: [{ id: 's1', profile: 'jd' }] };
    const elsewhere = event('message.received', '10:00:00', { customerId: 'u2', shopId: 's2' }, { subject: 'c2' });
    const story = [asks('10:00:00'), elsewhere, replies('10:00:20', 'A'), replies('10:01:00', 'A', { subject: 'c2' })];
    const { platform } = judge('taobao', story, { settings });
    expect(platform).toMatchObject({ taobao: { hit: 1, total: 1 }, jd: { hit: 1, total: 1 } });
    expect(judge('taobao', story, { settings, of: { by: 'shop', id: 's1' } }).platform.taobao).toBeUndefined();
  });
});
