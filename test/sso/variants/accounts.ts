import {
  type Account,
  type Binding,
  findAccount,
  listBindings,
  type UserKey,
} from '../../../src/callback/merchant/login/accounts.ts';
import { type LoginSteps, loginSteps } from '../../../src/callback/merchant/login/login.ts';
import { paths } from '../../../src/callback/merchant/login/model.ts';
import { compositeKey, type State } from '../../../src/callback/merchant/state.ts';
import type { JsonObject } from '../../../src/text/json.ts';
import { everywhere, withCookies } from './answers.ts';
import { startingAgain } from './change.ts';
import { reading, type Values } from './requests.ts';
import type { Variant } from './run.ts';

/** All users that authSync has named, with the keys of their accounts. */
function usersIn(state: State): readonly { readonly key: UserKey; readonly user: JsonObject }[] {
  return [...state.users].map(([text, user]) => {
    const [, tenantId = '', appId = '', userName = ''] = JSON.parse(text) as string[];
    return { key: { tenantId, appId, userName }, user };
  });
}

type Named = ReturnType<typeof usersIn>[number];

/** Finds the account in another way; where that finds none, by user name. */
function finding(isIt: (named: Named, key: UserKey) => boolean): Partial<LoginSteps> {
  return {
    findAccount(state, now, key) {
      const found = usersIn(state).find((named) => isIt(named, key));
      return findAccount(state, now, found?.key ?? key);
    },
  };
}

/** Takes the user for whose userinfo has something else as userName. */
function callingUsers(by: (values: Values) => unknown) {
  return reading('userinfo', (values) => ({ ...values, userName: by(values) }));
}

/** Changes the account that was found. */
function showing(change: (account: Account) => Account): Partial<LoginSteps> {
  return {
    findAccount(state, now, key) {
      const account = findAccount(state, now, key);
      return account && change(account);
    },
  };
}

/** Keeps a field of what a callback said first. */
function keepingFirst(values: (state: State) => Map<string, JsonObject>, field: string) {
  return (state: State) => {
    const map = values(state);
    const set = map.set.bind(map);
    const first = new Map<string, JsonObject>();
    map.set = (key, received) => {
      const known = first.get(key) ?? received;
      first.set(key, known);
      return set(key, { ...received, [field]: known[field] ?? '' });
    };
  };
}

/** Names of userinfo, by user name or by tenant and user name. */
function rememberingNames() {
  const names = new Map<unknown, string>();
  const fetch = reading('userinfo', (values) => {
    names.set(values.userName, String(values.name));
    return values;
  });
  return { names, fetch };
}

const byUserName = rememberingNames();
const created = rememberingNames();
/** Keys of the users whom a merchant knows that reads them once. */
let known: ReadonlySet<string> | undefined;
const inSession = new Map<string, Account>();

/** Sessions that go on where the user may not log in any more. */
function goingOn(isKept: (state: State, key: UserKey) => boolean): Partial<LoginSteps> {
  return {
    findAccount(state, now, key) {
      const account = findAccount(state, now, key);
      if (account) inSession.set(key.userName, account);
      // Only a session has an end.
      return account ?? ('until' in key && isKept(state, key) ? inSession.get(key.userName) : undefined);
    },
  };
}

/** A merchant that asks for the user at the tenant of the last arrival. */
function withLastTenant(): Partial<LoginSteps> {
  let last: Binding | undefined;
  return {
    findBinding(...parameters) {
      last = loginSteps.findBinding(...parameters);
      return last;
    },
    fetchUser: (ask, binding, token) => loginSteps.fetchUser(ask, last ?? binding, token),
  };
}

/** A merchant that asks for the user with the last token. Logins whose exchanges overlap go on together. */
function withLastToken(): Partial<LoginSteps> {
  const running = new Set<ReturnType<LoginSteps['exchangeCode']>>();
  let last: Awaited<ReturnType<LoginSteps['exchangeCode']>>;
  return {
    async exchangeCode(...parameters) {
      const exchange = loginSteps.exchangeCode(...parameters);
      running.add(exchange);
      last = await exchange;
      running.delete(exchange);
      await Promise.all(running);
      return last;
    },
  };
}

