import { hash } from 'node:crypto';
import { KeyGrant } from '@watchfloor/contracts/access';
import { FIRST_TENANT } from '@watchfloor/contracts/settings';
import { keys } from '@watchfloor/redis/keys';
import type { ScriptedRedis } from '@watchfloor/redis/scripts';
import { ProblemError } from '@watchfloor/runtime/problem';
import { logUnreachable } from './accept-events.ts';

/** A key that was revoked stops working after at most so long. */
const REMEMBER_MS = 2_000;

/** Who an ingest key belongs to. Keys are known by their SHA-256 only; the one of the settings belongs to the first tenant and makes floors. */
export class KnownKeys {
  readonly #redis: ScriptedRedis;
  readonly #first: string | undefined;
  readonly #remembered = new Map<string, { grant: KeyGrant | null; until: number }>();

  constructor(redis: ScriptedRedis, firstKey: string | undefined) {
    this.#redis = redis;
    this.#first = firstKey === undefined ? undefined : hash('sha256', firstKey, 'hex');
  }

  /**
   * What the key of an `Authorization: Bearer` header may do.
   * @throws ProblemError 401 without a key or with one that is not known, 503 when that cannot be found out now.
   */
  async grantOf(authorization: string | undefined): Promise<KeyGrant> {
    const key = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
    if (key === undefined) throw unauthorised('No ingest key: send the header Authorization: Bearer <ingest key>.');
    const grant = await this.grantOfKey(key).catch(() => {
      throw logUnreachable();
    });
    if (!grant) throw unauthorised('This ingest key is not known.');
    return grant;
  }

  async grantOfKey(key: string): Promise<KeyGrant | null> {
    const digest = hash('sha256', key, 'hex');
    if (digest === this.#first) return { tenant: FIRST_TENANT, floors: null, createFloors: true };
    const known = this.#remembered.get(digest);
    if (known && known.until > Date.now()) return known.grant;
    const text = await this.#redis.hget(keys.ingestKeys, digest);
    const grant = text === null ? null : KeyGrant.parse(JSON.parse(text));
    if (this.#remembered.size > 10_000) this.#remembered.clear();
    this.#remembered.set(digest, { grant, until: Date.now() + REMEMBER_MS });
    return grant;
  }
}

const unauthorised = (detail: string) =>
  new ProblemError(401, detail, { headers: { 'www-authenticate': 'Bearer realm="watchfloor ingest"' } });
