import type { Account } from '@watchfloor/contracts/account';
import type { LoggedEvent } from '@watchfloor/contracts/event';
import { defaultFloor } from '@watchfloor/contracts/floor';
import { instantOf } from '@watchfloor/contracts/instant';
import { OfficeHours } from '@watchfloor/contracts/schedule';
import type { SettingData, SettingEvent, SettingType } from '@watchfloor/contracts/setting';
import { describe, expect, test } from 'vitest';
import { personOf } from './account-map.ts';
import { emptyFloor, type FloorState } from './floor-state.ts';
import { asks, replies } from './given-events.ts';
import { RememberedFloor } from './remembered-floor.ts';
import { settingsAt } from './settings-at.ts';

const T = Date.parse('2026-11-11T08:00:00Z');
const HOUR = 3_600_000;
const UUID = '00000000-0000-4000-8000-00000000000';

const setting = <K extends SettingType>(type: K, at: number, data: SettingData[K]): SettingEvent =>
  ({
    type,
    data,
    floor: 't/f',
    source: '/settings',
    id: `${type}:${data.version}`,
    subject: data.id,
    time: at,
    received: at,
  }) as SettingEvent;
const floorV = (version: number, at: number, more: object = {}) =>
  setting('floor.configured', at, { ...defaultFloor('t', 'f'), ...more, version });
const teamV = (version: number, at: number, name: string) =>
  setting('team.configured', at, { id: 't1', name, role: 'presales', lead: null, version });
const row = (n: number, account: string, personId: string, from: number | null, to: number | null, version = 1): Account => ({
  id: `${UUID}${n}`,
  account,
  personId,
  from: from === null ? null : instantOf(from),
  to: to === null ? null : instantOf(to),
  version,
});

/** A floor that took these events, one batch after the other. */
function floorAfter(events: SettingEvent[], clock: 'wall' | 'event' = 'wall'): FloorState {
  const floor = new RememberedFloor(emptyFloor({ ...defaultFloor('t', 'f'), clock }));
  for (const event of events) floor.take([event]);
  floor.restart();
  return floor.state;
}

describe('what held at an instant', () => {
  test('is the version of that time, and the first one before it', () => {
    const floor = floorAfter([teamV(1, T, '售前'), teamV(2, T + 60_000, '售前一组'), floorV(2, T, { name: 'later' })]);
    expect(settingsAt(floor, T - 1).team('t1')?.name).toBe('售前');
    expect(settingsAt(floor, T + 59_999).team('t1')?.name).toBe('售前');
    expect(settingsAt(floor, T + 60_000).team('t1')?.name).toBe('售前一组');
    expect(settingsAt(floor, T).team('t2')).toBeNull();
    expect([settingsAt(floor, T - 1).floor.name, settingsAt(floor, T).floor.name]).toEqual(['f', 'later']);
  });

  test('on a floor on event time is what was set before anything happened, and from where it has come to what was set then', () => {
    const old = Date.parse('1999-01-01T00:00:00Z');
    const floor = new RememberedFloor(emptyFloor({ ...defaultFloor('t', 'f'), clock: 'event' }));
    floor.take([teamV(1, T, 'old'), teamV(2, T + 1, 'new'), floorV(2, T, { name: 'now', clock: 'event' })]);
    expect(settingsAt(floor.state, old).team('t1')?.name).toBe('new');
    floor.take([asks('10:00:00')]);
    floor.take([teamV(3, T, 'later')]);
    const { through } = floor.state;
    expect([old, through, through + 1].map((at) => settingsAt(floor.state, at).team('t1')?.name)).toEqual(['new', 'new', 'later']);
  });

  test('is never set for what has been told already: events up to the floor’s time were judged without it', () => {
    const floor = new RememberedFloor(emptyFloor(defaultFloor('t', 'f')));
    const event = asks('10:00:00');
    floor.take([teamV(1, event.time - 10, 'old'), event]);
    floor.take([teamV(2, event.time - 5, 'new')]);
    expect([event.time, event.time + 1].map((at) => settingsAt(floor.state, at).team('t1')?.name)).toEqual(['old', 'new']);
  });

  test('is nothing once it is removed, and something again when it is set anew', () => {
    const floor = floorAfter([
      teamV(1, T, 'a'),
      setting('team.removed', T + 10, { id: 't1', version: 2 }),
      teamV(3, T + 20, 'b'),
      setting('person.configured', T, { id: 'p', name: '王', teamId: 't1', hired: null, version: 1 }),
    ]);
    expect([T, T + 10, T + 20].map((at) => settingsAt(floor, at).team('t1')?.name ?? null)).toEqual(['a', null, 'b']);
    expect(settingsAt(floor, T).person('p')).toMatchObject({ name: '王' });
  });

  test('is remembered for a day and the version before', () => {
    const floor = floorAfter([teamV(1, T, '1'), teamV(2, T + HOUR, '2'), teamV(3, T + 20 * HOUR, '3'), teamV(4, T + 30 * HOUR, '4')]);
    expect(floor.settings.team.get('t1')?.map(({ version }) => version)).toEqual([2, 3, 4]);
  });
});

