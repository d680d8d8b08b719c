import { type Account, type Binding, listBindings } from '../../../src/callback/merchant/login/accounts.ts';
import type { Ask } from '../../../src/callback/merchant/login/ask.ts';
import { type LoginSteps, loginSteps } from '../../../src/callback/merchant/login/login.ts';
import { isRefusal, type Login, type Refusal, refusal } from '../../../src/callback/merchant/login/model.ts';
import type { ConfirmedUser } from '../../../src/callback/merchant/login/oauth.ts';
import { stringValue } from '../../../src/callback/merchant/model.ts';
import { compositeKey, createState, type State } from '../../../src/callback/merchant/state.ts';
import { startingAgain } from './change.ts';
import type { Variant } from './run.ts';

/** Asks for a validation, and returns the text of the response. */
async function validated(
  domain: string,
  query: Readonly<Record<string, string>>,
): Promise<{ readonly status: number; readonly text: string }> {
  const response = await fetch(`${domain}/api/v1/cas/p3/serviceValidate?${new URLSearchParams(query)}`);
  return { status: response.status, text: await response.text() };
}

/** The content of the first element with a name. */
function element(text: string, name: string): string | undefined {
  return new RegExp(`<cas:${name}>(.*?)</cas:${name}>`, 's').exec(text)?.[1];
}

function userOf(userName: string | undefined, tenant?: string): ConfirmedUser | Refusal {
  if (!userName) return refusal('not-confirmed');
  return { userName, ...(tenant !== undefined && { tenant }) };
}

/** Reads XML without a parser. */
function readXml(text: string): ConfirmedUser | Refusal {
  const success = element(text, 'authenticationSuccess') ?? '';
  return userOf(element(success, 'userName'), element(success, 'tenant'));
}

function readJson(text: string): ConfirmedUser | Refusal {
  const { authenticationSuccess: success } = JSON.parse(text).serviceResponse;
  return userOf(success?.attributes.userName, success?.attributes.tenant);
}

/** Validates a ticket, and reads the response in another way. */
function reading(
  read: (text: string, status: number) => ConfirmedUser | Refusal | Promise<ConfirmedUser | Refusal>,
  format?: 'XML' | 'JSON',
): LoginSteps['validateTicket'] {
  return async (_ask, { domain }, service, ticket) => {
    const { status, text } = await validated(domain, { service, ticket, ...(format && { format }) });
    try {
      return await read(text, status);
    } catch {
      return refusal('not-confirmed');
    }
  };
}

/** The user of a query that has no condition on the name. */
function anyUser(state: State, { tenantId, appId }: { readonly tenantId: string; readonly appId: string }) {
  const [key] = [...state.users.keys()].filter((one) => {
    const [, tenant, app] = JSON.parse(one);
    return tenant === tenantId && app === appId;
  });
  return key === undefined ? '' : JSON.parse(key)[3];
}

/** An account, however the user is found. */
function account(
  state: State,
  now: Date,
  tenantId: string,
  user: Account['userName'],
  name = user,
): Account | undefined {
  const binding = listBindings(state, now).findLast((one) => one.tenantId === tenantId);
  return binding && { tenantId, appId: binding.appId, userName: user, name, role: 'user', binding };
}

/** Validates tickets as the reference merchant does, and makes something else of what comes of it. */
function changing(
  change: (
    result: ConfirmedUser | Refusal,
    again: () => Promise<ConfirmedUser | Refusal>,
  ) => ConfirmedUser | Refusal | Promise<ConfirmedUser | Refusal>,
): LoginSteps['validateTicket'] {
  return async (ask: Ask, ...rest) => {
    const validate = () => loginSteps.validateTicket(ask, ...rest);
    return change(await validate(), validate);
  };
}

const noCondition: LoginSteps['findAccount'] = (state, now, key) =>
  loginSteps.findAccount(state, now, { ...key, userName: key.userName || anyUser(state, key) });

/** Notes the address of each request, as a proxy passes it on, without the ticket. */
function requestAddress() {
  let address = '';
  return {
    login: (login: Login, origin: string): Login => ({
      handle: (request) => {
        const { pathname, search } = new URL(request.url);
        address = origin + pathname + search.replace(/[?&]ticket=[^&]*/, '');
        return login.handle(request);
      },
    }),
    steps: { casService: () => address },
  };
}

