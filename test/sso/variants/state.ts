import { type Binding, listBindings } from '../../../src/callback/merchant/login/accounts.ts';
import { loginSteps } from '../../../src/callback/merchant/login/login.ts';
import { paths } from '../../../src/callback/merchant/login/model.ts';
import { createState } from '../../../src/callback/merchant/state.ts';
import { at, cookieOf, everywhere, leading, withCookies, withQuery } from './answers.ts';
import type { Variant } from './run.ts';

/** A merchant that sends another state, and accepts any. */
function sending(write: (loginState: string) => string | undefined): Pick<Variant, 'login' | 'steps'> {
  return {
    login: at(paths.login, async (request, handle, origin) =>
      leading(
        await handle(request),
        (location) => {
          const loginState = write(location.searchParams.get('state') ?? '');
          if (loginState === undefined) location.searchParams.delete('state');
          else location.searchParams.set('state', loginState);
          return location.href;
        },
        origin,
      ),
    ),
    steps: { stateMatches: () => true },
  };
}

/** A merchant that knows the states of all browsers together. */
function knowsAll(): Pick<Variant, 'login' | 'steps'> {
  const sent = new Set<string | null>();
  return {
    login: at(paths.login, async (request, handle, origin) =>
      leading(
        await handle(request),
        (location) => {
          sent.add(location.searchParams.get('state'));
          return location.href;
        },
        origin,
      ),
    ),
    steps: {
      stateMatches: (given, started) =>
        started === undefined ? given === undefined : given !== undefined && sent.has(given),
    },
  };
}

/** An arrival with the name of a tenant, if it has none, instead of the state. */
function withTenant(request: Request, binding: Binding | undefined): Request {
  return withQuery(request, (query) => {
    query.delete('state');
    if (!query.has('tenant')) query.set('tenant', binding?.tenantId ?? '');
  });
}

/** A merchant that does not forget the state that a browser has brought back. */
function keepsState(): Pick<Variant, 'login' | 'state'> {
  let state = createState([]);
  const used = new Set<string>();
  return {
    state: (given) => {
      state = given;
    },
    login: at(paths.callback, async (request, handle) => {
      const loginState = new URL(request.url).searchParams.get('state') ?? '';
      const isOwn = loginState !== '' && loginState === cookieOf(request, 'merchant-login');
      if (!isOwn || !used.has(loginState)) {
        if (isOwn) used.add(loginState);
        return handle(request);
      }
      // As it goes on where the state is right.
      const [first] = listBindings(state, new Date());
      return handle(withTenant(request, first));
    }),
  };
}

/** A merchant that takes a state for that of KooGallery, if the browser has started no login. */
function trustsUnstarted(): Pick<Variant, 'login' | 'state'> {
  let state = createState([]);
  return {
    state: (given) => {
      state = given;
    },
    login: at(paths.callback, async (request, handle) => {
      const isStarted = cookieOf(request, 'merchant-login') !== undefined;
      const [first] = listBindings(state, new Date());
      return handle(isStarted ? request : withTenant(request, first));
    }),
  };
}

/** A merchant that exchanges the code at the tenant that the arrival names, for a user of the one in the state. */
function mixesTenants(): Pick<Variant, 'login' | 'state' | 'steps'> {
  let state = createState([]);
  let named: string | null = null;
  const bindingOfCode = () => listBindings(state, new Date()).find(({ tenantId }) => tenantId === named);
  return {
    state: (given) => {
      state = given;
    },
    login: at(paths.callback, (request, handle) => {
      const { searchParams } = new URL(request.url);
      named = searchParams.has('state') ? searchParams.get('tenant') : null;
      return handle(
        searchParams.has('state') ? withQuery(request, (query) => query.delete('tenant')) : request,
      );
    }),
    steps: {
      exchangeCode: (ask, binding, code) => loginSteps.exchangeCode(ask, bindingOfCode() ?? binding, code),
      fetchUser: (ask, binding, token) => loginSteps.fetchUser(ask, bindingOfCode() ?? binding, token),
      isOfTenant: (user, binding) => loginSteps.isOfTenant(user, bindingOfCode() ?? binding),
    },
  };
}

/** A merchant that sends another character in one of ten states. */
function rarelyPointed(): Pick<Variant, 'login' | 'steps'> {
  let times = 0;
  const { login } = sending((loginState) => {
    times += 1;
    return times % 10 === 0 ? `${loginState}.1` : loginState;
  });
  return {
    ...(login && { login }),
    steps: { stateMatches: (given, started) => given?.replace('.1', '') === started },
  };
}

