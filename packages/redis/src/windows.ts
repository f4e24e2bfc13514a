import type { AgentStatus, Cut } from '@watchfloor/contracts/fact';
import type { SubjectKey } from '@watchfloor/core/window/subject';
import { decodeVector, encodeVector, type Vector } from '@watchfloor/core/window/vector';
import { keys } from './keys.ts';
import type { ScriptedRedis } from './scripts.ts';
import { FIRST_ID } from './stream-id.ts';

type Floor = { partition: number; floorKey: string };

/** What a keeper writes of the windows of a minute (epoch minutes): subject -> second (epoch) -> what happened. `after`: the last fact in it. */
export type WindowMinute = { minute: number; after: string; buckets: Map<SubjectKey, Map<number, Vector>> };

/** Human replies to one customer that count for the same subjects, in seconds (epoch). */
export type Replies = { cut: Cut; seconds: number[] };
/** A state that an agent has left, and his team in it; epoch ms. */
export type AgentStay = { status: AgentStatus; from: number; to: number; teamId: string | null };

/** What it writes of an hour of the day that begins at `start` (epoch ms): subject -> what happened, customer -> replies, agent -> states left. */
export type WindowHour = {
  start: number;
  after: string;
  totals: Map<SubjectKey, Vector>;
  replies: Map<string, Replies[]>;
  stays: Map<string, AgentStay[]>;
};

/** Fields of an hour: those of subjects are their keys. */
const CUSTOMER = 'r:';
const AGENT = 'w:';
export const customerField = (customerId: string): string => CUSTOMER + customerId;
export const agentField = (agentId: string): string => AGENT + agentId;
export const slotOf = (start: number): number => Math.floor(start / 60_000);

/** `second:vector;second:vector…`, seconds of the minute. */
export function encodeSeconds(seconds: ReadonlyMap<number, Vector>): string {
  const parts: string[] = [];
  for (const [second, vector] of seconds) {
    const text = encodeVector(vector);
    if (text !== '') parts.push(`${second % 60}:${text}`);
  }
  return parts.join(';');
}

function decodeSeconds(minute: number, text: string): Map<number, Vector> {
  const seconds = new Map<number, Vector>();
  for (const part of text.split(';')) {
    const colon = part.indexOf(':');
    seconds.set(60 * minute + Number(part.slice(0, colon)), decodeVector(part.slice(colon + 1)));
  }
  return seconds;
}

type StoredReplies = [agent: string | null, team: string | null, shop: string | null, channel: string | null, ...seconds: number[]];
type StoredStay = [status: AgentStatus, from: number, to: number, team: string | null];

export const encodeReplies = (replies: readonly Replies[]): string =>
  JSON.stringify(replies.map(({ cut, seconds }): StoredReplies => [cut.agentId, cut.teamId, cut.shopId, cut.channel, ...seconds]));

const decodeReplies = (text: string): Replies[] =>
  (JSON.parse(text) as StoredReplies[]).map(([agentId, teamId, shopId, channel, ...seconds]) => ({
    cut: { agentId, teamId, shopId, channel },
    seconds,
  }));

export const encodeStays = (stays: readonly AgentStay[]): string =>
  JSON.stringify(stays.map(({ status, from, to, teamId }): StoredStay => [status, from, to, teamId]));

const decodeStays = (text: string): AgentStay[] =>
  (JSON.parse(text) as StoredStay[]).map(([status, from, to, teamId]) => ({ status, from, to, teamId }));

/** Reads the windows of some minutes (epoch minutes) of a floor. */
export const readWindowMinutes = (redis: ScriptedRedis, { partition, floorKey }: Floor, minutes: number[]): Promise<WindowMinute[]> =>
  Promise.all(
    minutes.map(async (minute) => {
      const { _pos: after, ...fields } = await redis.hgetall(keys.windowMinute(partition, floorKey, minute));
      const buckets = Object.entries(fields).map(([subject, text]) => [subject as SubjectKey, decodeSeconds(minute, text)] as const);
      return { minute, after: after || FIRST_ID, buckets: new Map(buckets) };
    }),
  );

/** Reads the windows of the hours that begin at some instants (epoch ms) of a floor. */
export const readWindowHours = (redis: ScriptedRedis, { partition, floorKey }: Floor, starts: number[]): Promise<WindowHour[]> =>
  Promise.all(
    starts.map(async (start) => {
      const { _pos: after, ...fields } = await redis.hgetall(keys.windowHour(partition, floorKey, slotOf(start)));
      const hour: WindowHour = { start, after: after || FIRST_ID, totals: new Map(), replies: new Map(), stays: new Map() };
      for (const [field, text] of Object.entries(fields)) {
        if (field.startsWith(CUSTOMER)) hour.replies.set(field.slice(CUSTOMER.length), decodeReplies(text));
        else if (field.startsWith(AGENT)) hour.stays.set(field.slice(AGENT.length), decodeStays(text));
        else hour.totals.set(field as SubjectKey, decodeVector(text));
      }
      return hour;
    }),
  );
