import { listBindings } from '../../../src/callback/merchant/login/accounts.ts';
import { loginSteps } from '../../../src/callback/merchant/login/login.ts';
import { paths } from '../../../src/callback/merchant/login/model.ts';
import { createState } from '../../../src/callback/merchant/state.ts';
import { type Act, at, leading, withHeaders } from './answers.ts';
import type { Variant } from './run.ts';

type Change = ReturnType<typeof at>;

/** A merchant whose logout does not end the session at the server, and deletes the cookie or not. */
function keepingSession(deletes: boolean): Pick<Variant, 'login' | 'state'> {
  let state = createState([]);
  return {
    state: (given) => {
      state = given;
    },
    login: at(paths.logout, async (_, __, origin) => {
      const [binding] = listBindings(state, new Date());
      const location = binding ? loginSteps.logoutUrl(binding, origin + paths.login) : paths.login;
      const cookie = deletes ? { 'Set-Cookie': 'merchant-session=; Path=/; Max-Age=0' } : {};
      return new Response(null, { status: 303, headers: { Location: location, ...cookie } });
    }),
  };
}

/** Where the logout of the other tenant is. */
function elsewhere(): Pick<Variant, 'state' | 'steps'> {
  let state = createState([]);
  return {
    state: (given) => {
      state = given;
    },
    steps: {
      logoutUrl: (_, redirectUrl) => {
        const last = listBindings(state, new Date()).at(-1);
        return last ? loginSteps.logoutUrl(last, redirectUrl) : redirectUrl;
      },
    },
  };
}

/** Handles the logout, and lets what it is answered with be another response. */
function answering(
  change: (response: Response, location: string, origin: string) => Response | Promise<Response>,
): Change {
  return at(paths.logout, async (request, handle, origin) => {
    const response = await handle(request);
    const location = response?.headers.get('location');
    return response && location != null ? change(response, location, origin) : response;
  });
}

/** Leads elsewhere after a login with CAS. */
function afterCas(change: (location: URL, origin: string) => string): Change {
  return at(paths.logout, async (request, handle, origin) =>
    leading(
      await handle(request),
      (location) => (location.pathname.includes('/cas/') ? change(location, origin) : location.href),
      origin,
    ),
  );
}

/** A response with a body, and with the cookies of another one. */
function instead(response: Response, body: string | null, type: string, status = 200): Response {
  const headers = new Headers({ 'Content-Type': type });
  for (const cookie of response.headers.getSetCookie()) headers.append('Set-Cookie', cookie);
  return new Response(body, { status, headers });
}

/** Logs out as the form of the account page does. */
function pressed(request: Request): Request {
  const headers = new Headers(request.headers);
  headers.set('Sec-Fetch-Site', 'same-origin');
  return new Request(request.url, { method: 'POST', headers });
}

/** A merchant whose account page has something else than the form of the logout. */
function withAccountPage(html: string | (() => string), logOut: Act): Change {
  const form = /<form method="post" action="[^"]*logout">.*?<\/form>/s;
  const account = at(paths.account, async (request, handle) => {
    const response = await handle(request);
    const page = (await response?.text()) ?? '';
    return (
      response &&
      instead(
        response,
        page.replace(form, () => (typeof html === 'string' ? html : html())),
        'text/html;charset=UTF-8',
        response.status,
      )
    );
  });
  return (login, origin) => at(paths.logout, logOut)(account(login, origin), origin);
}

/** A logout that a script calls, which finds on the page of the account where to go then. */
function namedByAccount(): Pick<Variant, 'login' | 'state'> {
  let state = createState([]);
  const scripts = (origin: string) =>
    listBindings(state, new Date()).map(
      (binding) => `<script>next.push("${loginSteps.logoutUrl(binding, origin + paths.login)}")</script>`,
    );
  return {
    state: (given) => {
      state = given;
    },
    login: (login, origin) => withAccountPage(() => scripts(origin).join(''), asApi)(login, origin),
  };
}

const form = (hidden: string) =>
  `<form method="post" action="/sso/logout">${hidden}<button>Log out</button></form>`;
const token = '<input type="hidden" name="_csrf" value="2f8a6b3c4d5e">';

/** Logs out if the form has its hidden field. */
const withToken: Act = async (request, handle) => {
  if (request.method === 'GET') return new Response('Log out?', { status: 405 });
  const body = new URLSearchParams(await request.text());
  return body.get('_csrf') === '2f8a6b3c4d5e'
    ? handle(pressed(request))
    : new Response('Forbidden', { status: 403 });
};

const withLink: Act = (request, handle) => handle(pressed(request));

const withPost: Act = (request, handle) => handle(request.method === 'POST' ? pressed(request) : request);

const asApi: Act = async (request, handle) => {
  if (request.method === 'GET') return new Response(null, { status: 405 });
  const response = await handle(pressed(request));
  return response && instead(response, null, 'text/plain', 204);
};

