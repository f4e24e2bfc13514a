import type { DataOf, EventType } from '@watchfloor/contracts/event';
import { describe, expect, test } from 'vitest';
import { clock, event, given } from '../floor/given-events.ts';

type TicketType = Extract<EventType, `ticket.${string}`>;
const ticket = (what: TicketType extends `ticket.${infer W}` ? W : never, time: string, data: DataOf<'ticket.waiting_on'> = {}) =>
  event(`ticket.${what}` as TicketType, time, data, { subject: 'k1' });
const opened = ticket('opened', '10:00:00', { kind: 'complaint', teamId: 'after' });

describe('a ticket', () => {
  test('is untouched from its opening', () => {
    const told = given().when(opened);
    expect(told.of('ticket.untouched')).toMatchObject([
      { at: clock('10:00:00'), kind: 'complaint', cut: { teamId: 'after', agentId: null } },
    ]);
    expect(told.of('ticket.changed')).toMatchObject([{ ticket: { untouchedSince: clock('10:00:00'), openedAt: clock('10:00:00') } }]);
  });

  test('an assignment is no touch', () => {
    const told = given(opened).when(ticket('assigned', '10:05:00', { agentId: 'A' }));
    expect(told.of('ticket.touched')).toEqual([]);
    expect(told.of('ticket.changed')).toMatchObject([{ ticket: { agentId: 'A', untouchedSince: clock('10:00:00') } }]);
  });

  test('a touch ends it, once', () => {
    const told = given(opened, ticket('touched', '10:10:00', { agentId: 'A' })).when(ticket('touched', '10:20:00', { agentId: 'A' }));
    expect(told.all('ticket.touched')).toMatchObject([
      { at: clock('10:10:00'), how: 'touched', untouchedSince: clock('10:00:00'), kind: 'complaint' },
    ]);
  });

  test('waiting on a department stops the agent’s clock and says on whom', () => {
    const told = given(opened).when(ticket('waiting_on', '10:10:00', { department: 'warehouse' }));
    expect(told.of('ticket.touched')).toMatchObject([{ how: 'waiting' }]);
    expect(told.of('ticket.changed')).toMatchObject([{ ticket: { waitingOn: 'warehouse', untouchedSince: null } }]);
  });

  const kept = (told: ReturnType<ReturnType<typeof given>['when']>) => told.of('ticket.changed')[0]?.ticket;

  test('the department’s clock runs from then until an agent touches the ticket; asked once more it runs on', () => {
    const waits = ticket('waiting_on', '10:10:00', { department: 'warehouse' });
    const waiting = { waitingOn: 'warehouse', waitingOnSince: clock('10:10:00') };
    expect(kept(given(opened).when(waits))).toMatchObject(waiting);
    const again = given(opened, waits).when(ticket('waiting_on', '10:30:00', { department: 'warehouse' }));
    expect(kept(again)).toMatchObject({ ...waiting, lastTouchedAt: clock('10:30:00') });
    const another = given(opened, waits).when(ticket('waiting_on', '10:30:00', { department: 'courier' }));
    expect(kept(another)).toMatchObject({ waitingOn: 'courier', waitingOnSince: clock('10:30:00') });
    const assignedThen = given(opened, waits).when(ticket('assigned', '10:40:00', { agentId: 'A' }));
    expect(kept(assignedThen)).toMatchObject({ ...waiting, lastTouchedAt: clock('10:10:00') });
  });

  test('coming back from a department it is touched: no clock of the agent starts again', () => {
    const back = given(opened, ticket('waiting_on', '10:10:00', { department: 'warehouse' })).when(ticket('touched', '11:00:00'));
    expect(kept(back)).toMatchObject({ waitingOn: null, waitingOnSince: null, untouchedSince: null, lastTouchedAt: clock('11:00:00') });
    expect(back.all('ticket.untouched')).toHaveLength(1);
    expect(back.all('ticket.touched')).toMatchObject([{ at: clock('10:10:00'), how: 'waiting' }]);
  });

  test('a reopening is no action of an agent, and takes it back from the department', () => {
    const story = [opened, ticket('touched', '10:05:00'), ticket('waiting_on', '10:10:00', { department: 'warehouse' })];
    expect(kept(given(...story).when(ticket('reopened', '11:00:00')))).toMatchObject({
      waitingOn: null,
      waitingOnSince: null,
      untouchedSince: clock('11:00:00'),
      lastTouchedAt: clock('10:10:00'),
    });
  });

  test('resolved it is gone; reopened it is untouched again, from then', () => {
    const resolved = given(opened).when(ticket('resolved', '10:30:00'));
    expect(resolved.of('ticket.removed')).toHaveLength(1);
    expect(resolved.of('ticket.touched')).toMatchObject([{ how: 'resolved' }]);
    const reopened = given(opened, ticket('resolved', '10:30:00')).when(ticket('reopened', '11:00:00'));
    expect(reopened.of('ticket.changed')).toMatchObject([{ ticket: { untouchedSince: clock('11:00:00') } }]);
  });

  test('reopened while open and touched it is untouched again; while untouched its clock runs on', () => {
    const touched = given(opened, ticket('touched', '10:10:00')).when(ticket('reopened', '11:00:00'));
    expect(touched.of('ticket.untouched')).toMatchObject([{ at: clock('11:00:00') }]);
    const untouched = given(opened).when(ticket('reopened', '11:00:00'));
    expect(untouched.of('ticket.changed')).toMatchObject([{ ticket: { untouchedSince: clock('10:00:00') } }]);
  });

  test('not seen before is made by any event but its resolution', () => {
    expect(
      given()
        .when(ticket('assigned', '10:00:00', { agentId: 'A' }))
        .of('ticket.untouched'),
    ).toHaveLength(1);
    expect(given().when(ticket('resolved', '10:00:00')).ignored).toContain('not known');
    expect(given(opened).when(ticket('opened', '10:01:00')).ignored).toContain('open already');
  });
});