/** Changes the responses at a path. */
function responses(
  path: string,
  change: (response: Response, request: Request) => Response,
): NonNullable<Variant['login']> {
  return (login) => ({
    handle: async (request) => {
      const response = await login.handle(request);
      return response && new URL(request.url).pathname === path ? change(response, request) : response;
    },
  });
}

/** Puts what entities stand for in their place: the internal ones of a document, or the external ones. */
async function expanded(text: string, kind: 'internal' | 'external'): Promise<string> {
  const [doctype = ''] = /<!DOCTYPE.*?\]>/s.exec(text) ?? [];
  const entities = doctype.matchAll(/<!ENTITY (\w+) (SYSTEM )?"([^"]*)">/g);
  let body = text.replace(doctype, '');
  for (const [, name, system, value = ''] of [...entities].reverse()) {
    if ((system !== undefined) !== (kind === 'external')) continue;
    body = body.replaceAll(`&${name};`, system ? await (await fetch(value)).text() : value);
  }
  return body.replaceAll(/<!--.*?-->/gs, '');
}

/** Other ways to log in with CAS that are right. */
export const compliantWithCas: readonly (Omit<Variant, 'mistake' | 'caughtBy'> & { readonly way: string })[] =
  [
    {
      way: 'reads XML, and refuses a document type',
      steps: {
        validateTicket: reading(
          (text) => (text.includes('<!DOCTYPE') ? refusal('not-confirmed') : readXml(text)),
          'XML',
        ),
      },
    },
    {
      way: 'reads both formats, and names none',
      steps: {
        validateTicket: reading((text) => (text.startsWith('<cas') ? readXml(text) : readJson(text))),
      },
    },
    {
      way: 'reads XML, and leaves entities as they are',
      steps: { validateTicket: reading(readXml, 'XML') },
    },
    {
      way: 'leads a browser without a ticket to the login centre',
      login: (login, origin) => ({
        handle: async (request) => {
          const { pathname, search, searchParams } = new URL(request.url);
          if (pathname !== '/sso/cas' || searchParams.has('ticket')) return login.handle(request);
          const service = encodeURIComponent(origin + pathname + search);
          const location = `https://demo-corp.login.example.com/api/v1/cas/login?service=${service}`;
          return new Response(null, { status: 302, headers: { Location: location } });
        },
      }),
    },
  ];

