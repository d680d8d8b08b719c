import { type Binding, findBinding, listBindings } from '../../../src/callback/merchant/login/accounts.ts';
import { paths, refusal } from '../../../src/callback/merchant/login/model.ts';
import { exchangeCode } from '../../../src/callback/merchant/login/oauth.ts';
import {
  changing,
  formOf,
  isTo,
  type Request,
  reading,
  sending,
  withForm,
  withHeaders,
  withQuery,
} from './requests.ts';
import type { Variant } from './run.ts';

/** The request with its form in the URL, or with some fields of it. */
function inUrl(request: Request, names: readonly string[]): Request {
  const query = new URLSearchParams([...formOf(request)].filter(([name]) => names.includes(name)));
  return withForm(withQuery(request, query), (form) => {
    for (const name of names) form.delete(name);
  });
}

/** The form as a client writes it that does not encode values. */
function unencoded(request: Request, name: string): Request {
  const pairs = [...formOf(request)].map(([one, value]) =>
    one === name ? `${one}=${value}` : `${one}=${encodeURIComponent(value)}`,
  );
  return { ...request, init: { ...request.init, body: pairs.join('&') } };
}

const everything = ['client_id', 'client_secret', 'code', 'grant_type', 'redirect_uri'];

const tokenRequests: readonly Variant[] = [
  {
    mistake: 'the client secret is in the URL',
    caughtBy: ['OAUTH-TOKEN-SECRET', 'OAUTH-LOGIN'],
    fetch: changing('token', (request) => inUrl(request, ['client_secret'])),
  },
  {
    mistake: 'all parameters are in the URL',
    caughtBy: ['OAUTH-TOKEN-SECRET', 'OAUTH-LOGIN'],
    fetch: changing('token', (request) => inUrl(request, everything)),
  },
  {
    mistake: 'the token is asked for with GET',
    caughtBy: ['OAUTH-TOKEN-SECRET', 'OAUTH-LOGIN'],
    fetch: changing('token', (request) => {
      const { url, init } = withQuery(request, formOf(request));
      return { url, init: { ...init, method: 'GET', body: null } };
    }),
  },
  {
    mistake: 'the code is in the URL',
    caughtBy: ['OAUTH-TOKEN-FORM', 'OAUTH-LOGIN'],
    fetch: changing('token', (request) => inUrl(request, ['code'])),
  },
  {
    mistake: 'the parameters are sent as JSON',
    caughtBy: ['OAUTH-TOKEN-FORM', 'OAUTH-LOGIN'],
    fetch: changing('token', (request) => {
      const body = JSON.stringify(Object.fromEntries(formOf(request)));
      const { url, init } = withHeaders(request, { 'Content-Type': 'application/json' });
      return { url, init: { ...init, body } };
    }),
  },
  {
    mistake: 'the form has another Content-Type',
    caughtBy: ['OAUTH-TOKEN-FORM', 'OAUTH-LOGIN'],
    fetch: changing('token', (request) => withHeaders(request, { 'Content-Type': 'text/plain' })),
  },
  {
    mistake: 'grant_type is missing',
    caughtBy: ['OAUTH-TOKEN-FORM', 'OAUTH-LOGIN'],
    fetch: changing('token', (request) => withForm(request, (form) => form.delete('grant_type'))),
  },
  {
    mistake: 'the client secret is sent encrypted',
    caughtBy: ['OAUTH-TOKEN-SECRET', 'OAUTH-LOGIN'],
    steps: {
      exchangeCode: (ask, binding, ...rest) =>
        exchangeCode(ask, { ...binding, clientSecret: Buffer.alloc(384, 7).toString('base64') }, ...rest),
    },
  },
  {
    mistake: 'the client secret is not encoded in the form',
    caughtBy: ['OAUTH-TOKEN-SECRET', 'OAUTH-LOGIN'],
    fetch: changing('token', (request) => unencoded(request, 'client_secret')),
  },
  {
    mistake: 'the client secret is missing',
    caughtBy: ['OAUTH-TOKEN-SECRET', 'OAUTH-LOGIN'],
    fetch: changing('token', (request) => withForm(request, (form) => form.delete('client_secret'))),
  },
  {
    mistake: 'the client is named by HTTP Basic',
    caughtBy: ['OAUTH-TOKEN-BASIC'],
    fetch: changing('token', (request) => {
      const [id, secret] = ['client_id', 'client_secret'].map((name) =>
        encodeURIComponent(formOf(request).get(name) ?? ''),
      );
      const named = withHeaders(request, { Authorization: `Basic ${btoa(`${id}:${secret}`)}` });
      return withForm(named, (form) => {
        form.delete('client_id');
        form.delete('client_secret');
      });
    }),
  },
  {
    mistake: 'the client is named by HTTP Basic and in the form',
    caughtBy: ['OAUTH-LOGIN'],
    says: 'the login centre refused the call token: HTTP 400 invalid_request',
    fetch: changing('token', (request) => {
      const [id, secret] = ['client_id', 'client_secret'].map((name) => formOf(request).get(name));
      return withHeaders(request, { Authorization: `Basic ${btoa(`${id}:${secret}`)}` });
    }),
  },
];

