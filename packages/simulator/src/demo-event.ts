import type { CloudEvent, EventData, EventType } from '@watchfloor/contracts/event';
import type { z } from 'zod';

export type DemoType = EventType;
/** What a sender writes: defaults may be left out. */
export type DataInput<T extends DemoType> = z.input<(typeof EventData)[T]>;
export type DemoEvent = Omit<CloudEvent, 'data'> & { data: object };