/** Mistakes with CAS. */
export const casVariants: readonly Variant[] = [
  {
    mistake: 'starts another login after each refusal',
    caughtBy: ['CAS-OUTSIDER', 'CAS-DISABLED'],
    login: startingAgain,
  },
  {
    mistake: 'sends the service without the tenant',
    caughtBy: ['CAS-SERVICE-EXACT'],
    steps: { casService: (_binding, origin) => `${origin}/sso/cas` },
  },
  {
    mistake: 'sends the service with a slash before the query',
    caughtBy: ['CAS-SERVICE-EXACT'],
    steps: { casService: ({ tenantId }, origin) => `${origin}/sso/cas/?tenant=${tenantId}` },
  },
  {
    mistake: 'sends the service with its parameters in another order and one more',
    caughtBy: ['CAS-SERVICE-EXACT'],
    steps: { casService: ({ tenantId }, origin) => `${origin}/sso/cas?from=cas&tenant=${tenantId}` },
  },
  {
    mistake: 'encodes the service twice',
    caughtBy: ['CAS-SERVICE-EXACT'],
    steps: { casService: (binding, origin) => encodeURIComponent(loginSteps.casService(binding, origin)) },
  },
  {
    mistake: 'validates with CAS 2.0, which has no attributes',
    caughtBy: ['CAS-SERVICE-EXACT'],
    fetch: (send) => (url, init) => send(url.replace('/p3/', '/'), init),
  },
  {
    mistake: 'reads the user from an attribute that KooGallery does not send',
    caughtBy: ['CAS-LOGIN'],
    steps: { validateTicket: reading((text) => userOf(element(text, 'loginName')), 'XML') },
  },
  {
    mistake: 'names no format, and reads JSON',
    caughtBy: ['CAS-FORMAT'],
    steps: { validateTicket: reading(readJson) },
  },
  {
    mistake: 'names no format, and reads XML',
    caughtBy: ['CAS-FORMAT'],
    steps: { validateTicket: reading(readXml) },
  },
  {
    mistake: 'validates each ticket twice',
    caughtBy: ['CAS-ONCE'],
    steps: {
      validateTicket: changing(async (result, again) => {
        await again();
        return result;
      }),
    },
  },
  {
    mistake: 'lets no administrator in',
    caughtBy: ['CAS-WORKBENCH'],
    steps: {
      findAccount: (...of) => {
        const found = loginSteps.findAccount(...of);
        return found?.role === 'user' ? found : undefined;
      },
    },
  },
  {
    mistake: 'has the login domain of its first customer in its configuration',
    caughtBy: ['CAS-DOMAIN'],
    steps: {
      findBinding: (state, now, tenantId) => {
        const binding = loginSteps.findBinding(state, now, tenantId);
        const [first] = listBindings(state, now);
        return binding && first && { ...binding, domain: first.domain };
      },
    },
  },
  {
    mistake: 'matches the user without the tenant',
    caughtBy: ['CAS-ACCOUNT-TENANT'],
    steps: {
      findAccount: (state, now, { userName }) => {
        const found = [...state.users].find(([key]) => JSON.parse(key)[3] === userName);
        if (!found) return undefined;
        const [, tenantId, appId] = JSON.parse(found[0]);
        return loginSteps.findAccount(state, now, { tenantId, appId, userName });
      },
    },
  },
  {
    mistake: 'creates an account for anyone with a valid ticket',
    caughtBy: ['CAS-OUTSIDER'],
    steps: {
      findAccount: (state, now, key) => {
        const isKnown = [...state.users.keys()].some((one) => JSON.parse(one)[3] === key.userName);
        return isKnown
          ? loginSteps.findAccount(state, now, key)
          : account(state, now, key.tenantId, key.userName);
      },
    },
  },
  {
    mistake: 'does not look whether the user is enabled',
    caughtBy: ['CAS-DISABLED'],
    steps: {
      findAccount: (state, now, { tenantId, appId, userName }) => {
        const user = state.users.get(compositeKey('', tenantId, appId, userName));
        return user && account(state, now, tenantId, userName, stringValue(user, 'name'));
      },
    },
  },
  {
    mistake: 'takes HTTP 200 for success, and then finds anyone',
    caughtBy: ['CAS-UNKNOWN'],
    steps: {
      findAccount: noCondition,
      validateTicket: reading((text, status) => {
        const user = readXml(text);
        return status === 200 && isRefusal(user) ? { userName: '' } : user;
      }, 'XML'),
    },
  },
  {
    mistake: 'finds the user in the text with a regular expression',
    caughtBy: ['CAS-FAILURE-TEXT'],
    steps: {
      validateTicket: reading(
        (text) => userOf(/user\W+([\w-]+)/i.exec(text)?.[1], /tenant\W+(\w+)/.exec(text)?.[1]),
        'JSON',
      ),
    },
  },
  {
    mistake: 'fails without a ticket',
    caughtBy: ['CAS-MISSING'],
    login: (login) => ({
      handle: async (request) => {
        const { pathname, searchParams } = new URL(request.url);
        return pathname === '/sso/cas' && !searchParams.has('ticket')
          ? new Response('TypeError', { status: 500 })
          : login.handle(request);
      },
    }),
  },
  {
    mistake: 'starts a login where the ticket is missing',
    caughtBy: ['CAS-MISSING'],
    ...startingWithout(
      ({ domain }, service) => `${domain}/api/v1/cas/login?${new URLSearchParams({ service })}`,
    ),
  },
  {
    mistake: 'leads a browser without a ticket to itself, again and again',
    caughtBy: ['CAS-MISSING'],
    ...startingWithout((_, service) => service),
  },
  {
    mistake: 'remembers for whom a ticket was validated',
    caughtBy: ['CAS-REPLAY'],
    steps: {
      createOnce: <T>() => {
        const outcomes = new Map<string, Promise<T>>();
        return (key: string, act: () => Promise<T>) => {
          const outcome = outcomes.get(key) ?? act();
          outcomes.set(key, outcome);
          return outcome;
        };
      },
    },
  },
  {
    mistake: 'asks the login centres of all its customers, until one knows the ticket',
    caughtBy: ['CAS-FOREIGN'],
    steps: everyDomain(),
  },
  {
    mistake: 'takes a ticket of another service for valid',
    caughtBy: ['CAS-OTHER-SERVICE'],
    steps: {
      findAccount: noCondition,
      validateTicket: reading(
        (text) => (text.includes('INVALID_SERVICE') ? { userName: '' } : readXml(text)),
        'XML',
      ),
    },
  },
  {
    mistake: 'takes the service from the address of the request',
    caughtBy: ['CAS-SERVICE-REQUEST'],
    ...requestAddress(),
  },
  {
    mistake: 'believes the tenant of the query, whatever was validated',
    caughtBy: ['CAS-TENANT-MISMATCH'],
    steps: { isOfTenant: () => true },
  },
  {
    mistake: 'takes the tenant that was validated, whatever the query says',
    caughtBy: ['CAS-TENANT-MISMATCH'],
    steps: ofValidatedTenant(),
  },
  {
    mistake: 'fails itself when the login centre fails',
    caughtBy: ['CAS-FAIL-500'],
    fetch: (send) => async (url, init) => {
      const response = await send(url, init);
      if (url.includes('/cas/') && response.status >= 500)
        return Promise.reject(new TypeError('fetch failed'));
      return response;
    },
    login: responses('/sso/cas', (response) =>
      response.headers.get('location')?.includes('unreachable')
        ? new Response(null, { status: 500 })
        : response,
    ),
  },
  {
    mistake: 'fails where a body is no JSON',
    caughtBy: ['CAS-FAIL-HTML'],
    steps: {
      validateTicket: async (_ask, { domain }, service, ticket) => {
        const { status, text } = await validated(domain, { service, ticket, format: 'JSON' });
        if (status !== 200 || text.startsWith('<?xml')) return refusal('not-confirmed');
        return readJson(text);
      },
    },
  },
  {
    mistake: 'fetches external entities',
    caughtBy: ['CAS-XXE'],
    steps: { validateTicket: reading(async (text) => readXml(await expanded(text, 'external')), 'XML') },
  },
  {
    mistake: 'expands entities without a limit',
    caughtBy: ['CAS-ENTITIES'],
    steps: { validateTicket: reading(async (text) => readXml(await expanded(text, 'internal')), 'XML') },
  },
  {
    mistake: 'ends a login on an address with the ticket',
    caughtBy: ['LOGIN-LEAK-CODE'],
    login: responses('/sso/cas', (response, request) => {
      const location = response.headers.get('location');
      if (location === '/sso/account')
        response.headers.set('Location', location + new URL(request.url).search);
      return response;
    }),
  },
];