test('a round is judged by the office hours that were set when it opened, however long ago', () => {
  const span = [{ from: '09:00', to: '18:00' }];
  const officeHours = OfficeHours.parse({ wed: span, thu: span });
  const floor = new RememberedFloor(emptyFloor({ ...defaultFloor('t', 'f'), zone: 'UTC', officeHours }));
  const asked = asks('17:59:00');
  floor.take([asked]);
  const later = (event: LoggedEvent) => ({ ...event, time: event.time + 24 * HOUR, received: event.received + 24 * HOUR });
  floor.take([floorV(2, asked.time + HOUR, { zone: 'UTC', officeHours: null }), floorV(3, asked.time + 30 * HOUR, { zone: 'UTC' })]);
  const closed = floor.take([later(replies('09:01:00', 'A'))]).facts.filter(({ type }) => type === 'round.closed');
  expect(closed).toMatchObject([{ shut: [[asked.time + 60_000, asked.time + 15 * HOUR + 60_000]] }]);
  const next = floor.take([later(asks('17:00:00', { id: 'x' })), later(replies('17:01:00', 'A'))]).facts;
  expect(next.find(({ type }) => type === 'round.closed')).not.toHaveProperty('shut');
});

describe('a setting that comes again', () => {
  test('changes nothing and says nothing, nor does one that is overtaken', () => {
    const floor = new RememberedFloor(emptyFloor(defaultFloor('t', 'f')));
    const both = [teamV(1, T, 'a'), teamV(2, T + 10, 'b')];
    expect(floor.take(both).facts.map(({ type }) => type)).toEqual(['team.configured', 'team.configured']);
    const again = floor.take([...both, setting('team.removed', T, { id: 't1', version: 2 })]);
    expect([again.facts, again.settings]).toEqual([[], []]);
    expect(settingsAt(floor.state, T + 10).team('t1')?.name).toBe('b');
  });

  test('is told of with the settings that hold, when the directory was ahead of the log', () => {
    const floor = new RememberedFloor(emptyFloor({ ...defaultFloor('t', 'f'), name: 'newest', version: 3 }));
    expect(floor.take([floorV(2, T, { name: 'older' })]).facts).toMatchObject([{ type: 'floor.configured', floor: { name: 'newest' } }]);
    expect(floor.state.floor.name).toBe('newest');
  });

  test('counts as no event', () => {
    expect(floorAfter([teamV(1, T, 'a')]).counters).toMatchObject({ applied: 0, ignored: 0 });
  });
});

describe('the account map', () => {
  const mapped = (account: Account, at = T) => setting('account.mapped', at, account);

  test('says whose an account was then; one that nobody had stands for itself', () => {
    const { settings } = floorAfter([
      mapped(row(1, 'shop:1', 'wang', null, T)),
      mapped(row(2, 'shop:1', 'li', T + 10, null)),
      mapped(row(3, 'shop:2', 'wang', null, null)),
    ]);
    expect([T - 1, T, T + 9, T + 10].map((at) => personOf(settings, 'shop:1', at))).toEqual(['wang', 'shop:1', 'shop:1', 'li']);
    expect(personOf(settings, 'shop:2', 0)).toBe('wang');
    expect(personOf(settings, 'constructor', T)).toBe('constructor');
  });

  test('follows a row that is changed or removed', () => {
    const changed = floorAfter([mapped(row(1, 'a', 'wang', null, null)), mapped(row(1, 'a', 'li', T, null, 2), T + 5)]).settings;
    expect([personOf(changed, 'a', T - 1), personOf(changed, 'a', T)]).toEqual(['a', 'li']);
    const removed = floorAfter([
      mapped(row(1, 'a', 'wang', null, null)),
      setting('account.unmapped', T + 5, { id: `${UUID}1`, version: 2, account: 'a' }),
      mapped(row(1, 'a', 'wang', null, null)),
    ]).settings;
    expect(personOf(removed, 'a', T)).toBe('a');
  });

  test('forgets who had an account more than a day ago, but not on event time', () => {
    const rows = [mapped(row(1, 'a', 'wang', null, T - 25 * HOUR)), mapped(row(2, 'a', 'li', T - 25 * HOUR, null))];
    expect(personOf(floorAfter(rows).settings, 'a', T - 26 * HOUR)).toBe('a');
    expect(personOf(floorAfter(rows, 'event').settings, 'a', T - 26 * HOUR)).toBe('wang');
  });
});
