import { type LookupAddress, type LookupOptions, lookup } from 'node:dns';
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { buildConnector } from 'undici';

type Connector = ReturnType<typeof buildConnector>;

const CONNECT_TIMEOUT_MS = 3_000;

/** The address lies inside (loopback, private, link-local, metadata services ...): nothing is sent there. */
export class PrivateAddressError extends Error {
  override readonly name = 'PrivateAddressError';
  constructor(host: string) {
    super(`${host} is or leads to a private address; ALLOW_PRIVATE_WEBHOOKS permits that`);
  }
}

/** Whether an IP address is one of the public internet. Also false for what hides an IPv4 address in IPv6 that is not. */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  return ipaddr.process(address).range() === 'unicast';
}

type Answer = (error: NodeJS.ErrnoException | null, address: string | LookupAddress[], family?: number) => void;

/** dns.lookup that knows public addresses only. What it gives is what is connected to: a name cannot change its meaning in between. */
function lookupPublic(host: string, options: LookupOptions, answer: Answer): void {
  lookup(host, { ...options, all: true }, (error, addresses) => {
    if (error) return answer(error, []);
    const allowed = addresses.filter(({ address }) => isPublicAddress(address));
    const [first] = allowed;
    if (!first) return answer(new PrivateAddressError(host), []);
    if (options.all) return answer(null, allowed);
    return answer(null, first.address, first.family);
  });
}

/** Opens connections for undici, within 3 s, to public addresses only unless `allowPrivate`. */
export function guardedConnector(allowPrivate: boolean): Connector {
  if (allowPrivate) return buildConnector({ timeout: CONNECT_TIMEOUT_MS, allowH2: false });
  const connect = buildConnector({ timeout: CONNECT_TIMEOUT_MS, allowH2: false, lookup: lookupPublic });
  return (options, callback) => {
    // An address instead of a name is never looked up.
    const host = options.hostname.replace(/^\[|\]$/g, '');
    if (isIP(host) && !isPublicAddress(host)) return callback(new PrivateAddressError(host), null);
    return connect(options, (error, socket) => {
      if (error) return callback(error, null);
      if (isPublicAddress(socket.remoteAddress ?? '')) return callback(null, socket);
      socket.destroy();
      return callback(new PrivateAddressError(host), null);
    });
  };
}
