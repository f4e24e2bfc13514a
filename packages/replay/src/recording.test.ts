import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileMapping } from './mapping.ts';
import { readRecords } from './read-records.ts';
import { type Recording, readRecording } from './recording.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'watchfloor-replay-'));
});
afterAll(() => rm(directory, { recursive: true }));

async function read(name: string, content: string | Uint8Array, mapping?: string, encoding = 'utf-8'): Promise<Recording> {
  const path = join(directory, name);
  await writeFile(path, content);
  return readRecording(readRecords(path, encoding), mapping === undefined ? undefined : compileMapping(mapping, `/replay/${name}`));
}

const event = (id: string, type: string, time: string, more: object = {}): string =>
  JSON.stringify({ specversion: '1.0', id, source: '/s', type: `io.watchfloor.${type}`, time, subject: 'c', data: {}, ...more });

describe('a recording', () => {
  it('is sorted by time, then by rank of the type, source and id', async () => {
    const { events } = await read(
      'order.ndjson',
      [
        event('5', 'conversation.closed', '2026-03-02T10:00:01+08:00'),
        event('4', 'message.sent', '2026-03-02T10:00:00+08:00'),
        event('3', 'message.received', '2026-03-02T02:00:00Z'),
        event('2', 'conversation.assigned', '2026-03-02T10:00:00+08:00'),
        event('1', 'agent.status', '2026-03-02T10:00:00.000+08:00'),
        event('0', 'agent.status', '2026-03-02T09:59:59.999+08:00'),
      ].join('\n'),
    );
    expect(events.map(({ id }) => id)).toEqual(['0', '1', '2', '3', '4', '5']);
  });

  it('names the line of what is no JSON, no event, or has no time, and goes on', async () => {
    const { records, events, faults } = await read(
      'faults.ndjson',
      [
        event('a', 'agent.status', '2026-03-02T10:00:00Z'),
        '{"id":',
        '',
        '[1]',
        event('b', 'agent.status', 'yesterday'),
        '{"id":"c"}',
        event('d', 'x', '2026-03-02T10:00:00Z'),
      ].join('\n'),
    );
    expect(records).toBe(6);
    expect(events.map(({ place }) => place)).toEqual(['line 1', 'line 7']);
    expect(faults).toEqual([
      { place: 'line 2', detail: expect.stringMatching(/^not JSON: /) },
      { place: 'line 4', detail: 'not an event but an array' },
      { place: 'line 5', id: 'b', detail: 'time: "yesterday" is not an RFC 3339 time' },
      { place: 'line 6', id: 'c', detail: 'time: required' },
    ]);
  });

  it('goes to the floor that was asked for, whichever it came from', async () => {
    const { events } = await read('floor.ndjson', event('a', 'agent.status', '2026-03-02T10:00:00Z', { floor: 'elsewhere' }));
    expect(JSON.parse(events[0]?.json ?? '{}')).not.toHaveProperty('floor');
  });

  it('reads an array of events, named by their place', async () => {
    const { events } = await read(
      'list.json',
      `[${event('b', 'agent.status', '2026-03-02T10:00:01Z')},${event('a', 'agent.status', '2026-03-02T10:00:00Z')}]`,
    );
    expect(events.map(({ id, place }) => `${id} ${place}`)).toEqual(['a item 2', 'b item 1']);
  });

  it('names the line of a table row with too few cells, also after a cell of two lines', async () => {
    const { events, faults } = await read(
      'ragged.csv',
      'who,at\n"a\nb",2026-03-02T10:00:00Z\nshort\nc,2026-03-02T10:00:01Z\n',
      '{"type":"agent.status","time":at,"subject":who,"data":{"status":"online"}}',
    );
    expect(faults).toEqual([{ place: 'line 4', detail: '1 cells where the first row has 2' }]);
    expect(events.map(({ place }) => place)).toEqual(['line 3', 'line 5']);
  });

  it('gives events of a mapping a stable id, the prefix of the type and a source', async () => {
    const { events } = await read(
      'plain.csv',
      'at\n2026-03-02T10:00:00Z\n',
      '[{"type":"agent.status","time":at},{"type":"agent.status","time":at}]',
    );
    expect(events.map(({ json }) => JSON.parse(json))).toEqual([
      { specversion: '1.0', id: '1.1', source: '/replay/plain.csv', type: 'io.watchfloor.agent.status', time: '2026-03-02T10:00:00Z' },
      { specversion: '1.0', id: '1.2', source: '/replay/plain.csv', type: 'io.watchfloor.agent.status', time: '2026-03-02T10:00:00Z' },
    ]);
  });

  it('reads a table that was written in GBK, and says so when it was not told', async () => {
    const gbk = Uint8Array.from([...Buffer.from('who,at\n'), 0xd6, 0xdc, 0xc3, 0xf4, ...Buffer.from(',2026-03-02T10:00:00Z\n')]);
    const mapping = '{"type":"agent.status","time":at,"subject":who}';
    const { events } = await read('gbk.csv', gbk, mapping, 'gbk');
    expect(JSON.parse(events[0]?.json ?? '{}').subject).toBe('周敏');
    await expect(read('gbk.csv', gbk, mapping)).rejects.toThrow('is not utf-8; try --encoding gbk');
  });

  it('says which file is not there', async () => {
    await expect(readRecording(readRecords(join(directory, 'none.csv'), 'utf-8'), undefined)).rejects.toThrow('there is no file');
  });
});