/** Leads a browser that comes without a ticket elsewhere. */
function startingWithout(
  lead: (binding: Binding, service: string) => string,
): Pick<Variant, 'login' | 'state'> {
  let state = createState([]);
  return {
    state: (given) => {
      state = given;
    },
    login: (login, origin) => ({
      handle: async (request) => {
        const { pathname, searchParams } = new URL(request.url);
        const binding = loginSteps.findBinding(state, new Date(), searchParams.get('tenant') ?? '');
        if (pathname !== '/sso/cas' || searchParams.has('ticket') || !binding) return login.handle(request);
        const location = lead(binding, loginSteps.casService(binding, origin));
        return new Response(null, { status: 302, headers: { Location: location } });
      },
    }),
  };
}

/** Validates a ticket at one login centre after the other, the right one first. */
function everyDomain(): Partial<LoginSteps> {
  let all: readonly Binding[] = [];
  return {
    isOfTenant: () => true,
    findBinding: (state, now, tenantId) => {
      all = listBindings(state, now);
      return loginSteps.findBinding(state, now, tenantId);
    },
    validateTicket: async (ask, own, service, ticket) => {
      for (const binding of [own, ...all]) {
        const other = service.replace(own.tenantId, binding.tenantId);
        const result = await loginSteps.validateTicket(ask, binding, other, ticket);
        if (!isRefusal(result)) return result;
      }
      return refusal('not-confirmed');
    },
  };
}

/** Looks the account up in the tenant that the last validation named. */
function ofValidatedTenant(): Partial<LoginSteps> {
  const confirmed = new Map<string, string>();
  return {
    isOfTenant: ({ userName, tenant }) => {
      if (tenant !== undefined) confirmed.set(userName, tenant);
      return true;
    },
    findAccount: (state, now, key) =>
      loginSteps.findAccount(state, now, { ...key, tenantId: confirmed.get(key.userName) ?? key.tenantId }),
  };
}
