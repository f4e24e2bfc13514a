import { CloudEvent } from '@watchfloor/contracts/event';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isPlainEnvelope } from './plain-envelope.ts';

const two = (least: number, most: number) => fc.integer({ min: least, max: most }).map((n) => String(n).padStart(2, '0'));
/** Nearly instants: days that do not exist, hours and minutes too many, odd fractions and offsets. */
const time = fc
  .tuple(
    fc.constantFrom('2024', '2025', '2000', '1900', '0001', '12025', '25'),
    two(0, 13),
    two(0, 32),
    fc.constantFrom('T', ' ', 't'),
    two(0, 25),
    two(0, 61),
    fc.constantFrom('', ':00', ':59', ':60', ':7'),
    fc.constantFrom('', '.1', '.123', '.123456789', '.'),
    fc.constantFrom('Z', '+08:00', '-23:59', '+24:00', '+0800', '', 'z'),
  )
  .map(
    ([year, month, day, t, hour, minute, second, fraction, zone]) =>
      `${year}-${month}-${day}${t}${hour}:${minute}${second}${fraction}${zone}`,
  );
const text = (most: number) =>
  fc.oneof(
    { weight: 5, arbitrary: fc.string({ minLength: 1, maxLength: 8, unit: 'binary' }) },
    fc.constantFrom('', 'x'.repeat(most), 'x'.repeat(most + 1), '客'.repeat(most), '\u{1F600}'.repeat(most / 2), null, 7, {}, undefined),
  );
const usual = {
  specversion: '1.0',
  id: 'm-1',
  source: '/chat',
  type: 'io.watchfloor.message.received',
  time: '2025-06-01T12:00:00.000Z',
  subject: 'c-1',
};
/** The usual event with some of its attributes changed, taken away or added. */
const envelope = fc
  .record(
    {
      specversion: fc.constantFrom('1.0', '1', 1, null),
      id: text(256),
      source: text(512),
      type: text(256),
      subject: text(256),
      time: fc.oneof({ weight: 5, arbitrary: time }, fc.constantFrom(usual.time, null, 17)),
      floor: text(256),
      traceparent: text(64),
      datacontenttype: text(64),
      data: fc.anything(),
      extension: fc.anything(),
    },
    { requiredKeys: [] },
  )
  .map((changes) => ({ ...usual, ...changes }));

describe('a plain envelope', () => {
  test('is one that the schema takes, as it is', () => {
    let plain = 0;
    fc.assert(
      fc.property(fc.oneof({ weight: 20, arbitrary: envelope }, fc.anything()), (input) => {
        if (!isPlainEnvelope(input)) return;
        plain++;
        const { id, source, type, time, subject, floor, data } = CloudEvent.parse(input);
        expect({ id, source, type, time, subject, floor }).toEqual({
          id: input.id,
          source: input.source,
          type: input.type,
          time: input.time,
          subject: input.subject,
          floor: input.floor,
        });
        expect(data).toBe(input.data);
      }),
      { numRuns: 5_000 },
    );
    expect(plain).toBeGreaterThan(100);
  });

  test('has an instant that the schema takes', () => {
    fc.assert(
      fc.property(time, (instant) => {
        const input = { ...usual, time: instant };
        if (isPlainEnvelope(input)) expect(CloudEvent.safeParse(input).success).toBe(true);
      }),
      { numRuns: 20_000 },
    );
  });

  test('is what senders send', () => {
    expect(isPlainEnvelope(usual)).toBe(true);
    expect(isPlainEnvelope({ ...usual, time: '2025-12-31T23:59:59+08:00', floor: 'f', data: { text: 'x' } })).toBe(true);
  });
});
