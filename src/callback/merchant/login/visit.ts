import { acceptedLanguage, type Language } from '../../../text/localized.ts';

/** A request and its parts. */
export interface Visit {
  readonly request: Request;
  readonly query: URLSearchParams;
  readonly language: Language;
  cookie(name: string): string | undefined;
}

export function readVisit(request: Request): Visit {
  const pairs = (request.headers.get('cookie') ?? '').split(/; */);
  return {
    request,
    query: new URL(request.url).searchParams,
    language: acceptedLanguage(request.headers.get('accept-language')) ?? 'en',
    cookie: (name) => pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1),
  };
}

const maxCodeLength = 2048;

/** Returns the code or ticket of a request; empty if it is missing, or too long to be one. */
export function codeIn({ query }: Visit, name: string): string {
  const code = query.get(name) ?? '';
  return code.length > maxCodeLength ? '' : code;
}

/**
 * Whether a page of this merchant sent the form. Pages of another port of this host share the cookies, but not the
 * origin.
 *
 * @see https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Sec-Fetch-Site
 */
export function isOwnForm({ headers }: Request, origin: string): boolean {
  const site = headers.get('sec-fetch-site');
  return site === null ? headers.get('origin') === origin : site === 'same-origin';
}

/** Redirects the browser, without a referrer: the current address may contain a code. */
export function redirect(location: string, cookie?: string): Response {
  const headers = new Headers({
    Location: location,
    'Cache-Control': 'no-store',
    'Referrer-Policy': 'no-referrer',
  });
  if (cookie !== undefined) headers.append('Set-Cookie', cookie);
  return new Response(null, { status: 303, headers });
}

/** Creates cookies that scripts cannot read, and that other websites send only with a link. */
export function createCookies(origin: string) {
  const isSecure = origin.startsWith('https:');
  // Browsers accept a cookie with this prefix from this very host only.
  const prefix = isSecure ? '__Host-merchant-' : 'merchant-';
  return {
    names: { session: `${prefix}session`, started: `${prefix}login`, question: `${prefix}switch` },
    /**
     * Returns the value of `Set-Cookie`.
     *
     * @param ms how long the browser keeps it, in milliseconds; default until it is closed
     */
    set(name: string, value: string, ms?: number): string {
      const age = ms === undefined ? '' : `; Max-Age=${ms / 1000}`;
      return `${name}=${value}; Path=/; HttpOnly; SameSite=Lax${age}${isSecure ? '; Secure' : ''}`;
    },
  };
}