const withQuestion: Act = async (request, handle) =>
  request.method === 'GET'
    ? new Response(form(token), { headers: { 'Content-Type': 'text/html' } })
    : withToken(request, handle, '');

/** The logout is a link, which needs nothing else. */
const linkedLogout: Pick<Variant, 'login'> = {
  login: withAccountPage('<a href="logout?from=account">Log out</a>', withLink),
};

export const logoutVariants: readonly Variant[] = [
  {
    mistake: 'only the cookie is deleted',
    caughtBy: ['LOGIN-LOGOUT-OWN'],
    says: 'they still lead to the session',
    ...keepingSession(true),
  },
  {
    mistake: 'only the session at the login centre ends',
    caughtBy: ['LOGIN-LOGOUT-OWN'],
    says: 'the page still shows the user',
    ...keepingSession(false),
  },
  {
    mistake: 'the logout ends in an exception',
    caughtBy: ['LOGIN-LOGOUT-OWN'],
    says: 'the response is HTTP 500',
    login: answering((response) => instead(response, 'error', 'text/plain', 500)),
  },
  {
    mistake: 'the logout leads to itself',
    caughtBy: ['LOGIN-LOGOUT-OWN', 'LOGIN-LOGOUT-CENTER', 'CAS-LOGOUT-CENTER'],
    says: 'The redirects lead to',
    login: (login, origin) =>
      at('/sso/bye', async () => new Response(null, { status: 302, headers: { Location: '/sso/bye' } }))(
        answering((response) =>
          withHeaders(response, (headers) => headers.set('Location', `${origin}/sso/bye`)),
        )(login, origin),
        origin,
      ),
  },
  { mistake: 'the logout is a link', caughtBy: ['LOGIN-LOGOUT-FOREIGN'], ...linkedLogout },
  {
    mistake: 'the page has no logout, and the address takes GET',
    caughtBy: ['LOGIN-LOGOUT-FOREIGN'],
    login: withAccountPage('', withLink),
  },
  {
    mistake: 'the browser is not led to the login centre',
    caughtBy: ['LOGIN-LOGOUT-CENTER'],
    says: 'the browser is not led there',
    steps: { logoutUrl: (_, redirectUrl) => redirectUrl },
  },
  {
    mistake: 'the server calls the logout of the login centre',
    caughtBy: ['LOGIN-LOGOUT-CENTER', 'CAS-LOGOUT-CENTER'],
    says: 'the server calls the logout itself',
    login: answering(async (response, location, origin) => {
      await fetch(location, { redirect: 'manual' });
      return withHeaders(response, (headers) => headers.set('Location', origin + paths.login));
    }),
  },
  {
    mistake: 'the browser is led to the logout of another tenant',
    caughtBy: ['LOGIN-LOGOUT-CENTER'],
    says: 'the browser is led to that of 测试企业乙',
    ...elsewhere(),
  },
  {
    mistake: 'the browser is led to the logout with a form, which the login centre does not take',
    caughtBy: ['LOGIN-LOGOUT-CENTER', 'CAS-LOGOUT-CENTER'],
    says: 'the login centre does not take the request: HTTP 403',
    login: answering((response, location) =>
      instead(
        response,
        `<form method="post" action="${location}"></form><script>document.forms[0].submit()</script>`,
        'text/html',
      ),
    ),
  },
  {
    mistake: 'the address of the logout at the login centre has a parameter twice',
    caughtBy: ['LOGIN-LOGOUT-CENTER'],
    says: 'the session there goes on',
    steps: {
      logoutUrl: (binding, redirectUrl) =>
        `${loginSteps.logoutUrl(binding, redirectUrl)}&redirect_url=${encodeURIComponent(redirectUrl)}`,
    },
  },
  {
    mistake: 'the browser gets a page with a link to the logout of the login centre',
    caughtBy: ['LOGIN-LOGOUT-CENTER', 'CAS-LOGOUT-CENTER'],
    login: answering((response, location) =>
      instead(response, `<a href="${location}">Log out of everything</a>`, 'text/html'),
    ),
  },
  {
    mistake: 'redirect_url is missing',
    caughtBy: ['LOGIN-LOGOUT-RETURN'],
    says: 'redirect_url is missing',
    steps: { logoutUrl: ({ domain }) => `${domain}/api/v1/logout` },
  },
  {
    mistake: 'redirect_url is not URL-encoded',
    caughtBy: ['LOGIN-LOGOUT-RETURN'],
    says: 'redirect_url is not URL-encoded',
    steps: { logoutUrl: ({ domain }, redirectUrl) => `${domain}/api/v1/logout?redirect_url=${redirectUrl}` },
  },
  {
    mistake: 'redirect_url is URL-encoded twice',
    caughtBy: ['LOGIN-LOGOUT-RETURN'],
    says: 'redirect_url is http%3A%2F%2F',
    steps: {
      logoutUrl: (binding, redirectUrl) => loginSteps.logoutUrl(binding, encodeURIComponent(redirectUrl)),
    },
  },
  {
    mistake: 'redirect_url has another host than the login address',
    caughtBy: ['LOGIN-LOGOUT-RETURN'],
    says: 'redirect_url is https://www.example.com/bye',
    steps: { logoutUrl: (binding) => loginSteps.logoutUrl(binding, 'https://www.example.com/bye') },
  },
  {
    mistake: 'redirect_url has https, which the server does not serve',
    caughtBy: ['LOGIN-LOGOUT-RETURN'],
    says: 'The request to https://127.0.0.1:',
    steps: { logoutUrl: (binding, url) => loginSteps.logoutUrl(binding, url.replace('http:', 'https:')) },
  },
  {
    mistake: 'redirect_url leads to a page that is not there',
    caughtBy: ['LOGIN-LOGOUT-RETURN'],
    says: 'the response is HTTP 404',
    steps: { logoutUrl: (binding, redirectUrl) => loginSteps.logoutUrl(binding, `${redirectUrl}/bye`) },
  },
];

