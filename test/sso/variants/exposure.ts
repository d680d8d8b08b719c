import type { Fetch, Login } from '../../../src/callback/merchant/login/model.ts';
import { changed, isRefused, locationOf, page } from './change.ts';
import type { Variant } from './run.ts';

/** Merchants that lead the browser where a parameter says, after a look at its beginning or at none of it. */
export const redirectVariants: readonly Variant[] = [
  {
    mistake: 'goes on to any address after the login',
    caughtBy: ['LOGIN-OPEN-REDIRECT'],
    login: (login) => goingOn(login, 'next', () => true),
  },
  {
    mistake: 'goes on to what begins with a slash, so to //host',
    caughtBy: ['LOGIN-OPEN-REDIRECT'],
    login: (login) => goingOn(login, 'returnTo', (value) => value.startsWith('/')),
  },
  {
    mistake: 'goes on to what begins with one slash, so to /\\host',
    caughtBy: ['LOGIN-OPEN-REDIRECT'],
    login: (login) => goingOn(login, 'return_url', (value) => /^\/(?!\/)/.test(value)),
  },
  {
    mistake: 'goes on to what has no slashes at its beginning, so to https:host',
    caughtBy: ['LOGIN-OPEN-REDIRECT'],
    login: (login) => goingOn(login, 'url', (value) => !/^(\w+:)?[\\/]/.test(value)),
  },
  {
    mistake: 'goes on to what begins with its own origin, so to origin@host',
    caughtBy: ['LOGIN-OPEN-REDIRECT'],
    login: (login, origin) => goingOn(login, 'redirect', (value) => value.startsWith(origin)),
  },
  {
    mistake: 'remembers where its login page was to lead',
    caughtBy: ['LOGIN-OPEN-REDIRECT'],
    login(login) {
      const remembering = changed(login, (response, { url }) => {
        const value = new URL(url).searchParams.get('redirect_uri');
        if (value) response.headers.append('Set-Cookie', `goal=${encodeURIComponent(value)}; Path=/`);
        return response;
      });
      return changed(remembering, (response, { headers }) => {
        const [, value] = /\bgoal=([^;]+)/.exec(headers.get('cookie') ?? '') ?? [];
        return value && isLogin(response) ? ledTo(response, decodeURIComponent(value)) : response;
      });
    },
  },
  {
    mistake: 'goes on to any address after the logout',
    caughtBy: ['LOGIN-OPEN-REDIRECT'],
    login: (login) =>
      changed(login, (response, { url }) => {
        const { pathname, searchParams } = new URL(url);
        const value = searchParams.get('service');
        return pathname === '/sso/logout' && value ? ledTo(page(200, ''), value) : response;
      }),
  },
  {
    mistake: 'goes on to an address in the query after a logout, which a form sends with POST',
    caughtBy: ['LOGIN-OPEN-REDIRECT'],
    login: (login) =>
      changed(login, (response, { url }) => {
        const { pathname, searchParams } = new URL(url);
        const value = searchParams.get('back');
        return pathname === '/sso/logout' && response.status === 303 && value
          ? ledTo(response, value)
          : response;
      }),
  },
  {
    mistake: 'goes on to an address in the form after the logout',
    caughtBy: ['LOGIN-OPEN-REDIRECT'],
    login: ({ handle }) => ({
      async handle(request) {
        const form = new URLSearchParams(await request.clone().text());
        const response = await handle(request);
        const value = form.get('goto');
        return response?.status === 303 && value ? ledTo(response, value) : response;
      },
    }),
  },
];

const known = { secret: '', token: '', code: '' };

/** Notes the secret and the token that the merchant knows. */
function noting(send: Fetch): Fetch {
  return async (url, init) => {
    known.secret = new URLSearchParams(String(init.body ?? '')).get('client_secret') ?? known.secret;
    const response = await send(url, init);
    const { access_token: token } = (await response
      .clone()
      .json()
      .catch(() => ({}))) as { readonly access_token?: string };
    known.token = token ?? known.token;
    return response;
  };
}

