import { defaultFloor } from '@watchfloor/contracts/floor';
import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { Acceptor } from './accept-events.ts';
import { FrameGatherer } from './gather-frames.ts';
import { makeMeters } from './meters.ts';
import { RecentIdentities } from './recent-identities.ts';

const grant = { tenant: 't', floors: null, createFloors: false };
const floors = { get: () => defaultFloor('t', 'f'), learn: async () => {} };
const pressure = { admit: () => {}, admitTo: () => {} };
const events = (count: number, from = 0) =>
  Array.from({ length: count }, (_, i) => ({
    specversion: '1.0',
    id: `m-${from + i}`,
    source: '/chat',
    type: 'io.watchfloor.conversation.queued',
    time: new Date().toISOString(),
    subject: 'c',
  }));

test('with 50,000 events on their way to the disk senders are asked to wait, until those are written', async () => {
  const disk = Promise.withResolvers<void>();
  const frames = new FrameGatherer(() => disk.promise, 0);
  const acceptor = new Acceptor({
    frames,
    floors,
    pressure,
    recent: new RecentIdentities(),
    partitions: 1,
    meters: makeMeters(new Registry()),
  });
  const sizes = [10_000, 10_000, 10_000, 10_000, 10_000, 1];
  const underWay = Promise.all(sizes.map((size, batch) => acceptor.accept({ grant, floor: 'f', inputs: events(size, batch * 10_000) })));
  await expect.poll(() => frames.pending).toBe(50_001);
  await expect(acceptor.accept({ grant, floor: 'f', inputs: events(1, 60_000) })).rejects.toMatchObject({
    status: 429,
    headers: { 'retry-after': '1' },
  });
  disk.resolve();
  expect((await underWay).map(({ accepted }) => accepted)).toEqual(sizes);
  expect(await acceptor.accept({ grant, floor: 'f', inputs: events(2, 50_000) })).toEqual({ accepted: 1, duplicates: 1, rejected: [] });
});

test('what could not be written is not remembered as a duplicate', async () => {
  let works = false;
  const frames = new FrameGatherer(async () => {
    if (!works) throw new Error('no disk');
  }, 0);
  const acceptor = new Acceptor({
    frames,
    floors,
    pressure,
    recent: new RecentIdentities(),
    partitions: 1,
    meters: makeMeters(new Registry()),
  });
  await expect(acceptor.accept({ grant, floor: 'f', inputs: events(3) })).rejects.toMatchObject({
    status: 503,
    headers: { 'retry-after': '2' },
  });
  works = true;
  expect(await acceptor.accept({ grant, floor: 'f', inputs: events(3) })).toEqual({ accepted: 3, duplicates: 0, rejected: [] });
});
