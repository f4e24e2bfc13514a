import type { AlertNews } from '@watchfloor/contracts/alert';
import type { Snapshot } from '@watchfloor/contracts/live';
import { applyChange } from './apply-delta.ts';

/**
 * An alert travels ahead of the delta that will carry it: it is merged at once, and the delta finds it already there. A resolved one leaves,
 * for a snapshot lists active alerts only. News of another floor changes nothing.
 */
export function applyAlert(snapshot: Snapshot, news: AlertNews): Snapshot {
  const { alert } = news;
  if (alert.floor !== snapshot.floorId) return snapshot;
  const resolved = news.type === 'resolved' || alert.state === 'resolved';
  const change = resolved ? { set: [], gone: [alert.id] } : { set: [alert], gone: [] };
  return { ...snapshot, alerts: applyChange(snapshot.alerts, change, (row) => row.id) };
}
