import type { Frame } from '@watchfloor/contracts/event';
import { rankOf } from '@watchfloor/core/order/true-order';
import type { ArchiveRow } from '@watchfloor/history/schema';
import { storableText } from '@watchfloor/history/storable-text';

/** A logged event, a setting too, as it stands in the archive. Its data stay as they are: JSON writes odd characters as escapes. */
export const archiveRow = (event: Frame[number]): ArchiveRow => ({
  floor: event.floor,
  at: event.time,
  rank: rankOf(event.type),
  source: storableText(event.source),
  id: storableText(event.id),
  received: event.received,
  type: event.type,
  subject: storableText(event.subject),
  data: JSON.stringify(event.data),
});