/** Exchanges each code again once the user is known. */
const exchangingAfterwards: Variant['fetch'] = (send) => {
  let exchange: Request | undefined;
  return async (url, init) => {
    const response = await send(url, init);
    if (isTo(url, 'token')) exchange = { url, init };
    else if (exchange) await send(exchange.url, exchange.init);
    return response;
  };
};

/** Always sends the login address as redirect_uri, with something after it. */
function redirecting(suffix: string): Pick<Variant, 'fetch' | 'login'> {
  let address = '';
  return {
    login(login, origin) {
      address = origin + paths.callback + suffix;
      return login;
    },
    fetch: changing('token', (request) => withForm(request, (form) => form.set('redirect_uri', address))),
  };
}

const codes: readonly Variant[] = [
  {
    mistake: 'the code is exchanged twice',
    caughtBy: ['OAUTH-TOKEN-ONCE', 'OAUTH-LOGIN'],
    fetch: sending('token', async ({ url, init }, send) => {
      const response = await send(url, init);
      await send(url, init);
      return response;
    }),
  },
  {
    mistake: 'the code is exchanged again after the login',
    caughtBy: ['OAUTH-TOKEN-ONCE'],
    fetch: exchangingAfterwards,
  },
  {
    mistake: 'the code is sent again after an error',
    caughtBy: ['OAUTH-TOKEN-RETRY'],
    fetch: sending('token', async ({ url, init }, send) => {
      const response = await send(url, init);
      return response.ok ? response : send(url, init);
    }),
  },
  {
    mistake: 'the code is cut at 64 characters',
    caughtBy: ['OAUTH-LOGIN'],
    steps: {
      exchangeCode: (ask, binding, code, ...rest) => exchangeCode(ask, binding, code.slice(0, 64), ...rest),
    },
  },
  {
    mistake: 'the code is cut at 512 characters',
    caughtBy: ['OAUTH-LONG-CODE'],
    steps: {
      exchangeCode: (ask, binding, code, ...rest) => exchangeCode(ask, binding, code.slice(0, 512), ...rest),
    },
  },
  {
    mistake: 'a code of more than 1,000 characters is refused',
    caughtBy: ['OAUTH-LONG-CODE'],
    steps: {
      exchangeCode: async (ask, binding, code, ...rest) =>
        code.length > 1000 ? refusal('no-code') : exchangeCode(ask, binding, code, ...rest),
    },
  },
  {
    mistake: 'the code is not encoded in the form',
    caughtBy: ['OAUTH-LOGIN'],
    fetch: changing('token', (request) => unencoded(request, 'code')),
  },
  {
    mistake: 'redirect_uri ends with a slash',
    caughtBy: ['OAUTH-REDIRECT-URI', 'OAUTH-LOGIN'],
    ...redirecting('/'),
  },
  {
    mistake: 'redirect_uri ends with a slash where the merchant starts the login',
    caughtBy: ['OAUTH-REDIRECT-URI', 'OAUTH-STARTED'],
    steps: {
      exchangeCode: (ask, binding, code, redirectUri) =>
        exchangeCode(ask, binding, code, redirectUri && `${redirectUri}/`),
    },
  },
];

/** Takes parts of the binding of the tenant from the one that was the first or the last at the first login. */
function bindingWith(
  parts: readonly ('domain' | 'clientId' | 'clientSecret')[],
  of: 'first' | 'last',
): Pick<Variant, 'state' | 'steps'> {
  let constants: Partial<Binding> | undefined;
  return {
    state: () => {
      constants = undefined;
    },
    steps: {
      findBinding(state, now, tenantId) {
        const other = listBindings(state, now).at(of === 'first' ? 0 : -1);
        constants ??= other && Object.fromEntries(parts.map((part) => [part, other[part]]));
        const own = findBinding(state, now, tenantId);
        return own && { ...own, ...constants };
      },
    },
  };
}

