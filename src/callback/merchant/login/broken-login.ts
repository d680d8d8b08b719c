import { findBinding } from './accounts.ts';
import { createLogin, type LoginSteps, loginSteps } from './login.ts';
import { isRefusal, type Login, type LoginOptions, paths } from './model.ts';

/**
 * The login of the reference merchant with five mistakes that merchants make, each of which docs/login.md lists:
 *
 * - it finds a user by the login name alone, which is unique in its tenant only
 * - it does not compare `state` with that of the browser
 * - it lets anyone in again with a code or a ticket that was used
 * - it goes on to any address after the login
 * - it leads the browser to an address with the access token
 */
export function createBrokenLogin(options: LoginOptions): Login {
  let token = '';
  const steps: LoginSteps = {
    ...loginSteps,
    createOnce: rememberOutcomes,
    stateMatches: () => true,
    findAccount(state, now, key) {
      // Otherwise the sessions of a tenant would outlive its binding, a sixth mistake.
      if (!findBinding(state, now, key.tenantId)) return undefined;
      for (const user of [...state.users.keys()].map(keyOf)) {
        const account = user.userName === key.userName && loginSteps.findAccount(state, now, user);
        if (account) return account;
      }
      return undefined;
    },
    async exchangeCode(...call) {
      const exchanged = await loginSteps.exchangeCode(...call);
      if (!isRefusal(exchanged)) token = exchanged.accessToken;
      return exchanged;
    },
  };
  const login = createLogin(options, steps);
  return {
    async handle(request) {
      const response = await login.handle(request);
      if (!response || !hasLoggedIn(response)) return response;
      const next = new URL(request.url).searchParams.get('next');
      const headers = new Headers(response.headers);
      headers.set('Location', next ?? `${paths.account}#access_token=${encodeURIComponent(token)}`);
      return new Response(null, { status: response.status, headers });
    },
  };
}

function keyOf(text: string) {
  const [, tenantId = '', appId = '', userName = ''] = JSON.parse(text) as string[];
  return { tenantId, appId, userName };
}

function rememberOutcomes<T>() {
  const outcomes = new Map<string, Promise<T>>();
  return (key: string, act: () => Promise<T>): Promise<T> => {
    const outcome = outcomes.get(key) ?? act();
    outcomes.set(key, outcome);
    return outcome;
  };
}

/** Whether a response opens a session, and leads to the page of the user. */
function hasLoggedIn({ headers }: Response): boolean {
  return headers.get('location') === paths.account && headers.has('set-cookie');
}
