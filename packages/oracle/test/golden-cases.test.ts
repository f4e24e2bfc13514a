import type { LoggedEvent } from '@watchfloor/contracts/event';
import type { Figures } from '@watchfloor/contracts/figures';
import { OfficeHours } from '@watchfloor/contracts/schedule';
import { asks, assigned, botSays, clock, closes, event, queued, replies, requested } from '@watchfloor/core/floor/given-events';
import { describe, expect, test } from 'vitest';
import { figuresOf, type Subject } from '../src/figures-of.ts';
import type { FloorHours } from '../src/open-times.ts';
import { tellFloor } from '../src/tell-floor.ts';
import { figuresByCore, floorByCore, keyOf, NO_FIGURES } from './figures-by-core.ts';

const FLOOR: Subject = { by: 'floor' };
const A: Subject = { by: 'agent', id: 'A' };
const B: Subject = { by: 'agent', id: 'B' };

/** `days`: so many later it ends. */
type Asked = { of: Subject; from?: string; to?: string; days?: number };
type Judge = (events: LoggedEvent[], asked: Asked, set?: FloorHours) => Figures;

const DAY_MS = 86_400_000;
const rangeOf = ({ from = '00:00:00', to = '23:59:59', days = 0 }: Asked) => ({ from: clock(from), to: clock(to) + days * DAY_MS });
const tomorrow = (logged: LoggedEvent): LoggedEvent => ({ ...logged, time: logged.time + DAY_MS, received: logged.received + DAY_MS });
const byOracle: Judge = (events, asked, set) => figuresOf(tellFloor(events, set && { hours: set }), asked.of, rangeOf(asked));
const byCore: Judge = (events, asked, set) => figuresByCore(floorByCore([events], set), rangeOf(asked)).get(keyOf(asked.of)) ?? NO_FIGURES;

/** The floor's time, when nothing else happens. */
const nothing = (time: string) => event('agent.typing', time, { conversationId: 'other' }, { subject: 'Z' });
const says = (time: string, text: string) => event('message.sent', time, { from: 'agent', agentId: 'A', text });

