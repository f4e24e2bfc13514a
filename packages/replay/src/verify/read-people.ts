import { Account } from '@watchfloor/contracts/account';
import { Person } from '@watchfloor/contracts/person';
import type { Known } from '@watchfloor/oracle/tell-floor';
import { z } from 'zod';
import { type FloorReader, read } from './read-rows.ts';

const LIMIT = 500;

/** Whose the accounts of a floor are, and the teams of its people, as they are set. @throws ReplayError when the gateway does not tell */
export async function readPeople(reader: FloorReader): Promise<Required<Pick<Known, 'accounts' | 'people'>>> {
  const ms = (instant: string | null) => (instant === null ? null : Date.parse(instant));
  const accounts = await readAll(reader, 'accounts', Account);
  const people = await readAll(reader, 'people', Person);
  return { accounts: accounts.map(({ account, personId, from, to }) => ({ account, personId, from: ms(from), to: ms(to) })), people };
}

/** Everything of one kind that is set on a floor. */
export async function readAll<T extends z.ZodType>(reader: FloorReader, things: string, item: T): Promise<z.output<T>[]> {
  const page = z.object({ items: z.array(item), nextCursor: z.string().nullable() });
  const all: z.output<T>[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const query = new URLSearchParams({ limit: String(LIMIT), ...(cursor === '' ? {} : { cursor }) });
    const { items, nextCursor }: z.output<typeof page> = page.parse(await read(reader, `/${things}?${query}`));
    all.push(...items);
    cursor = nextCursor;
  }
  return all;
}
