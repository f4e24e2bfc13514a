import type { RecordedEvent } from '@watchfloor/replay/recording';
import type { SimulatedEvent } from '../model/simulated-event.ts';

/** As the sending half of replay takes events. */
export function recorded(event: SimulatedEvent): RecordedEvent {
  const { id, source, type, time } = event;
  const json = JSON.stringify(event);
  return { time: Date.parse(time), type, source, id, place: `event ${id}`, json, bytes: Buffer.byteLength(json) };
}
