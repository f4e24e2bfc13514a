import type { AgentStatus, Cut } from '@watchfloor/contracts/fact';
import type { SubjectKey } from '@watchfloor/core/window/subject';
import { decodeVector, encodeVector, type Vector } from '@watchfloor/core/window/vector';
import { keys } from './keys.ts';
import type { ScriptedRedis } from './scripts.ts';
import { FIRST_ID } from './stream-id.ts';

type Floor = { partition: number; floorKey: string };

/** What a keeper writes of the windows of a minute (epoch minutes): subject -> second (epoch) -> what happened. `after`: the last fact in it. */
export type WindowMinute = { minute: number; after: string; buckets: Map<SubjectKey, Map<number, Vector>> };

/** Human replies that count for the same subjects: customer -> their seconds (epoch). */
export type Replies = { cut: Cut; seconds: Map<string, number[]> };
/** A state that an agent has left, and his team in it; epoch ms. */
export type AgentStay = { status: AgentStatus; from: number; to: number; teamId: string | null };

/** What it writes of an hour of the day that begins at `start` (epoch ms): subject -> what happened, `cutField` -> replies, agent -> states left. */
export type WindowHour = {
  start: number;
  after: string;
  totals: Map<SubjectKey, Vector>;
  replies: Map<string, Replies>;
  stays: Map<string, AgentStay[]>;
};

/** Fields of an hour: those of subjects are their keys. */
const REPLIES = 'r:';
const AGENT = 'w:';
export const cutField = ({ agentId, teamId, shopId, channel }: Cut): string => REPLIES + JSON.stringify([agentId, teamId, shopId, channel]);
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

type StoredStay = [status: AgentStatus, from: number, to: number, team: string | null];

/** Pairs of a customer and his seconds since `start`: many customers, so no names of fields. */
export const encodeReplies = (start: number, { seconds }: Replies): string =>
  JSON.stringify([...seconds].flatMap(([customer, all]) => [customer, ...all.map((second) => second - start / 1000)]));

function decodeReplies(start: number, field: string, text: string): Replies {
  const [agentId = null, teamId = null, shopId = null, channel = null] = JSON.parse(field.slice(REPLIES.length)) as (string | null)[];
  const seconds = new Map<string, number[]>();
  let mine: number[] = [];
  for (const part of JSON.parse(text) as (string | number)[]) {
    if (typeof part === 'number') mine.push(start / 1000 + part);
    else {
      mine = [];
      seconds.set(part, mine);
    }
  }
  return { cut: { agentId, teamId, shopId, channel }, seconds };
}

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
        if (field.startsWith(REPLIES)) hour.replies.set(field, decodeReplies(start, field, text));
        else if (field.startsWith(AGENT)) hour.stays.set(field.slice(AGENT.length), decodeStays(text));
        else hour.totals.set(field as SubjectKey, decodeVector(text));
      }
      return hour;
    }),
  );
