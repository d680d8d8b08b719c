import { type Binding, listBindings } from '../../../src/callback/merchant/login/accounts.ts';
import { type LoginSteps, loginSteps } from '../../../src/callback/merchant/login/login.ts';
import { isRefusal, paths, refusal } from '../../../src/callback/merchant/login/model.ts';
import type { Token } from '../../../src/callback/merchant/login/oauth.ts';
import { createState } from '../../../src/callback/merchant/state.ts';
import { at, cookieOf, leading, placeOf } from './answers.ts';
import type { Variant } from './run.ts';

/** A merchant that does not remember codes. */
const forgetful: Partial<LoginSteps> = {
  createOnce:
    <T>() =>
    (_: string, act: () => Promise<T>) =>
      act(),
};

const problemOf = (location: URL) => location.searchParams.get('problem');

/** A merchant that does something else with a code that was seen before. */
function afterUse(act: (request: Request) => Response | undefined): NonNullable<Variant['login']> {
  const used = new Set<string>();
  return at(paths.callback, async (request, handle) => {
    const code = new URL(request.url).searchParams.get('code');
    const response = code !== null && used.has(code) ? act(request) : undefined;
    if (code !== null) used.add(code);
    return response ?? handle(request);
  });
}

/** A merchant that looks for the owner of a code at all login domains, and logs in the user of the tenant that is named. */
function triesEveryTenant(
  choose = (bindings: readonly Binding[], named: Binding) => [named, ...bindings],
): Pick<Variant, 'state' | 'steps'> {
  let state = createState([]);
  const domains = new Map<string, string>();
  return {
    state: (given) => {
      state = given;
    },
    steps: {
      async exchangeCode(ask, named, code) {
        let token: Token | ReturnType<typeof refusal> = refusal('not-confirmed');
        for (const binding of choose(listBindings(state, new Date()), named)) {
          token = await loginSteps.exchangeCode(ask, binding, code);
          if (isRefusal(token)) continue;
          domains.set(token.accessToken, binding.domain);
          break;
        }
        return token;
      },
      fetchUser: (ask, binding, token) =>
        loginSteps.fetchUser(
          ask,
          { ...binding, domain: domains.get(token.accessToken) ?? binding.domain },
          token,
        ),
    },
  };
}

/** Does not compare the tenant of the user. */
function careless(merchant: Pick<Variant, 'state' | 'steps'>): Pick<Variant, 'state' | 'steps'> {
  return { ...merchant, steps: { ...merchant.steps, isOfTenant: () => true } };
}