describe.each([
  ['the oracle', byOracle],
  ['core', byCore],
])('the golden cases of metrics.md, by %s', (_, judge) => {
  const day = [assigned('10:10:00', 'A'), asks('10:10:15'), asks('10:15:20'), replies('10:18:10', 'A')];

  test('asked twice, replied once: a round of 475 s, 0/1 within 180 s, the miss at 10:13:15', () => {
    expect(judge(day, { of: FLOOR })).toMatchObject({ response: { count: 1, avgMs: 475_000 }, within: { '180': { hit: 0, total: 1 } } });
    expect(judge(day, { of: FLOOR, from: '10:13:15', to: '10:13:16' }).within['180']).toEqual({ hit: 0, total: 1, rate: 0 });
    expect(judge(day, { of: A, from: '10:13:15', to: '10:13:16' }).within['180']).toEqual({ hit: 0, total: 1, rate: 0 });
    const more = [...day, asks('10:18:30'), replies('10:19:00', 'A')];
    expect(judge(more, { of: FLOOR }).within['180']).toEqual({ hit: 1, total: 2, rate: 0.5 });
  });

  test('ten questions, no reply: nothing before the first is 180 s old, 0/1 after', () => {
    const questions = Array.from({ length: 10 }, (_, i) => asks(`10:10:1${i}`));
    expect(judge([...questions, nothing('10:13:10')], { of: FLOOR }).within['180']).toEqual({ hit: 0, total: 0, rate: null });
    expect(judge([...questions, nothing('10:13:11')], { of: FLOOR }).within['180']).toEqual({ hit: 0, total: 1, rate: 0 });
  });

  test('asked, queued, A after 40 s, to B by agent after 120 s, who replies after 130 s', () => {
    const story = [
      asks('09:00:00'),
      queued('09:00:00'),
      assigned('09:00:40', 'A'),
      assigned('09:02:00', 'B', 'agent'),
      replies('09:02:10', 'B'),
    ];
    expect(judge(story, { of: FLOOR })).toMatchObject({
      response: { count: 1, avgMs: 130_000 },
      waitShare: { queueMs: 40_000, heldMs: 90_000 },
      transferredUnanswered: 1,
    });
    expect(judge(story, { of: B })).toMatchObject({ response: { count: 1, avgMs: 10_000 }, waitShare: { heldMs: 10_000 } });
    expect(judge(story, { of: A })).toMatchObject({
      response: { count: 0, avgMs: null },
      waitShare: { queueMs: 0, heldMs: 80_000 },
      transferredUnanswered: 1,
      within: { '60': { hit: 0, total: 1 }, '180': { hit: 0, total: 0, rate: null } },
    });
  });

  test('A 170 s, B 5 s, A again: the response of A is 180 s, not 10', () => {
    const story = [
      asks('09:00:00'),
      assigned('09:00:00', 'A'),
      assigned('09:02:50', 'B'),
      assigned('09:02:55', 'A'),
      replies('09:03:05', 'A'),
    ];
    expect(judge(story, { of: A }).response).toMatchObject({ count: 1, avgMs: 180_000 });
  });

  test('a bot, a request, a hand-over: first response 30 s from the request, response 30 s, held by the bot for 10 s', () => {
    const handedOver = event('conversation.handed_over', '10:00:30', {});
    const story = [asks('10:00:00'), botSays('10:00:01'), requested('10:00:20'), handedOver, replies('10:00:50', 'A')];
    expect(judge(story, { of: FLOOR })).toMatchObject({
      firstResponse: { count: 1, avgMs: 30_000 },
      response: { count: 1, avgMs: 30_000 },
      botHold: { count: 1, avgMs: 10_000 },
      messagesOut: 1,
    });
  });

  test('稍等 after 5 s, the answer after 400 s: response 5 s, 395 s more, one filler of one', () => {
    const story = [assigned('10:00:00', 'A'), asks('10:00:00'), says('10:00:05', '稍等'), says('10:06:40', '明天发出')];
    for (const of of [FLOOR, A])
      expect(judge(story, { of })).toMatchObject({
        response: { count: 1, avgMs: 5_000 },
        followUpWait: { count: 1, avgMs: 395_000 },
        fillers: 1,
        fillerRate: 1,
      });
  });

  test('who answers what is nobody’s has it at that instant: a response of 0 s, within every limit', () => {
    const story = [asks('10:00:00'), replies('10:05:00', 'A')];
    expect(judge(story, { of: A })).toMatchObject({ response: { count: 1, avgMs: 0 }, within: { '30': { hit: 1, total: 1 } } });
    expect(judge(story, { of: FLOOR }).within['30']).toEqual({ hit: 0, total: 1, rate: 0 });
  });

  const hours = [{ from: '09:00', to: '18:00' }];
  const office: FloorHours = { zone: 'UTC', officeHours: OfficeHours.parse({ wed: hours, thu: hours }), holidays: [] };

  test('office hours 09:00-18:00, asked 17:59:00, replied next workday 09:01:00: 120 s of business time beside the raw wait', () => {
    const story = [assigned('17:58:00', 'A'), asks('17:59:00'), tomorrow(replies('09:01:00', 'A'))];
    for (const of of [FLOOR, A])
      expect(judge(story, { of, days: 1 }, office)).toMatchObject({
        response: { count: 1, avgMs: 15 * 3_600_000 + 120_000 },
        businessResponse: { count: 1, avgMs: 120_000 },
        businessFirstResponse: { count: 1, avgMs: 180_000 },
        within: { '180': { hit: 0, total: 1 } },
        businessWithin: { '60': { hit: 0, total: 1 }, '180': { hit: 1, total: 1, rate: 1 } },
      });
    // A minute of business time had passed at the end of the day.
    const evening = { of: FLOOR, from: '18:00:00', to: '18:00:01' };
    expect(judge(story, evening, office).businessWithin['60']).toEqual({ hit: 0, total: 1, rate: 0 });
    expect(judge(story, { of: FLOOR, days: 1 })).toMatchObject({
      businessResponse: { count: 0, avgMs: null },
      businessWithin: { '180': { hit: 0, total: 0, rate: null } },
    });
  });

  test('an open round of yesterday is missed once business time has passed, and what nobody was there for is not', () => {
    const asked = [assigned('17:58:00', 'A'), asks('17:59:30')];
    const later = (time: string) => judge([...asked, tomorrow(nothing(time))], { of: FLOOR, days: 1 }, office).businessWithin['60'];
    expect(later('09:00:30')).toEqual({ hit: 0, total: 0, rate: null });
    expect(later('09:00:31')).toEqual({ hit: 0, total: 1, rate: 0 });
  });

  test('who has it only while it is closed has no miss, and who takes it over and replies his own business time', () => {
    const story = [asks('17:59:00'), assigned('18:00:00', 'A'), tomorrow(assigned('09:00:00', 'B')), tomorrow(replies('09:00:40', 'B'))];
    const of = (subject: Subject) => judge(story, { of: subject, days: 1 }, office);
    expect(of(A).within['300']).toEqual({ hit: 0, total: 1, rate: 0 });
    expect(of(A).businessWithin['30']).toEqual({ hit: 0, total: 0, rate: null });
    expect(of(B)).toMatchObject({ businessResponse: { avgMs: 40_000 }, businessWithin: { '30': { hit: 0, total: 1 }, '60': { hit: 1 } } });
    expect(of(FLOOR)).toMatchObject({ businessResponse: { avgMs: 100_000 }, businessFirstResponse: { avgMs: 100_000 } });
  });

  test('a miss is the team’s that had the round at that instant; who lets go is counted with the team he had it in', () => {
    const story = [
      asks('10:00:00'),
      event('conversation.assigned', '10:00:10', { agentId: 'A', by: 'system', teamId: 'east' }),
      event('conversation.queued', '10:00:40', { teamId: 'west' }),
      event('conversation.handed_over', '10:01:10', { teamId: 'north' }),
      nothing('10:05:01'),
    ];
    const within = (id: string, limit: '30' | '60' | '180') => judge(story, { of: { by: 'team', id } }).within[limit].total;
    expect([within('east', '30'), within('west', '60'), within('north', '180')]).toEqual([1, 1, 1]);
    expect([within('west', '30'), within('north', '60'), within('east', '180')]).toEqual([0, 0, 0]);
    expect(judge(story, { of: { by: 'team', id: 'east' } }).handleTime).toMatchObject({ count: 1, avgMs: 30_000 });
  });

  test.each([
    ['10:00:04.999', { abandoned: 0, shortAbandons: 1 }],
    ['10:00:05', { abandoned: 1, shortAbandons: 0 }],
  ])('who left the queue at %s had waited for less than 5 s, or not', (left, figures) => {
    expect(judge([asks('10:00:00'), closes(left)], { of: FLOOR })).toMatchObject(figures);
  });

  const closed = [asks('10:00:00'), replies('10:00:10', 'A'), closes('10:01:00', 'resolved')];

  test.each([
    ['10:01:02', { conversations: 1, messagesOut: 1 }],
    ['10:01:02.001', { conversations: 2, reopened: 1, messagesOut: 2 }],
  ])('a text at %s is the closing text of 10:01:00, or begins anew', (at, figures) => {
    expect(judge([...closed, replies(at, 'A')], { of: FLOOR })).toMatchObject(figures);
  });

  test.each([
    ['10:11:00', { conversations: 1, reopened: 0, resolved: 0 }],
    ['10:11:00.001', { conversations: 2, reopened: 1, resolved: 1 }],
    ['10:21:00', { conversations: 2, reopened: 1, resolved: 1 }],
    ['10:21:00.001', { conversations: 2, reopened: 1, resolved: 1 }],
    ['23:00:00', { conversations: 2, reopened: 1, resolved: 1 }],
  ])('who writes at %s goes on with what was closed at 10:01:00, or comes back to it', (at, figures) => {
    expect(judge([...closed, asks(at)], { of: FLOOR })).toMatchObject(figures);
  });

  const thanks = event('message.received', '10:03:00', { customerId: 'u1', text: '好的,谢谢' });

  test('a word of thanks opens nothing again that was closed, but is a message; a question does', () => {
    expect(judge([...closed, thanks], { of: FLOOR })).toMatchObject({ conversations: 1, resolved: 1, messagesIn: 2 });
    expect(judge([...closed, thanks], { of: A })).toMatchObject({ messagesIn: 1 });
    expect(judge([...closed, thanks, asks('10:08:00')], { of: FLOOR })).toMatchObject({ conversations: 1, resolved: 0, messagesIn: 3 });
  });

  test('who was written to before anybody named him is the customer whom his message names, once', () => {
    const story = [replies('10:00:00', 'A'), replies('10:00:30', 'A'), asks('10:01:00'), asks('10:02:00', { subject: 'c2' })];
    const answered = [...story, replies('10:03:00', 'A', { subject: 'c2' })];
    expect(judge(answered, { of: FLOOR })).toMatchObject({ handled: 1, messagesOut: 3 });
  });

  test('an answered call is a contact handled, and no message', () => {
    const call = { customerId: 'u9', agentId: 'A' };
    const story = [event('call.ringing', '10:00:00', call), event('call.answered', '10:00:05', call)];
    expect(judge(story, { of: A })).toMatchObject({ handled: 1, messagesOut: 0, firstResponse: { count: 1 } });
  });

  test('a rating that comes when the customer is back, before anybody has replied, is for who replied last', () => {
    const rated = event('rating.submitted', '10:15:30', { score: 5 });
    expect(judge([...closed, asks('10:15:00'), rated], { of: A }).csat).toMatchObject({ good: 1, total: 1 });
  });

  test.each([
    ['10:00:30', { hit: 1, total: 1 }],
    ['10:00:30.001', { hit: 0, total: 1 }],
  ])('a reply at %s is within 30 s of 10:00:00, or not', (at, share) => {
    expect(judge([asks('10:00:00'), replies(at, 'A')], { of: FLOOR }).within['30']).toMatchObject(share);
  });
});
