import type { TFunction } from 'i18next';
import { en, type TextKey } from './en.ts';

const isKey = (key: string): key is TextKey => Object.hasOwn(en, key);

/** People's word for a code from the data (a channel, a kind of ticket), where we have one; else the code as it came. */
export function knownName(t: TFunction, group: 'channel' | 'ticketKind', code: string | null): string | null {
  if (code === null) return null;
  const key = `${group}.${code.toLowerCase()}`;
  return isKey(key) ? t(key) : code;
}
