import type { FactBatch } from '@watchfloor/contracts/fact';
import { keys } from './keys.ts';
import { decodePayload } from './payload.ts';
import type { ScriptedRedis } from './scripts.ts';
import { FIRST_ID } from './stream-id.ts';

const PAGE = 64;

/** The batches of facts of a partition after one entry, up to and with another (absent: to the end), in their order, page by page. */
export async function* readFacts(
  redis: ScriptedRedis,
  partition: number,
  { after = FIRST_ID, through = '+' }: { after?: string; through?: string } = {},
): AsyncGenerator<{ id: string; batch: FactBatch }> {
  for (let from = after; ; ) {
    const page = await redis.xrangeBuffer(keys.facts(partition), `(${from}`, through, 'COUNT', PAGE);
    for (const [id, [, payload]] of page) {
      from = id.toString();
      yield { id: from, batch: decodePayload<FactBatch>(payload ?? Buffer.from('null')) };
    }
    if (page.length < PAGE) return;
  }
}
