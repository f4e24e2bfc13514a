import { instantOf } from '@watchfloor/contracts/instant';
import type { Person } from '@watchfloor/contracts/person';
import type { SettingEvent } from '@watchfloor/contracts/setting';
import fc from 'fast-check';

/** Who has the accounts of `floorStories` when, epoch ms, and what is set of these people; `events` set it before anything happens. */
export type AccountMap = {
  accounts: { account: string; personId: string; from: number | null; to: number | null }[];
  people: Person[];
  events: SettingEvent[];
};

/** `A` is an account and a person; nobody: the account stands for itself. */
const holder = fc.constantFrom('P', 'P', 'Q', 'A', null);

/** Accounts that change hands up to twice within `lengthMs` after `from`. */
export const accountMaps = ({ from, lengthMs }: { from: number; lengthMs: number }): fc.Arbitrary<AccountMap> =>
  fc
    .record({
      tenures: fc.array(
        fc.record({
          turns: fc.uniqueArray(fc.nat(lengthMs), { maxLength: 2 }),
          holders: fc.tuple(holder, holder, holder),
        }),
        { minLength: 3, maxLength: 3 },
      ),
      people: fc.subarray([
        { id: 'P', name: '王', teamId: 't1', hired: null, version: 1 },
        { id: 'Q', name: '李', teamId: null, hired: null, version: 1 },
        { id: 'A', name: '张', teamId: 't2', hired: null, version: 1 },
      ]),
    })
    .map(({ tenures, people }) => {
      const accounts = tenures.flatMap(({ turns, holders }, index) => {
        const cuts = turns.toSorted((a, b) => a - b).map((offset) => from + offset);
        return holders
          .slice(0, cuts.length + 1)
          .flatMap((personId, i) =>
            personId === null ? [] : [{ account: ['A', 'B', 'C'][index] ?? 'C', personId, from: cuts[i - 1] ?? null, to: cuts[i] ?? null }],
          );
      });
      const rows = accounts.map((row, index) => ({
        ...row,
        id: `row-${index}`,
        from: row.from === null ? null : instantOf(row.from),
        to: row.to === null ? null : instantOf(row.to),
        version: 1,
      }));
      const about = { floor: 't/f', source: '/settings', time: from - 1, received: from - 1 };
      const events = [
        ...people.map((data) => ({ ...about, type: 'person.configured' as const, id: `person ${data.id}`, subject: data.id, data })),
        ...rows.map((data) => ({ ...about, type: 'account.mapped' as const, id: data.id, subject: data.id, data })),
      ];
      return { accounts, people, events };
    });
