import { Agent, fetch as fetchWithAgent } from 'undici';
import { loginSteps } from '../../../src/callback/merchant/login/login.ts';
import { type Fetch, isRefusal } from '../../../src/callback/merchant/login/model.ts';
import { changed, isRefused, locationOf, page, startingAgain } from './change.ts';
import type { Variant } from './run.ts';

const { exchangeCode, fetchUser, findAccount } = loginSteps;

const badTokens = [
  'OAUTH-FAIL-TOKEN-400',
  'OAUTH-FAIL-TOKEN-401',
  'OAUTH-FAIL-TOKEN-403',
  'OAUTH-FAIL-TOKEN-500',
] as const;

/** Remembers what the login centre has responded with last. */
function remembering() {
  let last = '';
  const fetch =
    (send: Fetch): Fetch =>
    async (url, init) => {
      const response = await send(url, init);
      last = await response.clone().text();
      return response;
    };
  return { fetch, last: () => last };
}

const shown = remembering();
const named = remembering();

/** Merchants that rely on a login centre that never fails. */
export const failureVariants: readonly Variant[] = [
  {
    mistake: 'starts another login after each failure',
    caughtBy: [...badTokens, 'OAUTH-FAIL-TOKEN-HTML', 'OAUTH-FAIL-USERINFO'],
    login: startingAgain,
  },
  {
    mistake: 'waits for the login centre without a time limit',
    caughtBy: ['LOGIN-FAIL-SLOW'],
    fetch: (send) => (url, init) => send(url, { ...init, signal: null }),
  },
  {
    mistake: 'sends the code again when it got no response in time',
    caughtBy: ['LOGIN-FAIL-SLOW'],
    steps: {
      async exchangeCode(...given) {
        const token = await exchangeCode(...given);
        return isRefusal(token) && token.problem === 'unreachable' ? exchangeCode(...given) : token;
      },
    },
  },
  {
    mistake: 'shows the user the text of the login centre',
    caughtBy: ['LOGIN-FAIL-TEXT'],
    fetch: shown.fetch,
    login: (login) =>
      changed(login, (response) =>
        isRefused(response) ? page(401, `<p>Login failed: ${shown.last()}</p>`) : response,
      ),
  },
  {
    mistake: 'puts the text of the login centre into the address of its error page',
    caughtBy: ['LOGIN-FAIL-TEXT'],
    fetch: named.fetch,
    login: (login) =>
      changed(login, (response) => {
        if (!isRefused(response)) return response;
        const Location = `${locationOf(response)}&detail=${encodeURIComponent(named.last())}`;
        return new Response(null, { status: 303, headers: { Location } });
      }),
  },
  {
    mistake: 'shows a stack trace where the response is not JSON',
    caughtBy: ['OAUTH-FAIL-TOKEN-HTML', 'LOGIN-FAIL-TEXT'],
    steps: { exchangeCode: throwing(({ cause }) => cause === 'HTTP 200') },
    login: (login) =>
      changed(login, (response) => {
        if (!locationOf(response).endsWith('=internal')) return response;
        const lines = ['SyntaxError: Unexpected token', '    at JSON.parse (&lt;anonymous&gt;)'];
        return page(500, `<pre>${[...lines, '    at exchange (/app/login.js:31:17)'].join('<br>')}</pre>`);
      }),
  },
  {
    mistake: 'does not catch the exception of a response that is not JSON',
    caughtBy: ['OAUTH-FAIL-TOKEN-HTML'],
    steps: { exchangeCode: throwing(({ cause }) => cause === 'HTTP 200') },
  },
  {
    mistake: 'does not catch the exception of its HTTP client at an error status',
    caughtBy: badTokens,
    steps: { exchangeCode: throwing(({ cause }) => cause !== 'HTTP 200' && cause !== 'TimeoutError') },
  },
  {
    mistake: 'ends the connection without a response when a login is not confirmed',
    caughtBy: [...badTokens, 'OAUTH-FAIL-TOKEN-HTML', 'OAUTH-FAIL-USERINFO', 'LOGIN-FAIL-SLOW'],
    login: (login) =>
      changed(login, (response) => {
        if (/not-confirmed|unreachable/.test(locationOf(response))) throw new Error('no response');
        return response;
      }),
  },
  {
    mistake: 'takes a page as the access token',
    caughtBy: ['OAUTH-FAIL-TOKEN-MISSING'],
    steps: {
      async exchangeCode(...given) {
        const token = await exchangeCode(...given);
        const isOk = isRefusal(token) && token.cause === 'HTTP 200';
        return isOk ? { accessToken: '<!doctype html>', lifeMs: 1_000 } : token;
      },
    },
  },
  {
    mistake: 'takes an error of userinfo as a user without a name',
    caughtBy: ['OAUTH-FAIL-USERINFO'],
    steps: {
      async fetchUser(...given) {
        const user = await fetchUser(...given);
        return isRefusal(user) ? { userName: '' } : user;
      },
      findAccount(state, now, key) {
        const binding = loginSteps.findBinding(state, now, key.tenantId);
        if (key.userName !== '' || !binding) return findAccount(state, now, key);
        return { ...key, name: '', role: 'user', binding };
      },
    },
  },
  {
    mistake: 'takes the user of the login before when userinfo fails',
    caughtBy: ['OAUTH-FAIL-USERINFO'],
    steps: {
      fetchUser: lastOne(),
    },
  },
  {
    mistake: 'calls login centres whose certificate it cannot trust',
    caughtBy: ['LOGIN-TLS-VERIFIED'],
    fetch: () => {
      const dispatcher = new Agent({ connect: { rejectUnauthorized: false } });
      return async (url, { method, headers, body, signal }) => {
        const sent = { method, headers, body, signal, redirect: 'manual', dispatcher } as const;
        return (await fetchWithAgent(url, sent as never)) as unknown as Response;
      };
    },
  },
];

/** An exchange that throws where some refusals are. */
function throwing(isThrown: (refusal: { readonly cause?: string }) => boolean): typeof exchangeCode {
  return async (...given) => {
    const token = await exchangeCode(...given);
    if (isRefusal(token) && isThrown(token)) throw new Error('not handled');
    return token;
  };
}

function lastOne(): typeof fetchUser {
  let last: Awaited<ReturnType<typeof fetchUser>> | undefined;
  return async (...given) => {
    const user = await fetchUser(...given);
    if (isRefusal(user)) return last ?? user;
    last = user;
    return user;
  };
}