const tenants: readonly Variant[] = [
  {
    mistake: 'one client for all tenants',
    caughtBy: ['OAUTH-TOKEN-DOMAIN'],
    ...bindingWith(['clientId', 'clientSecret'], 'first'),
  },
  {
    mistake: 'one client secret for all tenants',
    caughtBy: ['OAUTH-TOKEN-DOMAIN'],
    ...bindingWith(['clientSecret'], 'first'),
  },
  {
    mistake: 'the login domain of the first tenant for all',
    caughtBy: ['OAUTH-TOKEN-DOMAIN'],
    ...bindingWith(['domain'], 'first'),
  },
  {
    mistake: 'domain and client of the first tenant for all',
    caughtBy: ['OAUTH-TOKEN-DOMAIN'],
    ...bindingWith(['domain', 'clientId', 'clientSecret'], 'first'),
  },
  {
    mistake: 'the login domain of the last tenant for all',
    caughtBy: ['OAUTH-LOGIN'],
    ...bindingWith(['domain'], 'last'),
  },
];

function tokenOf({ init }: Request): string {
  return String((init.headers as Record<string, string>).Authorization).replace('Bearer ', '');
}

const userinfo: readonly Variant[] = [
  {
    mistake: 'the access token is in the URL',
    caughtBy: ['OAUTH-USERINFO-BEARER', 'OAUTH-LOGIN'],
    fetch: changing('userinfo', (request) => {
      const { url } = withQuery(request, new URLSearchParams({ access_token: tokenOf(request) }));
      return { url, init: { headers: { Accept: 'application/json' } } };
    }),
  },
  {
    mistake: 'the access token is in the header and in the URL',
    caughtBy: ['OAUTH-USERINFO-BEARER'],
    fetch: changing('userinfo', (request) =>
      withQuery(request, new URLSearchParams({ token: tokenOf(request) })),
    ),
  },
  {
    mistake: 'the access token has no scheme',
    caughtBy: ['OAUTH-USERINFO-BEARER', 'OAUTH-LOGIN'],
    fetch: changing('userinfo', (request) => withHeaders(request, { Authorization: tokenOf(request) })),
  },
  {
    mistake: 'userinfo is asked for with POST',
    caughtBy: ['OAUTH-USERINFO-BEARER', 'OAUTH-LOGIN'],
    fetch: changing('userinfo', ({ url, init }) => ({ url, init: { ...init, method: 'POST' } })),
  },
  {
    mistake: 'userinfo is asked for in any format',
    caughtBy: ['OAUTH-USERINFO-ACCEPT'],
    fetch: changing('userinfo', (request) => withHeaders(request, { Accept: '*/*' })),
  },
  {
    mistake: 'mobile is demanded',
    caughtBy: ['OAUTH-USERINFO-NO-CONTACT'],
    fetch: reading('userinfo', (values) => (values.mobile === undefined ? undefined : values)),
  },
  {
    mistake: 'projectName is demanded',
    caughtBy: ['OAUTH-USERINFO-MINIMAL'],
    fetch: reading('userinfo', (values) => (values.projectName === undefined ? undefined : values)),
  },
  {
    mistake: 'refresh_token is demanded',
    caughtBy: ['OAUTH-NO-REFRESH-TOKEN'],
    fetch: reading('token', (values) => (values.refresh_token === undefined ? undefined : values)),
  },
];

export const tokenVariants: readonly Variant[] = [...tokenRequests, ...codes, ...tenants, ...userinfo];

/** Other ways of doing it right. */
export const rightWays: readonly (Omit<Variant, 'mistake' | 'caughtBy'> & { readonly way: string })[] = [
  { way: 'redirect_uri is always sent', ...redirecting('') },
  {
    way: 'redirect_uri is never sent',
    fetch: changing('token', (request) => withForm(request, (form) => form.delete('redirect_uri'))),
  },
  {
    way: 'Content-Type names the charset, in upper case',
    fetch: changing('token', (request) =>
      withHeaders(request, { 'Content-Type': 'Application/X-WWW-Form-Urlencoded; charset=UTF-8' }),
    ),
  },
  {
    way: 'the form has fields that no page names',
    fetch: changing('token', (request) => withForm(request, (form) => form.set('scope', 'get_user_info'))),
  },
  {
    way: 'Accept names several formats, and the scheme is in lower case',
    fetch: changing('userinfo', (request) =>
      withHeaders(request, {
        Accept: 'application/json, text/plain, */*',
        Authorization: `bearer ${tokenOf(request)}`,
      }),
    ),
  },
  {
    way: 'userinfo is asked for twice',
    fetch: sending('userinfo', async ({ url, init }, send) => {
      await send(url, init);
      return send(url, init);
    }),
  },
];
