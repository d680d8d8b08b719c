import { createHmac } from 'node:crypto';
import { randomId } from '../../../src/callback/delivery/random.ts';
import { loginSteps } from '../../../src/callback/merchant/login/login.ts';
import { type Login, paths } from '../../../src/callback/merchant/login/model.ts';
import { at, cookieOf, everywhere, leading, withCookies, withHeaders } from './answers.ts';
import type { Variant } from './run.ts';

const session = 'merchant-session';

/** A request with another session, or with none. */
function inSession(request: Request, value: string | undefined): Request {
  const others = (request.headers.get('cookie') ?? '').split('; ').filter((one) => !isSession(one));
  const headers = new Headers(request.headers);
  headers.set('Cookie', [...others, ...(value === undefined ? [] : [`${session}=${value}`])].join('; '));
  return new Request(request, { headers });
}

function isSession(cookie: string): boolean {
  return cookie.startsWith(`${session}=`);
}

function textOf(cookie: string): string {
  return /=([^;]*)/.exec(cookie)?.[1] ?? '';
}

function adding(response: Response | undefined, cookies: readonly string[]): Response | undefined {
  return (
    response &&
    withHeaders(response, (headers) => {
      for (const cookie of cookies) headers.append('Set-Cookie', cookie);
    })
  );
}

/**
 * A merchant whose browsers get an id with the first page, under which the server keeps the session.
 *
 * @param renews whether an arrival gets a new one
 */
function keepsId(renews: (arrival: URLSearchParams) => boolean): Pick<Variant, 'login'> {
  const sessions = new Map<string, string>();
  return {
    login: everywhere(async (request, handle) => {
      const { pathname, searchParams } = new URL(request.url);
      const isRenewed = pathname === paths.callback && renews(searchParams);
      const known = cookieOf(request, 'sid');
      const id = known === undefined || isRenewed ? randomId() : known;
      const response = await handle(inSession(request, sessions.get(known ?? '')));
      const shown = withCookies(response, (cookie) => {
        if (!isSession(cookie)) return cookie;
        sessions.set(id, textOf(cookie));
        return undefined;
      });
      return adding(shown, id !== known ? [`sid=${id}; Path=/; HttpOnly; SameSite=Lax`] : []);
    }),
  };
}

/** Changes the attributes of the session's cookie. */
function attributes(change: (cookie: string) => string): Pick<Variant, 'login'> {
  return {
    login: everywhere(async (request, handle) =>
      withCookies(await handle(request), (cookie) => (isSession(cookie) ? change(cookie) : cookie)),
    ),
  };
}

/** A merchant that sets further cookies. */
function besides(cookies: readonly string[]): Pick<Variant, 'login'> {
  return { login: everywhere(async (request, handle) => adding(await handle(request), cookies)) };
}

/** A merchant whose session needs two cookies, one of which scripts can read. */
function inTwoCookies(): Pick<Variant, 'login'> {
  return {
    login: everywhere(async (request, handle) => {
      const [one, other] = [cookieOf(request, session), cookieOf(request, 'half')];
      const response = await handle(inSession(request, one && other && one + other));
      const value = textOf(response?.headers.getSetCookie().find(isSession) ?? '');
      const halves = [value.slice(0, 16), value.slice(16)] as const;
      const shown = withCookies(response, (cookie) =>
        isSession(cookie) ? cookie.replace(value, halves[0]) : cookie,
      );
      return adding(shown, value === '' ? [] : [`half=${halves[1]}; Path=/; SameSite=Lax`]);
    }),
  };
}

/** A merchant whose session has another cookie, which scripts can read. */
function remembers(): Pick<Variant, 'login'> {
  return {
    login: everywhere(async (request, handle) => {
      const value = cookieOf(request, session) ?? cookieOf(request, 'remembered');
      const response = await handle(inSession(request, value));
      const cookie = response?.headers.getSetCookie().find(isSession);
      return adding(response, cookie ? [`remembered=${textOf(cookie)}; Path=/; SameSite=Lax`] : []);
    }),
  };
}

/**
 * A merchant that has the session in the address of the account, besides a cookie or instead of one.
 *
 * @param parameter `?sid=` or `;jsessionid=`
 * @param tell is told each session
 */
export function inAddress(
  hasCookie: boolean,
  parameter = '?sid=',
  tell = (_session: string) => {},
): Pick<Variant, 'login'> {
  return {
    login: everywhere(async (request, handle, origin) => {
      const [address = '', own] = request.url.split(parameter);
      const asked = new Request(address, request);
      const response = await handle(own === undefined ? request : inSession(asked, own));
      const value = textOf(response?.headers.getSetCookie().find(isSession) ?? '');
      if (value === '') return response;
      tell(value);
      const led = leading(response, ({ pathname }) => `${pathname}${parameter}${value}`, origin);
      return hasCookie ? led : withCookies(led, (cookie) => (isSession(cookie) ? undefined : cookie));
    }),
  };
}