export const codeVariants: readonly Variant[] = [
  {
    mistake: 'the outcome of a code is kept for later requests',
    caughtBy: ['OAUTH-CODE-REPLAY'],
    steps: {
      createOnce: <T>() => {
        const kept = new Map<string, Promise<T>>();
        return (key: string, act: () => Promise<T>) => {
          const outcome = kept.get(key) ?? act();
          kept.set(key, outcome);
          return outcome;
        };
      },
    },
  },
  {
    mistake: 'a code that was used before ends in an exception',
    caughtBy: ['OAUTH-CODE-REPLAY'],
    login: afterUse(() => new Response('error', { status: 500 })),
  },
  {
    mistake: 'a reload with a used code tries again and again',
    caughtBy: ['OAUTH-CODE-REPLAY'],
    login: afterUse((request) =>
      cookieOf(request, 'merchant-session')
        ? new Response(null, { status: 302, headers: { Location: placeOf(request) } })
        : undefined,
    ),
  },
  {
    mistake: 'a login that the centre refuses is tried again at once',
    caughtBy: ['OAUTH-CODE-REPLAY', 'OAUTH-CODE-UNKNOWN', 'OAUTH-CODE-FOREIGN'],
    steps: forgetful,
    login: at(paths.callback, async (request, handle, origin) =>
      leading(
        await handle(request),
        (location) => (problemOf(location) === 'not-confirmed' ? placeOf(request) : location.href),
        origin,
      ),
    ),
  },
  {
    mistake: 'a code that was used before is sent to the login centre again',
    caughtBy: ['OAUTH-CODE-RELOAD'],
    says: '2 requests with the same code',
    steps: forgetful,
  },
  {
    mistake: 'a code is forgotten after its exchange',
    caughtBy: ['OAUTH-CODE-RELOAD'],
    says: '2 requests with the same code',
    steps: {
      createOnce: <T>() => {
        const pending = new Map<string, Promise<T>>();
        return (key: string, act: () => Promise<T>) => {
          const outcome = pending.get(key) ?? act().finally(() => pending.delete(key));
          pending.set(key, outcome);
          return outcome;
        };
      },
    },
  },
  {
    mistake: 'a code is remembered only after its exchange',
    caughtBy: ['OAUTH-CODE-RELOAD'],
    says: '2 requests with the same code',
    steps: {
      createOnce: <T>() => {
        const used = new Set<string>();
        return (key: string, act: () => Promise<T>) =>
          used.has(key) ? undefined : act().finally(() => used.add(key));
      },
    },
  },
  {
    mistake: 'a code that was used before ends the session',
    caughtBy: ['OAUTH-CODE-RELOAD'],
    says: 'is no longer logged in',
    login: afterUse(
      () =>
        new Response(null, {
          status: 302,
          headers: { Location: paths.login, 'Set-Cookie': 'merchant-session=; Path=/; Max-Age=0' },
        }),
    ),
  },
  {
    mistake: 'a code that the centre refuses ends in an exception',
    caughtBy: ['OAUTH-CODE-UNKNOWN', 'OAUTH-CODE-FOREIGN'],
    steps: {
      exchangeCode: async (...of) => {
        const token = await loginSteps.exchangeCode(...of);
        if (isRefusal(token)) throw new Error('the response has no token');
        return token;
      },
    },
  },
  {
    mistake: 'an arrival without a code ends in an exception',
    caughtBy: ['OAUTH-CODE-MISSING'],
    login: at(paths.callback, async (request, handle) =>
      new URL(request.url).searchParams.has('code')
        ? handle(request)
        : new Response('TypeError: code is undefined', { status: 500 }),
    ),
  },
  {
    mistake: 'an empty code ends in an exception',
    caughtBy: ['OAUTH-CODE-MISSING'],
    login: at(paths.callback, async (request, handle) =>
      new URL(request.url).searchParams.get('code') === ''
        ? new Response('error', { status: 500 })
        : handle(request),
    ),
  },
  {
    mistake: 'an arrival without a code tries again and again',
    caughtBy: ['OAUTH-CODE-MISSING'],
    login: at(paths.callback, async (request, handle, origin) =>
      leading(
        await handle(request),
        (location) => (problemOf(location) === 'no-code' ? placeOf(request) : location.href),
        origin,
      ),
    ),
  },
  {
    mistake: 'a code is tried at the login domains of all tenants',
    caughtBy: ['OAUTH-CODE-FOREIGN'],
    ...careless(triesEveryTenant()),
  },
  {
    mistake: 'a code is tried at the login domain of the tenant that was bound first, too',
    caughtBy: ['OAUTH-CODE-FOREIGN'],
    ...careless(triesEveryTenant(([first], named) => (first ? [named, first] : [named]))),
  },
  {
    mistake: 'a code is tried at the login domain of the tenant that was bound last, too',
    caughtBy: ['OAUTH-CODE-FOREIGN'],
    ...careless(triesEveryTenant((bindings, named) => [named, ...bindings.slice(-1)])),
  },
];

/** What other merchants do, and may. */
export const soundCodeVariants: readonly Omit<Variant, 'caughtBy'>[] = [
  {
    mistake: 'a second request with a code leads to the page after the login at once',
    login: afterUse(() => new Response(null, { status: 302, headers: { Location: paths.account } })),
  },
  {
    mistake: 'a login that fails leads to the login page of KooGallery',
    login: at(paths.callback, async (request, handle, origin) =>
      leading(
        await handle(request),
        (location) =>
          problemOf(location) === null
            ? location.href
            : 'https://macroverse.huaweicloud.com/unified-login/#/portal-login?ind=UNOP',
        origin,
      ),
    ),
  },
  {
    mistake: 'a code is tried at all login domains, and the tenant of its user compared',
    ...triesEveryTenant(),
  },
];
