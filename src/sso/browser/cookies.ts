import { isIP } from 'node:net';
import { Cookie, CookieJar, domainMatch, getPublicSuffix } from 'tough-cookie';
import { both, type Localized } from '../../text/translate.ts';
import { isTrustworthy } from './sites.ts';

/** The cookies that a request carries: `strict` all, `lax` those of a cross-site link, `none` those of a cross-site form. */
export type SameSiteContext = 'strict' | 'lax' | 'none';

export interface KeptCookie {
  readonly name: string;
  readonly value: string;
  readonly domain: string;
  readonly path: string;
  readonly httpOnly: boolean;
  readonly secure: boolean;
  /** Absent if the server did not set it; browsers then take `lax`. */
  readonly sameSite?: 'strict' | 'lax' | 'none';
  readonly isPersistent: boolean;
}

export interface RefusedCookie {
  readonly name: string;
  readonly kind: keyof typeof reasons;
  readonly reason: Localized;
}

export interface Cookies {
  /** Keeps the cookies of a response, and returns those that a browser refuses. */
  store(setCookies: readonly string[], url: URL): RefusedCookie[];
  /** The header `Cookie` of a request; `undefined` if it carries none. */
  header(url: URL, context: SameSiteContext): string | undefined;
  list(url: URL): KeptCookie[];
  /** @param keeps chooses the cookies of the copy, or gives one another value; default all */
  copy(keeps?: (cookie: KeptCookie) => boolean | string): Cookies;
}

/** Bytes of name and value together. */
const maxLength = 4096;
/** The number of characters of a name that are shown. */
const maxName = 100;

/**
 * Creates cookies that are kept and sent as browsers do. A cookie that names no `SameSite` is also sent with a
 * cross-site form: browsers do so in its first two minutes.
 *
 * @param limit how many cookies are kept in all
 * @see https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis
 */
export function createCookies(limit: number, jar = new CookieJar(undefined, { looseMode: true })): Cookies {
  const store = (text: string, url: URL, room: Room): RefusedCookie | undefined => {
    const cookie = Cookie.parse(text, { loose: true });
    const name = (cookie?.key ?? text).slice(0, maxName);
    if (!cookie) return { name, kind: 'malformed', reason: reasons.malformed };
    // A host may name itself, even where others share its suffix.
    if (cookie.domain === url.hostname) cookie.domain = null;
    try {
      const kind = refusalOf(cookie, url) ?? (isFull(cookie, room) ? 'too-many' : undefined);
      if (kind) return { name, kind, reason: reasons[kind] };
      jar.setCookieSync(cookie, url);
      take(cookie, room);
      return undefined;
    } catch {
      // The library throws for a Domain that cannot be the name of a host.
      return { name, kind: 'malformed', reason: reasons.malformed };
    }
  };
  return {
    store: (setCookies, url) => {
      if (setCookies.length === 0) return [];
      const names = jar.getCookiesSync(url, { allPaths: true }).map(({ key }) => key);
      const room = { left: limit - (jar.serializeSync()?.cookies.length ?? 0), names: new Set(names) };
      return setCookies.flatMap((text) => store(text, url, room) ?? []);
    },
    header: (url, sameSiteContext) => jar.getCookieStringSync(url, { sameSiteContext }) || undefined,
    list: (url) => jar.getCookiesSync(url).map(viewOf),
    copy: (keeps) => createCookies(limit, keeps ? copyOf(jar, keeps) : jar.cloneSync()),
  };
}

/** The room for cookies while a response is stored. It may set hundreds, and counting each time is slow. */
interface Room {
  left: number;
  /** The names of the cookies at its address. */
  readonly names: Set<string>;
}

/** A cookie that replaces or deletes another needs no room. */
function isFull(cookie: Cookie, { left, names }: Room): boolean {
  return left <= 0 && cookie.TTL() > 0 && !names.has(cookie.key);
}

function take(cookie: Cookie, room: Room): void {
  const isKept = cookie.TTL() > 0;
  if (isKept === room.names.has(cookie.key)) return;
  room.left += isKept ? -1 : 1;
  if (isKept) room.names.add(cookie.key);
  else room.names.delete(cookie.key);
}

function copyOf(jar: CookieJar, keeps: (cookie: KeptCookie) => boolean | string): CookieJar | undefined {
  const all = jar.serializeSync();
  if (!all) return undefined;
  const cookies = all.cookies.flatMap((one) => {
    const cookie = Cookie.fromJSON(one);
    const kept = cookie !== undefined && keeps(viewOf(cookie));
    return kept === false ? [] : { ...one, ...(typeof kept === 'string' && { value: kept }) };
  });
  return CookieJar.deserializeSync({ ...all, cookies });
}

function refusalOf(cookie: Cookie, url: URL): RefusedCookie['kind'] | undefined {
  const { key, value, domain, secure, path, sameSite } = cookie;
  if (Buffer.byteLength(key + value) > maxLength) return 'too-large';
  if (domain !== null && !domainMatch(url.hostname, domain)) return 'foreign-domain';
  if (domain !== null && isShared(domain)) return 'public-suffix';
  if (secure && !isTrustworthy(url)) return 'not-secure';
  if (sameSite === 'none' && !secure) return 'same-site-none';
  if (/^__(secure|host)-/i.test(key) && !secure) return 'prefix';
  return /^__host-/i.test(key) && (domain !== null || path !== '/') ? 'prefix' : undefined;
}

/** Whether hosts of different owners share a domain: `com`. */
function isShared(domain: string): boolean {
  const ignoring = { allowSpecialUseDomain: true, ignoreError: true };
  return isIP(domain) === 0 && getPublicSuffix(domain, ignoring) === undefined;
}

const reasons = {
  malformed: both('it is malformed'),
  'too-large': both('it is longer than {limit} bytes', { limit: maxLength }),
  'foreign-domain': both('its Domain is not a domain of the host'),
  'public-suffix': both('its Domain is shared by hosts of different owners'),
  'not-secure': both('it is Secure, but was not sent over HTTPS'),
  'same-site-none': both('it has SameSite=None without Secure'),
  prefix: both('it lacks the attributes that the prefix of its name demands'),
  'too-many': both('there are too many cookies'),
} as const;

function viewOf(cookie: Cookie): KeptCookie {
  const { key, value, domain, path, httpOnly, secure, sameSite } = cookie;
  return {
    name: key,
    value,
    domain: domain ?? '',
    path: path ?? '/',
    httpOnly,
    secure,
    ...((sameSite === 'strict' || sameSite === 'lax' || sameSite === 'none') && { sameSite }),
    isPersistent: cookie.isPersistent(),
  };
}
