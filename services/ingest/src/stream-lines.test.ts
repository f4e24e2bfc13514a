import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Batch, Unreadable } from './accept-events.ts';
import { acceptLines } from './stream-lines.ts';

const grant = { tenant: 't', floors: null, createFloors: false };

test('lines come out as they went in, wherever the stream is cut, each at its place', async () => {
  const line = fc.oneof(
    { weight: 5, arbitrary: fc.string({ unit: 'grapheme', maxLength: 40 }).map((text) => JSON.stringify({ text })) },
    { weight: 1, arbitrary: fc.constantFrom('', '\r', '{"broken', `{"text":"${'亲'.repeat(30_000)}"}`) },
  );
  const cuts = fc.array(fc.nat(200), { minLength: 1, maxLength: 50 });
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 20 }), cuts, fc.boolean(), async (lines, sizes, endsWithNewline) => {
      const bytes = Buffer.from(lines.join('\n') + (endsWithNewline ? '\n' : ''));
      async function* chunks() {
        let at = 0;
        for (let i = 0; at < bytes.length; i++) {
          const size = (sizes[i % sizes.length] ?? 0) + 1;
          yield bytes.subarray(at, at + size);
          at += size;
        }
      }
      const got: unknown[] = [];
      const acceptor = {
        accept: async ({ inputs, firstIndex = 0 }: Batch) => {
          expect(firstIndex).toBe(got.length);
          got.push(...inputs);
          return { accepted: inputs.length, duplicates: 0, rejected: [] };
        },
      };
      const receipt = await acceptLines(acceptor, { grant, floor: undefined, body: chunks() });
      const expected = lines.filter((text) => text !== '' && text !== '\r');
      expect(receipt.accepted).toBe(expected.length);
      for (const [index, text] of expected.entries()) {
        if (text.length > 20_000) expect(got[index]).toEqual(new Unreadable('larger than 65536 bytes'));
        else if (text === '{"broken') expect(got[index]).toEqual(new Unreadable('not valid JSON'));
        else expect(got[index]).toEqual(JSON.parse(text));
      }
    }),
    { numRuns: 60 },
  );
});
