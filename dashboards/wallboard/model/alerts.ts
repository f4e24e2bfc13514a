import type { Alert } from '@watchfloor/contracts/alert';

/** Alerts that still hold, the newest first; of one instant the graver first. */
export function newestFirst(alerts: Alert[]): Alert[] {
  const grave = (alert: Alert): number => (alert.severity === 'critical' ? 0 : 1);
  return alerts
    .filter((alert) => alert.state !== 'resolved')
    .sort((a, b) => Date.parse(b.firedAt) - Date.parse(a.firedAt) || grave(a) - grave(b) || (a.id < b.id ? -1 : 1));
}
