import type { LoggedEvent } from '@watchfloor/contracts/event';
import type { Fact } from '@watchfloor/contracts/fact';
import { defaultFloor, type FloorEntry } from '@watchfloor/contracts/floor';
import { instantOf } from '@watchfloor/contracts/instant';
import type { SettingEvent } from '@watchfloor/contracts/setting';
import { describe, expect, test } from 'vitest';
import { emptyFloor } from './floor-state.ts';
import { asks, assigned, clock, event, replies, status } from './given-events.ts';
import { RememberedFloor } from './remembered-floor.ts';

const DAY_BEGINS = clock('08:00:00');
const about = (at: number) => ({ floor: 't/f', source: '/settings', time: at, received: at });
type Tenure = { from?: string; to?: string; at?: string };

const msOf = (time: string | undefined) => (time === undefined ? null : instantOf(clock(time)));
function mapped(account: string, personId: string, { from, to, at = '08:00:00' }: Tenure = {}, version = 1): SettingEvent {
  const data = { id: `row of ${account}`, account, personId, from: msOf(from), to: msOf(to), version };
  return { ...about(clock(at)), type: 'account.mapped', id: `${data.id} ${version}`, subject: data.id, data };
}
const named = (id: string, name: string, teamId: string | null): SettingEvent => ({
  ...about(DAY_BEGINS),
  type: 'person.configured',
  id: `person ${id}`,
  subject: id,
  data: { id, name, teamId, hired: null, version: 1 },
});

/** The facts of a story, one event after the other. */
function told(events: (LoggedEvent | SettingEvent)[], settings: Partial<FloorEntry> = {}): Fact[] {
  const floor = new RememberedFloor(emptyFloor({ ...defaultFloor('t', 'f'), ...settings }));
  return events.flatMap((each) => {
    const { facts } = floor.take([each]);
    floor.restart();
    return facts;
  });
}
const of = <T extends Fact['type']>(facts: Fact[], type: T) =>
  facts.filter((fact): fact is Extract<Fact, { type: T }> => fact.type === type);
const both = [named('wang', '王芳', 'vip'), mapped('shop:1', 'wang'), mapped('shop:2', 'wang')];

describe('a person with two accounts', () => {
  test('is one agent under the name and team of his settings, whichever of them an event names', () => {
    const facts = told([...both, asks('10:00:00'), assigned('10:00:01', 'shop:1'), replies('10:00:09', 'shop:2')]);
    expect(new Set(of(facts, 'agent.changed').map(({ agent }) => agent.id))).toEqual(new Set(['wang']));
    expect(of(facts, 'agent.changed').at(-1)).toMatchObject({ agent: { name: '王芳', teamId: 'vip' } });
    expect(of(facts, 'round.closed')).toMatchObject([{ agentWaitMs: 8_000, cut: { agentId: 'wang', teamId: 'vip' } }]);
  });

  test('makes no transfer when a conversation goes from one to the other', () => {
    const facts = told([...both, asks('10:00:00'), assigned('10:00:01', 'shop:1'), assigned('10:01:00', 'shop:2', 'agent')]);
    expect(of(facts, 'hold.ended')).toEqual([]);
    expect(of(facts, 'episode.assigned')).toHaveLength(1);
  });

  test('is present where one of them is, with the seats of those that are there', () => {
    const facts = told([
      ...both,
      status('09:00:00', 'shop:1', 'online', { capacity: 5, teamId: 'east', name: '账号1' }),
      status('09:10:00', 'shop:2', 'suspended', { capacity: 3 }),
      status('09:20:00', 'shop:2', 'busy'),
      status('09:30:00', 'shop:1', 'away'),
      status('09:40:00', 'shop:2', 'offline'),
    ]);
    const changes = of(facts, 'agent.changed').map(({ agent }) => [agent.status, agent.statusSince, agent.capacity, agent.teamId]);
    expect(changes).toEqual([
      ['online', clock('09:00:00'), 5, 'vip'],
      ['online', clock('09:00:00'), 5, 'vip'],
      ['online', clock('09:00:00'), 8, 'vip'],
      ['busy', clock('09:30:00'), 3, 'vip'],
      ['away', clock('09:40:00'), 8, 'vip'],
    ]);
    expect(of(facts, 'status.ended').map(({ status: state, from, at }) => [state, at - from])).toEqual([
      ['online', 1_800_000],
      ['busy', 600_000],
    ]);
  });
});

describe('an account that changes hands', () => {
  const rows = [
    mapped('shop:1', 'wang', { to: '10:00:00' }),
    { ...mapped('shop:1', 'li', { from: '10:00:00' }), id: 'second', subject: 'second' },
  ] as SettingEvent[];
  if (rows[1]?.type === 'account.mapped') rows[1].data.id = 'second';
  const morning = [...rows, status('09:00:00', 'shop:1', 'online'), asks('10:05:00')];

  test('takes its state from the one to the other at that instant, though nobody says anything then', () => {
    const facts = told(morning);
    expect(of(facts, 'status.ended')).toMatchObject([
      { agentId: 'wang', status: 'online', from: clock('09:00:00'), at: clock('10:00:00') },
    ]);
    expect(of(facts, 'agent.changed').at(-1)).toMatchObject({ agent: { id: 'li', status: 'online', statusSince: clock('10:00:00') } });
  });

  test('leaves what is told of its past right when a status from before comes only after', () => {
    const facts = told([...morning, { ...status('09:59:00', 'shop:1', 'suspended'), received: clock('10:02:00') }]);
    expect(of(facts, 'agent.changed').at(-1)).toMatchObject({ agent: { id: 'li', status: 'suspended', statusSince: clock('10:00:00') } });
  });
});

describe('an account that is mapped when it has worked already', () => {
  const worked = [status('09:00:00', 'shop:1', 'online'), asks('09:59:00'), assigned('10:00:00', 'shop:1')];
  const facts = told([...worked, named('wang', '王芳', null), mapped('shop:1', 'wang', { at: '10:30:00' }), replies('10:31:00', 'shop:1')]);

  test('is the person from then on; what was told stays told', () => {
    expect(of(facts, 'status.ended')).toMatchObject([{ agentId: 'shop:1', at: clock('10:30:00') }]);
    expect(of(facts, 'agent.removed')).toMatchObject([{ agentId: 'shop:1' }]);
    expect(of(facts, 'agent.changed').at(-1)).toMatchObject({ agent: { id: 'wang', status: 'online', statusSince: clock('10:30:00') } });
    expect(of(facts, 'customer.answered')).toMatchObject([{ cut: { agentId: 'wang' } }]);
  });

  test('stands for itself again when the row is removed', () => {
    const row = { id: 'row of shop:1', version: 2, account: 'shop:1' };
    const again = told([
      ...worked,
      mapped('shop:1', 'wang', { at: '10:30:00' }),
      { ...about(clock('11:00:00')), type: 'account.unmapped', id: 'gone', subject: row.id, data: row },
      event('message.sent', '11:01:00', { from: 'agent', agentId: 'shop:1' }),
    ]);
    expect(of(again, 'customer.answered')).toMatchObject([{ cut: { agentId: 'shop:1' } }]);
    expect(of(again, 'status.ended').map(({ agentId, at, from }) => [agentId, at - from])).toEqual([
      ['wang', 1_800_000],
      ['shop:1', 5_400_000],
    ]);
  });
});