/** A merchant where everyone has the session of the last login. */
function withOneSession(): NonNullable<Variant['login']> {
  let session = '';
  return everywhere(async (request, handle) => {
    const headers = new Headers(request.headers);
    const isArrival = [paths.callback, paths.cas].some((path) => path === new URL(request.url).pathname);
    if (!isArrival) headers.set('Cookie', `${headers.get('cookie') ?? ''}; ${session}`);
    const response = await handle(new Request(request, { headers }));
    return withCookies(response, (cookie) => {
      if (!cookie.startsWith('merchant-session=')) return cookie;
      session = cookie.replace(/;.*/, '');
      return undefined;
    });
  });
}

export const accountVariants: readonly Variant[] = [
  {
    mistake: 'the name is the login name',
    caughtBy: ['OAUTH-LOGIN'],
    fetch: callingUsers(({ name }) => name),
  },
  {
    mistake: 'loginName is read, and not userName',
    caughtBy: ['OAUTH-LOGIN'],
    fetch: callingUsers(({ loginName }) => loginName),
  },
  {
    mistake: 'id is read, and not userName',
    caughtBy: ['OAUTH-LOGIN'],
    fetch: callingUsers(({ id }) => id),
  },
  {
    mistake: 'who is logged in is in a global variable',
    caughtBy: ['OAUTH-ACCOUNT-TOGETHER'],
    login: withOneSession(),
  },
  {
    mistake: 'users are found by login name or name',
    caughtBy: ['OAUTH-ACCOUNT-NAMESAKE'],
    fetch: callingUsers(({ name }) => name),
    steps: finding(
      ({ key: { tenantId, userName }, user }, key) =>
        tenantId === key.tenantId && (userName === key.userName || user.name === key.userName),
    ),
  },
  {
    mistake: 'users are found by mobile number',
    caughtBy: ['OAUTH-ACCOUNT-CONTACT'],
    fetch: callingUsers(({ mobile, userName }) => mobile ?? userName),
    steps: finding(
      ({ key, user }, { tenantId, userName }) => key.tenantId === tenantId && user.mobile === userName,
    ),
  },
  {
    mistake: 'users of all tenants are found by mobile number',
    caughtBy: ['OAUTH-ACCOUNT-CONTACT'],
    fetch: callingUsers(({ mobile, userName }) => mobile ?? userName),
    steps: finding(({ user }, { userName }) => user.mobile === userName),
  },
  {
    mistake: 'users are found by e-mail address',
    caughtBy: ['OAUTH-ACCOUNT-CONTACT'],
    fetch: callingUsers(({ email, userName }) => email ?? userName),
    steps: finding(
      ({ key, user }, { tenantId, userName }) => key.tenantId === tenantId && user.email === userName,
    ),
  },
  {
    mistake: 'users of all tenants are found by userName',
    caughtBy: ['OAUTH-ACCOUNT-TENANT'],
    steps: finding(({ key }, { userName }) => key.userName === userName),
  },
  {
    mistake:
      'users of all tenants with the same userName share an account, which has the name of the last login',
    caughtBy: ['OAUTH-ACCOUNT-TENANT'],
    fetch: byUserName.fetch,
    steps: showing((account) => ({
      ...account,
      name: byUserName.names.get(account.userName) ?? account.name,
    })),
  },
  {
    mistake: 'the tenant of the last arrival is in a global variable',
    caughtBy: ['OAUTH-ACCOUNT-TOGETHER'],
    steps: withLastTenant(),
  },
  {
    mistake: 'the last access token is in a global variable',
    caughtBy: ['OAUTH-ACCOUNT-TOGETHER'],
    steps: withLastToken(),
  },
  {
    mistake: 'names are read as Latin-1',
    caughtBy: ['LOGIN-ACCOUNT-NAME'],
    steps: showing((account) => ({ ...account, name: Buffer.from(account.name).toString('latin1') })),
  },
  {
    mistake: 'names are read as GBK',
    caughtBy: ['LOGIN-ACCOUNT-NAME'],
    steps: showing((account) => {
      const name = new TextDecoder('gbk').decode(Buffer.from(account.name));
      return { ...account, name };
    }),
  },
  {
    mistake: 'names are stored in a column without Chinese',
    caughtBy: ['LOGIN-ACCOUNT-NAME'],
    steps: showing((account) => ({ ...account, name: account.name.replace(/[^ -~]/g, '?') })),
  },
  {
    mistake: 'disabled users are let in',
    caughtBy: ['OAUTH-ACCOUNT-DISABLED'],
    state({ users }) {
      const set = users.set.bind(users);
      users.set = (key, user) => set(key, { ...user, enable: 'true' });
    },
  },
  {
    mistake: 'users who are disabled later are let in',
    caughtBy: ['OAUTH-ACCOUNT-DISABLED'],
    state: keepingFirst(({ users }) => users, 'enable'),
  },
  {
    mistake: 'the session of a user goes on who is disabled later',
    caughtBy: ['LOGIN-ACCOUNT-DISABLED-SESSION'],
    steps: goingOn((state, { tenantId, appId, userName }) =>
      state.users.has(compositeKey('', tenantId, appId, userName)),
    ),
  },
  {
    mistake: 'unknown users are created at once',
    caughtBy: ['OAUTH-ACCOUNT-OUTSIDER', 'OAUTH-ACCOUNT-WITHDRAWN'],
    fetch: created.fetch,
    steps: {
      findAccount(state, now, key) {
        const isKnown = state.users.has(compositeKey('', key.tenantId, key.appId, key.userName));
        const binding = listBindings(state, now).find(({ tenantId }) => tenantId === key.tenantId);
        if (isKnown || !binding) return findAccount(state, now, key);
        return { ...key, name: created.names.get(key.userName) ?? '', role: 'user', binding };
      },
    },
  },
  {
    mistake: 'users without authorisation cause an exception',
    caughtBy: ['OAUTH-ACCOUNT-OUTSIDER', 'OAUTH-ACCOUNT-DISABLED', 'OAUTH-ACCOUNT-WITHDRAWN'],
    steps: {
      findAccount(state, now, key) {
        const account = findAccount(state, now, key);
        if (!account) throw new TypeError('no account');
        return account;
      },
    },
    login: ({ handle }) => ({
      async handle(request) {
        const response = await handle(request);
        return new URL(request.url).searchParams.get('problem') === 'internal'
          ? new Response(null, { status: 500 })
          : response;
      },
    }),
  },
  {
    mistake: 'a refusal starts another login',
    caughtBy: ['OAUTH-ACCOUNT-OUTSIDER', 'OAUTH-ACCOUNT-DISABLED', 'OAUTH-ACCOUNT-WITHDRAWN'],
    login: startingAgain,
  },
  {
    mistake: 'withdrawn users are let in',
    caughtBy: ['OAUTH-ACCOUNT-WITHDRAWN'],
    state({ users }) {
      users.delete = () => true;
    },
  },
  {
    mistake: 'the session goes on after the authorisation was withdrawn',
    caughtBy: ['LOGIN-ACCOUNT-WITHDRAWN-SESSION'],
    steps: goingOn(
      (state, { tenantId, appId, userName }) => !state.users.has(compositeKey('', tenantId, appId, userName)),
    ),
  },
  {
    mistake: 'users are read from the database once',
    caughtBy: ['OAUTH-ACCOUNT-FIRST'],
    state: () => {
      known = undefined;
    },
    steps: {
      findAccount(state, now, key) {
        known ??= new Set(state.users.keys());
        const isKnown = known.has(compositeKey('', key.tenantId, key.appId, key.userName));
        return isKnown ? findAccount(state, now, key) : undefined;
      },
    },
  },
  {
    mistake: 'the secret of the first applicationSync is kept',
    caughtBy: ['OAUTH-ACCOUNT-ROTATED'],
    state: keepingFirst(({ applications }) => applications, 'clientSecret'),
  },
  {
    mistake: 'the domain of the first tenantSync is kept',
    caughtBy: ['OAUTH-ACCOUNT-MOVED'],
    state: keepingFirst(({ tenants }) => tenants, 'domainName'),
  },
];
