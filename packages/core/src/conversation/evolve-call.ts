import type { Fact } from '@watchfloor/contracts/fact';
import { begin, type Recalled } from './begin.ts';
import { close } from './close.ts';
import { type EventOf, type Evolved, identityOf } from './conversation-event.ts';
import { answer, assign, type Surroundings, wantHuman } from './episode.ts';

type CallEvent = EventOf<'call.ringing' | 'call.answered' | 'call.held' | 'call.ended'>;

/** A call is a conversation on the telephone: ringing opens and queues it, answering is the human reply, the end closes it. */
export function evolveCall(before: Recalled, event: CallEvent, around: Surroundings): Evolved {
  const { data, time } = event;
  const facts: Fact[] = [];
  const about = { ...data, channel: data.channel ?? 'phone' };
  const startedBy = data.direction === 'outbound' ? 'agent' : 'customer';
  switch (event.type) {
    case 'call.ringing': {
      if (before?.phase === 'open') return { ignored: 'the call is known already' };
      const state = begin(event, { facts, before, startedBy, about });
      if (startedBy === 'customer') {
        wantHuman(state, time);
        state.queuedSince = time;
      }
      if (data.agentId)
        assign(
          state,
          { agentId: data.agentId, teamId: data.teamId ?? null, at: time, by: identityOf(event), movedBy: 'system' },
          around,
          facts,
        );
      return { state, facts };
    }
    case 'call.answered': {
      const state = before?.phase === 'open' ? before : begin(event, { facts, before, startedBy, about });
      const agentId = data.agentId ?? state.hold?.agentId;
      if (agentId === undefined) return { ignored: 'data.agentId: a call can only be answered by an agent' };
      state.lastMessageAt = Math.max(state.lastMessageAt, time);
      assign(state, { agentId, teamId: data.teamId ?? null, at: time, by: identityOf(event), movedBy: 'system' }, around, facts);
      answer(state, { id: identityOf(event), agentId, by: 'agent', how: 'call', at: time, filler: false }, around, facts);
      return { state, facts };
    }
    case 'call.held':
      return before?.phase === 'open' ? { state: before, facts } : { ignored: 'the call is not known or has ended' };
    default:
      return close(before, { at: time, reason: null }, around, facts);
  }
}
