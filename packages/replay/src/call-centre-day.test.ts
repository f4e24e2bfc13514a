import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { CloudEvent, EventData, isEventType, TYPE_PREFIX } from '@watchfloor/contracts/event';
import { describe, expect, it } from 'vitest';
import { compileMapping } from './mapping.ts';
import { readCsv } from './read-csv.ts';
import { type Recording, readRecording } from './recording.ts';

const HEADER = 'call_id,customer_id,queue,date,entered,left_menu,queued,dequeued,outcome,answered,ended,agent';
const mapping = compileMapping(
  readFileSync(resolve(import.meta.dirname, '../../../examples/mappings/call-centre-day.jsonata'), 'utf8'),
  '/replay/x',
);

async function* lines(...rows: string[]): AsyncGenerator<string> {
  yield [HEADER, ...rows].join('\n');
}

const map = (...rows: string[]): Promise<Recording> => readRecording(readCsv(lines(...rows), ','), mapping);

/** "queued 10:01:42" for each event, in true order. */
async function story(row: string): Promise<string[]> {
  const { events, faults } = await map(row);
  expect(faults).toEqual([]);
  return events.map(({ type, time }) => `${type.split('.')[1]} ${new Date(time + 3 * 3_600_000).toISOString().slice(11, 19)}`);
}

const closing = async (row: string): Promise<unknown> => JSON.parse((await map(row)).events.at(-1)?.json ?? '{}').data;

describe('the mapping of a recorded call-centre day', () => {
  it('tells an answered call from its opening to its close, the wait from the queue', async () => {
    const row = '1,c9,PS,1999-08-10,10:00:00,10:00:05,10:00:05,10:02:00,AGENT,10:02:00,10:05:30,agent-07';
    expect(await story(row)).toEqual(['opened 10:00:00', 'queued 10:00:05', 'assigned 10:02:00', 'sent 10:02:00', 'closed 10:05:30']);
    expect(await closing(row)).toEqual({ by: 'agent', reason: 'resolved' });
  });

  it('counts from the answer when service starts a second before the queue ends', async () => {
    const row = '2,c9,PS,1999-08-10,10:00:00,10:00:05,10:00:05,10:02:01,AGENT,10:02:00,10:05:30,agent-07';
    expect(await story(row)).toContain('assigned 10:02:00');
  });

  it('lets a caller who got an agent straight from the menu wait for nobody', async () => {
    const row = '3,,IN,1999-08-10,10:00:00,10:00:09,0:00:00,0:00:00,AGENT,10:00:08,10:01:00,agent-02';
    expect(await story(row)).toEqual(['opened 10:00:00', 'queued 10:00:08', 'assigned 10:00:08', 'sent 10:00:08', 'closed 10:01:00']);
  });

  it('takes a queued caller who hung up as abandoned', async () => {
    const row = '4,,NE,1999-08-10,0:00:09,0:00:14,0:00:14,0:01:26,HANG,0:00:00,0:00:00,';
    expect(await story(row)).toEqual(['opened 00:00:09', 'queued 00:00:14', 'closed 00:01:26']);
    expect(await closing(row)).toEqual({ by: 'customer', reason: 'abandoned' });
  });

  it('takes one who hung up in the menu as having asked for nobody', async () => {
    const row = '5,,NW,1999-08-10,0:03:01,0:03:26,0:00:00,0:00:00,HANG,0:00:00,0:00:00,';
    expect(await story(row)).toEqual(['opened 00:03:01', 'closed 00:03:26']);
    expect(await closing(row)).toEqual({ by: 'customer' });
  });

  it('does not believe an answer without an agent', async () => {
    const hung = '6,c2,NW,1999-08-10,16:29:34,16:29:43,16:29:43,16:38:55,HANG,16:29:46,16:39:56,';
    expect(await story(hung)).toEqual(['opened 16:29:34', 'queued 16:29:43', 'closed 16:38:55']);
    const nobody = '7,c2,TT,1999-08-10,14:27:10,14:27:13,0:00:00,0:00:00,AGENT,14:27:12,14:27:26,';
    expect(await story(nobody)).toEqual(['opened 14:27:10', 'closed 14:27:13']);
  });

  it('counts neither as answered nor as abandoned what an agent took without a time', async () => {
    const row = '8,c2,NE,1999-08-10,8:42:19,8:42:25,8:42:25,8:43:04,AGENT,0:00:00,0:00:00,agent-08';
    expect(await story(row)).toEqual(['opened 08:42:19', 'closed 08:43:04']);
  });

  it('passes over a phantom, which was no call', async () => {
    expect(await story('9,c3,PS,1999-08-10,10:01:37,10:01:42,10:01:42,10:05:42,PHANTOM,10:02:59,10:05:55,')).toEqual([]);
  });

  it('ends a call past midnight on the next day', async () => {
    const row = '10,,NW,1999-08-10,23:44:09,23:44:18,23:44:18,23:45:22,AGENT,23:45:21,0:00:03,agent-12';
    const { events } = await map(row);
    expect(new Date(events.at(-1)?.time ?? 0).toISOString()).toBe('1999-08-10T21:00:03.000Z');
  });

  it('opens a call no later than it was queued, when the clocks differ', async () => {
    const row = '11,c4,PS,1999-08-10,11:28:49,11:27:58,11:27:58,11:29:54,HANG,0:00:00,0:00:00,';
    expect(await story(row)).toEqual(['opened 11:27:58', 'queued 11:27:58', 'closed 11:29:54']);
  });

  it('gives unknown callers a stand-in each', async () => {
    const { events } = await map(
      '12,,NW,1999-08-10,0:03:01,0:03:26,0:00:00,0:00:00,HANG,0:00:00,0:00:00,',
      '13,,NW,1999-08-10,0:03:01,0:03:26,0:00:00,0:00:00,HANG,0:00:00,0:00:00,',
    );
    const customers = events.map(({ json }) => JSON.parse(json).data.customerId).filter(Boolean);
    expect(new Set(customers).size).toBe(2);
  });

  it('sends nothing that the contract does not know', async () => {
    const { events } = await map('1,c9,PS,1999-08-10,10:00:00,10:00:05,10:00:05,10:02:00,AGENT,10:02:00,10:05:30,agent-07');
    for (const { json } of events) {
      const event = CloudEvent.parse(JSON.parse(json));
      const type = event.type.slice(TYPE_PREFIX.length);
      expect(isEventType(type) && EventData[type].safeParse(event.data).success).toBe(true);
    }
  });

  it('names the line of a row that has no usable time, and goes on', async () => {
    const { faults, events } = await map(
      '14,,NW,10 August,0:03:01,0:03:26,0:00:00,0:00:00,HANG,0:00:00,0:00:00,',
      '15,,NW,1999-08-10,0:03:01,0:03:26,0:00:00,0:00:00,HANG,0:00:00,0:00:00,',
    );
    expect(faults).toEqual([{ place: 'line 2', detail: expect.stringContaining('"10 August" is not a date') }]);
    expect(events).toHaveLength(2);
  });
});
