import { floorKeyOf } from '@watchfloor/contracts/floor';
import type { SettingEvent, SettingKind } from '@watchfloor/contracts/setting';
import type { HistoryTransaction } from './connect.ts';

export type SettingPlace = { tenant: string; floor: string; kind: SettingKind; id: string };

/**
 * A version to come. `body` is the thing as its event tells it (null: removed), `before` what held until now, `author` a user's id. `now`: epoch ms.
 */
type NewVersion = SettingPlace & {
  author: string | null;
  now: number;
  before: Record<string, unknown> | null;
  body: ({ version: number } & Record<string, unknown>) | null;
  /** false: everyone knows of it already. */
  tell?: boolean;
};

/** Writes the next version of a thing and, in the same transaction, its event into the outbox. Gives the event's place there; null: not told. */
export async function addVersion(trx: HistoryTransaction, version: NewVersion): Promise<number | null> {
  const { tenant, floor, kind, id, author, body, tell = true } = version;
  const last = await trx
    .selectFrom('setting_versions')
    .select(['version', 'valid_from'])
    .where('tenant', '=', tenant)
    .where('floor', '=', floor)
    .where('kind', '=', kind)
    .where('id', '=', id)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst();
  const number = body?.version ?? (last?.version ?? 0) + 1;
  // The clocks of two gateways may differ; what held when must not.
  const validFrom = Math.max(version.now, last?.valid_from ?? 0);
  const settings = body && { ...body, id: undefined, version: undefined, tenant: undefined };
  const row = { tenant, floor, kind, id, version: number, valid_from: validFrom, body: settings && JSON.stringify(settings), author };
  await trx.insertInto('setting_versions').values(row).execute();
  if (!tell) return null;
  const event = settingEvent({ ...version, version: number, validFrom });
  const put = trx.insertInto('settings_outbox').values({ event: JSON.stringify(event) });
  return (await put.returning('id').executeTakeFirstOrThrow()).id;
}

type Told = SettingPlace & Pick<NewVersion, 'before' | 'body'> & { version: number; validFrom: number };

/** A version as the log tells it. Told again it is the same event, word for word. */
export function settingEvent({ tenant, floor, kind, id, version, validFrom, before, body }: Told): SettingEvent {
  const removal = kind === 'account' ? { id, version, account: before?.account } : { id, version };
  const event = {
    type: TYPES[kind][body ? 0 : 1],
    floor: floorKeyOf(tenant, floor),
    id: `${kind}:${id}:v${version}`,
    source: '/settings',
    subject: id,
    time: validFrom,
    received: validFrom,
    data: body ?? removal,
  };
  return event as SettingEvent;
}

/** What is told of a version, and of a removal. */
const TYPES = {
  floor: ['floor.configured', 'floor.configured'],
  team: ['team.configured', 'team.removed'],
  person: ['person.configured', 'person.removed'],
  account: ['account.mapped', 'account.unmapped'],
} as const;