function refusal(): Response {
  return new Response('<!doctype html><title>Not logged in</title><p>This login was not started here.', {
    status: 403,
    headers: { 'Content-Type': 'text/html; charset=utf-8' },
  });
}

let count = 0;
const counter = () => {
  count += 1;
  return `merchantlogin${String(count).padStart(8, '0')}`;
};

export const stateVariants: readonly Variant[] = [
  {
    mistake: 'the cookie with the state does not come back from another website',
    caughtBy: ['OAUTH-STARTED'],
    login: everywhere(async (request, handle) =>
      withCookies(await handle(request), (cookie) =>
        cookie.startsWith('merchant-login=') ? cookie.replace('Lax', 'Strict') : cookie,
      ),
    ),
  },
  {
    mistake: 'no state is sent',
    caughtBy: ['OAUTH-STATE-SENT'],
    says: 'the request to authorize has no state',
    ...sending(() => undefined),
  },
  {
    mistake: 'the state is always the same',
    caughtBy: ['OAUTH-STATE-SENT'],
    says: 'two browsers get the same state',
    ...sending(() => 'f3b1c9d07e5a48c2a6d4e8b0917c35fa'),
  },
  {
    mistake: 'the state is short',
    caughtBy: ['OAUTH-STATE-SENT'],
    says: 'the state has 8 characters only',
    ...sending((loginState) => loginState.slice(0, 8)),
  },
  {
    mistake: 'the state is counted',
    caughtBy: ['OAUTH-STATE-SENT'],
    says: 'the states of two browsers differ in 1 character only',
    ...sending(counter),
  },
  {
    mistake: 'the state has a point',
    caughtBy: ['OAUTH-STATE-FORM'],
    ...sending((loginState) => `${loginState}.1`),
    steps: { stateMatches: (given, started) => given?.replace('.1', '') === started },
  },
  {
    mistake: 'only some of the states have other characters',
    caughtBy: ['OAUTH-STATE-FORM'],
    ...rarelyPointed(),
  },
  {
    mistake: 'an unknown state is dropped where the arrival names its tenant',
    caughtBy: ['OAUTH-STATE-FOREIGN'],
    login: at(paths.callback, (request, handle) => {
      const query = new URL(request.url).searchParams;
      const isUnknown = query.get('state') !== (cookieOf(request, 'merchant-login') ?? null);
      return handle(isUnknown && query.has('tenant') ? withTenant(request, undefined) : request);
    }),
  },
  {
    mistake: 'the state is compared with those of all browsers',
    caughtBy: ['OAUTH-STATE-FOREIGN'],
    ...knowsAll(),
  },
  {
    mistake: 'a state is not compared in a browser that has started no login',
    caughtBy: ['OAUTH-STATE-FOREIGN'],
    ...trustsUnstarted(),
  },
  {
    mistake: 'of the state, only the length is checked',
    caughtBy: ['OAUTH-STATE-FOREIGN'],
    steps: {
      stateMatches: (given, started) =>
        started === undefined ? given === undefined : given !== undefined && given.length >= 8,
    },
  },
  {
    mistake: 'a state is compared only if one arrives',
    caughtBy: ['OAUTH-STATE-MISSING'],
    steps: { stateMatches: (given, started) => given === undefined || given === started },
  },
  {
    mistake: 'an arrival without state is refused in a browser that has started a login',
    caughtBy: ['OAUTH-STATE-ABANDONED'],
    login: at(paths.callback, async (request, handle) => {
      const isStarted = cookieOf(request, 'merchant-login') !== undefined;
      if (isStarted && !new URL(request.url).searchParams.has('state')) return refusal();
      return handle(request);
    }),
  },
  { mistake: 'a state is kept after its use', caughtBy: ['OAUTH-STATE-ONCE'], ...keepsState() },
  {
    mistake: 'the code is exchanged at the tenant that the arrival names, for a user of the one in the state',
    caughtBy: ['OAUTH-STATE-TENANT'],
    ...mixesTenants(),
  },
  {
    mistake: 'the tenant that the arrival names takes the place of the one in the state',
    caughtBy: ['OAUTH-STATE-TENANT'],
    login: at(paths.callback, (request, handle) => {
      const query = new URL(request.url).searchParams;
      const isOwn = query.get('state') === cookieOf(request, 'merchant-login');
      return handle(isOwn && query.has('tenant') ? withTenant(request, undefined) : request);
    }),
  },
];
