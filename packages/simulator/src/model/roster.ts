import type { Random } from './random.ts';
import { SEATS, type Setup } from './setup.ts';

export type Team = 'presales' | 'aftersales';
/** Of the local day; the next one takes over at its end. */
export type Shift = 'night' | 'early' | 'late';

/** One sign-in of the chat system; `channels` null: every one that no other account of his has. */
export type Account = { id: string; channels: readonly string[] | null; seats: number };

/** Somebody of the floor: his place in the rota. `comes` and `goes` in minutes of the local day; he comes a little early, goes a little late. */
export type Employee = {
  id: string;
  name: string;
  team: Team | 'supervisors';
  shift: Shift;
  comes: number;
  goes: number;
  accounts: readonly [Account, ...Account[]];
};

const SHIFTS: Record<Shift, { from: number; to: number }> = {
  night: { from: 0, to: 480 },
  early: { from: 480, to: 960 },
  late: { from: 960, to: 1440 },
};
const DAY = 1440;
/** Of those of the day, how many are there at night. A promotion begins at midnight. */
const NIGHT_SHARE = { ordinary: 1 / 6, promotion: 1 / 2 };
const PRESALES_SHARE = 0.55;
const AGENTS_PER_SUPERVISOR = 12;
/** Every so many has a second account for two of the channels. */
const SECOND_ACCOUNT_EVERY = 6;
const SECOND_CHANNELS = ['jd', 'pdd'] as const;

const FAMILY = [...'林周吴郑马黄何罗高梁宋唐许邓韩冯曹彭曾肖田董袁潘于蒋蔡余杜叶'];
const GIVEN = ['晓', '敏', '桐', '好', '力', '蕾', '安', '一诺', '禾', '爽', '可', '苗', '思远', '佳宁', '子涵', '雨欣', '文博', '静'];

/** Everybody who works on the floor in a day: `agents` by day in each of two shifts, fewer at night, and their supervisors. */
export function rosterOf({ day, agents, alwaysDay }: Setup, random: Random): Employee[] {
  const people: Employee[] = [];
  const hire = (team: Employee['team'], shift: Shift, seats: number): void => {
    const number = people.length + 1;
    const id = `${team === 'supervisors' ? 's' : 'a'}${String(number).padStart(3, '0')}`;
    people.push({
      id,
      name: nameOf(number),
      team,
      shift,
      comes: SHIFTS[shift].from - Math.floor(random.between(1, 10)),
      goes: SHIFTS[shift].to + Math.floor(random.between(1, 9)),
      accounts: accountsOf(id, seats, number),
    });
  };
  for (const shift of ['early', 'late', 'night'] as const) {
    const count = shift === 'night' && !alwaysDay ? Math.ceil(agents * NIGHT_SHARE[day]) : agents;
    const presales = Math.max(1, Math.round(count * PRESALES_SHARE));
    for (let n = 0; n < count; n += 1) hire(n < presales ? 'presales' : 'aftersales', shift, SEATS[day]);
    for (let n = 0; n < Math.ceil(count / AGENTS_PER_SUPERVISOR); n += 1) hire('supervisors', shift, 0);
  }
  return people;
}

/** Is he at work at this minute of the local day? */
export function isOnDuty({ comes, goes }: Employee, minute: number): boolean {
  return [minute - DAY, minute, minute + DAY].some((at) => at >= comes && at < goes);
}

/** Which of his accounts a customer of a channel comes to. */
export function accountFor({ accounts }: Employee, channel: string): Account {
  return accounts.find(({ channels }) => channels?.includes(channel)) ?? accounts[0];
}

function accountsOf(id: string, seats: number, number: number): [Account, ...Account[]] {
  if (seats === 0 || number % SECOND_ACCOUNT_EVERY !== 0) return [{ id, channels: null, seats }];
  const second = Math.floor(seats / 3);
  return [
    { id, channels: null, seats: seats - second },
    { id: `${id}-jd`, channels: SECOND_CHANNELS, seats: second },
  ];
}

/** A name for each number; when all pairs are used up, a figure tells them apart. */
function nameOf(number: number): string {
  const pairs = FAMILY.length * GIVEN.length;
  // A step that shares no factor with either list walks through all pairs.
  const at = ((number - 1) * 31) % pairs;
  const again = Math.floor((number - 1) / pairs);
  return `${FAMILY[at % FAMILY.length]}${GIVEN[Math.floor(at / FAMILY.length)]}${again > 0 ? again + 1 : ''}`;
}