type Write = (text: string) => string;

/**
 * A merchant whose cookie says who is logged in.
 *
 * @param read the text of a cookie that is believed
 */
function naming(write: Write, read: (value: string) => string | undefined): Pick<Variant, 'login' | 'steps'> {
  const sessions = new Map<string, string>();
  let user = '';
  return {
    steps: {
      findAccount: (...of) => {
        const account = loginSteps.findAccount(...of);
        if (account) user = JSON.stringify([account.tenantId, account.userName, account.name]);
        return account;
      },
    },
    login: everywhere(async (request, handle) => {
      const named = read(cookieOf(request, 'user') ?? '');
      const response = await handle(
        inSession(request, named === undefined ? undefined : sessions.get(named)),
      );
      return withCookies(response, (cookie) => {
        if (!isSession(cookie)) return cookie;
        sessions.set(user, textOf(cookie));
        return `user=${write(user)}; Path=/; HttpOnly; SameSite=Lax`;
      });
    }),
  };
}

const inBase64: Write = (text) => Buffer.from(text).toString('base64url');
const fromBase64: Write = (text) => Buffer.from(text, 'base64url').toString();
const signatureOf = (text: string) => createHmac('sha256', 'koo').update(text).digest('base64url');

/** A JWT of a text. */
function inJwt(text: string): string {
  const signed = `${inBase64('{"alg":"HS256"}')}.${inBase64(JSON.stringify({ sub: text }))}`;
  return `${signed}.${signatureOf(signed)}`;
}

/** Reads a JWT. @param isValid whether it is believed */
function fromJwt(isValid: (alg: string, signature: string, signed: string) => boolean) {
  return (value: string): string | undefined => {
    const [header = '', payload = '', signature = ''] = value.split('.');
    if (header === '') return undefined;
    const { alg } = JSON.parse(fromBase64(header));
    return isValid(alg, signature, `${header}.${payload}`) ? JSON.parse(fromBase64(payload)).sub : undefined;
  };
}

const isSigned = (_: string, signature: string, signed: string) => signature === signatureOf(signed);

/** A merchant that goes on to the other account where a request says so. */
function switchingBy(isAnswer: (request: Request) => boolean): Pick<Variant, 'login'> {
  return {
    login: at(paths.switch, (request, handle, origin) =>
      isAnswer(request) ? answer(request, handle, origin) : question(request, handle),
    ),
  };
}

/** The question with links instead of its form. */
async function question(request: Request, handle: Login['handle']): Promise<Response | undefined> {
  const response = await handle(request);
  const html = (await response?.text()) ?? '';
  const links = '<a href="/sso/switch?yes=1">Switch</a> <a href="/sso/account">Stay</a>';
  return response && new Response(html.replace(/<form.*<\/form>/s, links), response);
}

/** The question, on a page with the link of every page, which logs the user out. */
function besideSignOut(): Pick<Variant, 'login'> {
  const signOut = '/sso/sign-out';
  const asking = at(paths.switch, async (request, handle) => {
    const response = await handle(request);
    return response && new Response(`${await response.text()}<a href="${signOut}">Sign out</a>`, response);
  });
  const ending = at(signOut, async () =>
    Response.json({}, { headers: { 'Set-Cookie': 'merchant-session=; Path=/; Max-Age=0' } }),
  );
  return { login: (login, origin) => ending(asking(login, origin), origin) };
}

/** Sends the form of the question. */
async function answer(request: Request, handle: Login['handle'], origin: string) {
  const headers = new Headers(request.headers);
  const shown = await handle(new Request(origin + paths.switch, { headers }));
  const account = /name="account" value="([^"]*)"/.exec((await shown?.text()) ?? '')?.[1] ?? '';
  headers.set('Sec-Fetch-Site', 'same-origin');
  const body = new URLSearchParams({ account });
  return handle(new Request(origin + paths.switch, { method: 'POST', headers, body }));
}

