import { sha256 } from '../../signing/bytes.ts';
import { rememberMs } from './limits.ts';

/** An issued code, ticket or token. Times are milliseconds of the business clock. */
export interface Grant {
  readonly tenantId: string;
  readonly clientId: string;
  readonly userName: string;
  /** The login it comes from; everything issued from one code is revoked together. */
  readonly login: string;
  readonly issuedAt: number;
  /** The first moment at which it is no longer valid. */
  readonly until: number;
  /** When a single-use grant was used. */
  usedAt?: number;
  /** When it was revoked, because its code was used again. */
  revokedAt?: number;
}

export interface CodeGrant extends Grant {
  /** The redirect URI of the request for the code. */
  readonly redirectUri?: string;
}

export interface TicketGrant extends Grant {
  readonly service: string;
  /** Whether the account was chosen for this ticket, not earlier. */
  readonly isFromNewLogin: boolean;
}

export interface Grants<T> {
  add(value: string, grant: T): void;
  /** Finds a grant, even a used, revoked or expired one. */
  find(value: string): T | undefined;
  values(): Iterable<T>;
}

/**
 * Remembers the latest grants, at most `most`. Only hashes of their values are kept, so the time of a look-up reveals
 * nothing.
 *
 * @param now in milliseconds
 */
export function createGrants<T extends Pick<Grant, 'until'>>(most: number, now: () => number): Grants<T> {
  const grants = new Map<string, T>();
  return {
    add(value, grant) {
      for (const [key, { until }] of grants) {
        if (grants.size < most && until + rememberMs > now()) break;
        grants.delete(key);
      }
      grants.set(keyOf(value), grant);
    },
    find: (value) => grants.get(keyOf(value)),
    values: () => grants.values(),
  };
}

function keyOf(value: string): string {
  return sha256(value).toString('base64');
}

/** Characters that need care in a URL or a form; each occurs at least once in every value. */
const special = '.-_+/=';

/**
 * A random value of a length, in letters, digits and the characters that merchants forget to encode.
 *
 * @param length 64 to 1024
 */
export function randomValue(length: number, random: (bytes: number) => Uint8Array): string {
  const text = Buffer.from(random(length))
    .toString('base64')
    .slice(0, length - special.length);
  const part = Math.ceil(text.length / special.length);
  return [...special].map((one, at) => text.slice(at * part, (at + 1) * part) + one).join('');
}

const alphanumeric = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Creates a random value of letters and digits, as CAS requires of a ticket. */
export function randomAlphanumeric(length: number, random: (bytes: number) => Uint8Array): string {
  return Array.from(random(length), (byte) => alphanumeric[byte % alphanumeric.length]).join('');
}