/** What is wrong with the logout of those who have logged in with CAS only. */
export const casLogoutVariants: readonly Variant[] = [
  {
    mistake: 'the browser is not led to the login centre',
    caughtBy: ['CAS-LOGOUT-CENTER'],
    login: afterCas((_, origin) => origin + paths.login),
  },
  {
    mistake: 'the service is missing',
    caughtBy: ['CAS-LOGOUT-RETURN'],
    login: afterCas(({ origin, pathname }) => origin + pathname),
  },
  {
    mistake: 'the service is not the registered callback',
    caughtBy: ['CAS-LOGOUT-RETURN'],
    login: afterCas((location, origin) => {
      location.searchParams.set('service', `${origin}${paths.login}`);
      return location.href;
    }),
  },
  {
    mistake: 'the service is not URL-encoded',
    caughtBy: ['CAS-LOGOUT-RETURN'],
    login: afterCas(({ href }) => decodeURIComponent(href)),
  },
];

/** The logout needs the token of a page that is not named. */
export const hiddenLogout: Pick<Variant, 'login'> = { login: withAccountPage('', withToken) };

/** What other merchants do, and may. */
export const soundLogoutVariants: readonly Omit<Variant, 'caughtBy'>[] = [
  {
    mistake: 'CAS and OAuth have the same logout',
    login: afterCas(({ origin }, own) => {
      const query = new URLSearchParams({ redirect_url: own + paths.login });
      return `${origin}/api/v1/logout?${query}`;
    }),
  },
  {
    mistake: 'the logout is a link, which is refused from other websites',
    login: withAccountPage('<a href="logout?from=account">Log out</a>', (request, handle) =>
      request.headers.get('sec-fetch-site') === 'cross-site'
        ? Promise.resolve(new Response('Log out?', { status: 403 }))
        : handle(pressed(request)),
    ),
  },
  { mistake: 'the form of the logout has a hidden token', login: withAccountPage(form(token), withToken) },
  {
    mistake: 'a button of a larger form logs out',
    login: withAccountPage(
      `<form method="post" action="/sso/save">${token}<button>Save</button><button formaction="/sso/logout">Log out</button></form>`,
      withToken,
    ),
  },
  {
    mistake: 'a script sends the link of the logout with POST',
    login: withAccountPage('<a href="/sso/logout" data-method="post">Log out</a>', withPost),
  },
  { mistake: 'the logout asks again', login: withAccountPage('', withQuestion) },
  {
    mistake: 'the page has no logout, and the address takes POST',
    login: withAccountPage('', (request, handle) => handle(request)),
  },
  {
    mistake: 'the logout is an API, which names the address of the login centre',
    login: answering((response, location) =>
      instead(response, JSON.stringify({ next: location }).replaceAll('/', '\\/'), 'application/json'),
    ),
  },
  {
    mistake: 'the logout is a page whose script goes to the login centre',
    login: answering((response, location) =>
      instead(response, `<p>Bye</p><script>location.href = "${location}"</script>`, 'text/html'),
    ),
  },
  {
    mistake: 'the logout is an API, and the page of the account names the address of the login centre',
    ...namedByAccount(),
  },
];

/** What a merchant may do in scripts, which koo does not run. */
export const scriptedLogoutVariants: readonly Omit<Variant, 'caughtBy'>[] = [
  { mistake: 'the logout is an API, whose response names no address', login: withAccountPage('', asApi) },
  {
    mistake: 'the logout is a page of scripts',
    login: answering((response) => instead(response, '<script src="app.js"></script>', 'text/html')),
  },
];
