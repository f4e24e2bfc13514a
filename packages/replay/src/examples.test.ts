import { resolve } from 'node:path';
import { CloudEvent, EventData, isEventType, TYPE_PREFIX } from '@watchfloor/contracts/event';
import { expect, it } from 'vitest';
import { readMapping } from './mapping.ts';
import { readRecords } from './read-records.ts';
import { type RecordedEvent, readRecording } from './recording.ts';

const examples = resolve(import.meta.dirname, '../../../examples');

async function eventsOf(file: string, map?: string): Promise<RecordedEvent[]> {
  const mapping = map === undefined ? undefined : await readMapping(resolve(examples, map), '/replay/x');
  const { events, faults } = await readRecording(readRecords(resolve(examples, file), 'utf-8'), mapping);
  expect(faults).toEqual([]);
  for (const { json, place } of events) {
    const event = CloudEvent.parse(JSON.parse(json));
    const type = event.type.slice(TYPE_PREFIX.length);
    expect(isEventType(type) && EventData[type].safeParse(event.data).error, place).toBeUndefined();
  }
  return events;
}

const tale = (events: RecordedEvent[]): string[] =>
  events.map(({ time, type }) => `${new Date(time + 8 * 3_600_000).toISOString().slice(11, 19)} ${type}`);

it('keeps the small day within the contract, with the golden case of two questions and one answer', async () => {
  const events = await eventsOf('events/small-day.ndjson');
  expect(events).toHaveLength(49);
  const first = events.filter(({ json }) => JSON.parse(json).subject === 'conv-1' && json.includes('message.'));
  expect(tale(first).slice(0, 3)).toEqual(['10:10:15 message.received', '10:15:20 message.received', '10:18:10 message.sent']);
});

it('maps the chat export, a row a message', async () => {
  expect(tale(await eventsOf('events/chat-export.csv', 'mappings/chat-export.jsonata'))).toEqual([
    '10:10:15 message.received',
    '10:10:20 message.received',
    '10:11:02 message.received',
    '10:11:03 message.sent',
    '10:11:31 message.sent',
    '10:18:10 message.sent',
    '10:19:40 conversation.closed',
  ]);
});
