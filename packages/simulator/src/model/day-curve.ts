import { type Setup, USUAL_AGENTS } from './setup.ts';

/**
 * Conversations an hour on a floor of twelve at the multiplier 1.
 * Load = conversations/h x replies x seconds / 3600. A talk takes some 6.5 replies, bots and leavers counted in: 96 x 6.5 x 28 s / 3600 = 4.9 of
 * 12 agents write at any moment, 40 %. At the evening's 1.8 it is 73 %, which with breaks is as much as people bear. A good floor answers more of
 * its customers (7.5 replies) in 12 s and has 20 % and 36 %. A promotion's evening asks for 6 x 1.8 x 4.9 = 53 of its 26: customers leave until
 * what remains can be done.
 */
const BASE_PER_HOUR = 96;

/** Share of the base rate in each local hour, from midnight on. */
const HOURLY = [
  0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.8, 0.8, 1.4, 1.4, 1.0, 1.0, 1.2, 1.2, 1.2, 1.2, 1.1, 1.1, 1.8, 1.8, 1.8, 0.9,
] as const;
const AFTERNOON = 1.2;
const PROMOTION = 6;
/** At midnight, when the prices fall. */
const FIRST_HALF_HOUR = { minutes: 30, times: 8 };

/** Customers to be expected in the local minute of the day (0 to 1439). */
export function arrivalsPerMinute({ day, agents, rate, alwaysDay }: Setup, minuteOfDay: number): number {
  const hourly = HOURLY[Math.floor(minuteOfDay / 60)] ?? 1;
  const level = alwaysDay ? Math.max(hourly, AFTERNOON) : hourly;
  const promotion = minuteOfDay < FIRST_HALF_HOUR.minutes ? FIRST_HALF_HOUR.times : PROMOTION;
  const scale = (agents / USUAL_AGENTS[day]) * rate * (day === 'promotion' ? promotion : 1);
  return (BASE_PER_HOUR * level * scale) / 60;
}

/** The minute of the local day, 0 to 1439. */
export function minuteOfDay(zone: string, at: number): number {
  const { hour, minute } = Temporal.Instant.fromEpochMilliseconds(Math.floor(at)).toZonedDateTimeISO(zone);
  return hour * 60 + minute;
}