/** Merchants that give secrets, tokens and codes away, or whose pages are not for everyone. */
export const exposureVariants: readonly Variant[] = [
  {
    mistake: 'gives its page the token in the fragment of the address',
    caughtBy: ['LOGIN-LEAK-URL'],
    fetch: noting,
    login: (login) =>
      changed(login, (response) =>
        isLogin(response)
          ? ledTo(response, `${locationOf(response)}#access_token=${encodeURIComponent(known.token)}`)
          : response,
      ),
  },
  {
    mistake: 'shows the page of the user at the login address',
    caughtBy: ['LOGIN-LEAK-CODE'],
    login: (login) => showingAtOnce(login, {}),
  },
  {
    mistake: 'shows a foreign picture on a page with the code in its address',
    caughtBy: ['LOGIN-LEAK-CODE', 'LOGIN-LEAK-REFERER'],
    login: (login) => showingAtOnce(login, { html: '<img src="https://statistics.example/a.gif">' }),
  },
  {
    mistake: 'lets a page with the code in its address tell everyone of it',
    caughtBy: ['LOGIN-LEAK-CODE', 'LOGIN-LEAK-REFERER'],
    login: (login) =>
      showingAtOnce(login, { html: '<a href="https://help.example/">?</a>', policy: 'unsafe-url' }),
  },
  {
    mistake: 'writes the client secret into its pages',
    caughtBy: ['LOGIN-LEAK-PAGE'],
    fetch: noting,
    login: (login) => rewriting(login, (html) => `${html}<script>secret = "${known.secret}"</script>`),
  },
  {
    mistake: 'keeps the token in a cookie',
    caughtBy: ['LOGIN-LEAK-PAGE'],
    says: 'a token is in the cookie token',
    fetch: noting,
    login: (login) =>
      changed(login, (response) => {
        if (isLogin(response)) response.headers.append('Set-Cookie', `token=${known.token}; HttpOnly`);
        return response;
      }),
  },
  {
    mistake: 'shows the request that failed',
    caughtBy: ['LOGIN-LEAK-PAGE'],
    fetch: noting,
    login: (login) =>
      changed(login, (response) =>
        isRefused(response) ? page(502, `<pre>client_secret=${known.secret}</pre>`) : response,
      ),
  },
  {
    mistake: 'logs what the login centre responds',
    caughtBy: ['LOGIN-LEAK-OUTPUT'],
    fetch: (send, print) => async (url, init) => {
      const response = await send(url, init);
      print(await response.clone().text());
      return response;
    },
  },
  {
    mistake: 'logs the requests of browsers with their query',
    caughtBy: ['LOGIN-LEAK-OUTPUT-CODE'],
    login: (login, _, print) =>
      changed(login, (response, { method, url }) => {
        print(`${method} ${url} ${response.status}`);
        return response;
      }),
  },
  {
    mistake: 'lets every website read its responses',
    caughtBy: ['LOGIN-LEAK-CORS-ANY'],
    login: (login) =>
      changed(login, (response) => {
        response.headers.set('Access-Control-Allow-Origin', '*');
        return response;
      }),
  },
  {
    mistake: 'lets every website read the pages of its users',
    caughtBy: ['LOGIN-LEAK-CORS'],
    front: ({ headers: { origin = '' } }, _, pass) =>
      pass({ 'Access-Control-Allow-Origin': origin, 'Access-Control-Allow-Credentials': 'true' }),
  },
  {
    mistake: 'has pages for large screens only',
    caughtBy: ['LOGIN-MOBILE'],
    login: (login) => rewriting(login, (html) => html.replace(/<meta name="viewport"[^>]*>/, '')),
  },
  {
    mistake: 'has pages of a fixed width',
    caughtBy: ['LOGIN-MOBILE'],
    login: (login) => rewriting(login, (html) => html.replace(/width=device-width[^"]*/, 'width=1200')),
  },
  {
    mistake: 'sends phones to an app store',
    caughtBy: ['LOGIN-MOBILE'],
    login: (login) =>
      changed(login, (response, { headers }) =>
        headers.get('user-agent')?.includes('Mobile') ? page(200, '<p>Get the app</p>') : response,
      ),
  },
  {
    mistake: 'does not escape names',
    caughtBy: ['LOGIN-SCRIPT-IN-NAME'],
    login: (login) =>
      rewriting(login, (html) => html.replace(/(?<=<dd>)&lt;.*?(?=<)/, (name) => unescaped(name))),
  },
  {
    mistake: 'writes names into a script as JSON',
    caughtBy: ['LOGIN-SCRIPT-IN-NAME'],
    login: (login) =>
      rewriting(login, (html) => {
        const [, name = ''] = /<dd>(.*?)<\/dd>/.exec(html) ?? [];
        return `${html}<script>user = ${JSON.stringify(unescaped(name))}</script>`;
      }),
  },
];

/** Whether a response opens a session, and leads to the page of the user. */
function isLogin(response: Response): boolean {
  return locationOf(response) === '/sso/account' && response.headers.has('set-cookie');
}

function ledTo({ headers }: Response, location: string): Response {
  const changedHeaders = new Headers(headers);
  changedHeaders.set('Location', location);
  return new Response(null, { status: 303, headers: changedHeaders });
}

/** A login that goes on to the value of a parameter. */
function goingOn(login: Login, name: string, isTaken: (value: string) => boolean): Login {
  return changed(login, (response, { url }) => {
    const value = new URL(url).searchParams.get(name);
    return value && isTaken(value) && isLogin(response) ? ledTo(response, value) : response;
  });
}

/** A login that shows the page of the user instead of leading there. */
function showingAtOnce(
  login: Login,
  { html = '', policy }: { readonly html?: string; readonly policy?: string },
): Login {
  return changed(login, async (response, { url, headers: sent }) => {
    if (!isLogin(response)) return response;
    const [cookie = ''] = response.headers.getSetCookie();
    const headers = new Headers(sent);
    headers.set('Cookie', cookie);
    const shown = await login.handle(new Request(new URL('/sso/account', url), { headers }));
    const changedHeaders = new Headers(shown?.headers);
    changedHeaders.set('Set-Cookie', cookie);
    changedHeaders.delete('Referrer-Policy');
    if (policy) changedHeaders.set('Referrer-Policy', policy);
    return new Response(`${await shown?.text()}${html}`, { headers: changedHeaders });
  });
}

/** A login that ends at a page of scripts, with success or not. */
export function withScripts(login: Login): Login {
  return changed(login, (response, { url }) => {
    if (new URL(url).pathname === '/sso/app') {
      const viewport = '<meta name="viewport" content="width=device-width">';
      return page(200, `${viewport}<div id="app"></div><script src="/app.js"></script>`);
    }
    return isLogin(response) || isRefused(response) ? ledTo(response, '/sso/app') : response;
  });
}

export function rewriting(login: Login, rewrite: (html: string) => string): Login {
  return changed(login, async (response) => {
    if (!response.headers.get('content-type')?.includes('html')) return response;
    const { status, headers } = response;
    return new Response(rewrite(await response.text()), { status, headers });
  });
}

function unescaped(html: string): string {
  return html.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"');
}
