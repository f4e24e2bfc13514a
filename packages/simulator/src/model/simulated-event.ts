import type { CloudEvent, EventData, EventType } from '@watchfloor/contracts/event';
import type { z } from 'zod';

/** What a sender writes: defaults may be left out. */
export type DataInput<T extends EventType> = z.input<(typeof EventData)[T]>;
export type SimulatedEvent = Omit<CloudEvent, 'data'> & { data: object };