export const sessionVariants: readonly Variant[] = [
  {
    mistake: 'the session is in an address, too',
    caughtBy: ['LOGIN-SESSION-ADDRESS'],
    says: '/sso/account shows the user to every browser',
    ...inAddress(true),
  },
  {
    mistake: 'the login keeps the id of the session',
    caughtBy: ['LOGIN-SESSION-RENEWED'],
    ...keepsId(() => false),
  },
  {
    mistake: 'a login that the merchant has started keeps the id of the session',
    caughtBy: ['LOGIN-SESSION-RENEWED'],
    ...keepsId((arrival) => !arrival.has('state')),
  },
  {
    mistake: 'a login that KooGallery has started keeps the id of the session',
    caughtBy: ['LOGIN-SESSION-RENEWED'],
    ...keepsId((arrival) => arrival.has('state')),
  },
  {
    mistake: 'another user is logged in without a question',
    caughtBy: ['LOGIN-SESSION-SWITCH'],
    steps: { mayReplace: () => true },
  },
  {
    mistake: 'a login that the merchant has started replaces the user without a question',
    caughtBy: ['LOGIN-SESSION-SWITCH'],
    login: at(paths.callback, (request, handle) =>
      handle(new URL(request.url).searchParams.has('state') ? inSession(request, undefined) : request),
    ),
  },
  {
    mistake: 'a link answers the question whether the user changes',
    caughtBy: ['LOGIN-SESSION-SWITCH'],
    ...switchingBy(({ url }) => url.endsWith('?yes=1')),
  },
  {
    mistake: 'the cookie is the user',
    caughtBy: ['LOGIN-COOKIE-FORGED'],
    says: 'with a changed cookie user, 赵敏',
    ...naming(encodeURIComponent, decodeURIComponent),
  },
  {
    mistake: 'the cookie is the user in base64url',
    caughtBy: ['LOGIN-COOKIE-FORGED'],
    ...naming(inBase64, fromBase64),
  },
  {
    mistake: 'the cookie is the user in base64, in JSON and in base64 again',
    caughtBy: ['LOGIN-COOKIE-FORGED'],
    ...naming(
      (text) => encodeURIComponent(btoa(JSON.stringify({ user: inBase64(text) }))),
      (value) => value && fromBase64(JSON.parse(atob(decodeURIComponent(value))).user),
    ),
  },
  {
    mistake: 'the signature of the cookie is not verified',
    caughtBy: ['LOGIN-COOKIE-FORGED'],
    ...naming(
      inJwt,
      fromJwt(() => true),
    ),
  },
  {
    mistake: 'a JWT without a signature is believed',
    caughtBy: ['LOGIN-COOKIE-FORGED'],
    ...naming(
      inJwt,
      fromJwt((alg, ...rest) => alg === 'none' || isSigned(alg, ...rest)),
    ),
  },
  {
    mistake: 'scripts can read the cookie',
    caughtBy: ['LOGIN-COOKIE-FLAGS'],
    ...attributes((cookie) => cookie.replace('; HttpOnly', '')),
  },
  {
    mistake: 'scripts can read one of the two cookies that the session needs',
    caughtBy: ['LOGIN-COOKIE-FLAGS'],
    says: 'the cookie half lacks HttpOnly',
    ...inTwoCookies(),
  },
  {
    mistake: 'scripts can read a second cookie, with which alone the user is logged in',
    caughtBy: ['LOGIN-COOKIE-FLAGS'],
    says: 'the cookie remembered lacks HttpOnly',
    ...remembers(),
  },
  {
    mistake: 'the cookie has no SameSite',
    caughtBy: ['LOGIN-COOKIE-SAMESITE'],
    says: 'the cookie merchant-session lacks SameSite',
    ...attributes((cookie) => cookie.replace('; SameSite=Lax', '')),
  },
  {
    mistake: 'other websites can send the cookie',
    caughtBy: ['LOGIN-COOKIE-SAMESITE'],
    says: 'the cookie merchant-session has SameSite=None',
    ...attributes((cookie) => cookie.replace('SameSite=Lax', 'SameSite=None; Secure')),
  },
  {
    mistake: 'the cookie is not sent with an arrival',
    caughtBy: ['LOGIN-SESSION-SWITCH', 'LOGIN-COOKIE-SAMESITE'],
    says: 'is logged in at once',
    ...attributes((cookie) => cookie.replace('Lax', 'Strict')),
  },
  {
    mistake: 'the cookie has SameSite=None without Secure, so browsers refuse it',
    caughtBy: ['OAUTH-LOGIN'],
    says: 'the browser does not keep the cookie merchant-session: it has SameSite=None without Secure',
    ...attributes((cookie) => cookie.replace('SameSite=Lax', 'SameSite=None')),
  },
];

/** What other merchants do, and may. */
export const soundSessionVariants: readonly Omit<Variant, 'caughtBy'>[] = [
  { mistake: 'the cookie is the user, and signed', ...naming(inJwt, fromJwt(isSigned)) },
  {
    mistake: 'a link answers the question, and is refused from other websites',
    ...switchingBy(
      ({ url, headers }) => url.endsWith('?yes=1') && headers.get('sec-fetch-site') === 'same-origin',
    ),
  },
  { mistake: 'the page of the question has a link that logs the user out', ...besideSignOut() },
  {
    mistake: 'scripts read a language and a token for their requests in other cookies',
    ...besides(['lang=zh; Path=/', 'XSRF-TOKEN=8d1f0c3b5a7e; Path=/']),
  },
];
