import { inconclusive, skipped } from '../../suite/check.ts';
import { both } from '../../text/translate.ts';
import type { CenterCall } from '../center/model.ts';
import { arriveWithCode, lookAt } from '../probe/arrive.ts';
import { judgeCalls } from '../probe/calls.ts';
import { judgeLogin } from '../probe/judge.ts';
import { refusalOf } from '../probe/login-failure.ts';
import type { LoginCheck, LoginProbe } from '../probe/model.ts';
import { checkOf, sources } from './define.ts';

export const renewalChecks: readonly LoginCheck[] = [
  checkOf('oauth', 'token', 'NO-REFRESH-TOKEN', {
    title: both('A user is logged in although there is no refresh token'),
    hint: both(
      'Do not demand refresh_token: one of the two examples of a response has none. Let the session end with the access token then.',
    ),
    severity: 'warning',
    source: sources.token,
    run: async (probe) => {
      const { world } = probe;
      const settings = { issuesRefreshToken: false };
      return judgeLogin(await world.during({ settings }, () => arriveWithCode(probe, world.people.user)));
    },
  }),
  checkOf('oauth', 'token', 'REFRESH', {
    title: both('The login centre accepts how a token is refreshed'),
    hint: both(
      'Send client_id, client_secret, grant_type=refresh_token and refresh_token as a form to the URL of the code exchange.',
    ),
    source: sources.renewal,
    run: async (probe) => {
      const calls = await refreshes(probe, 1);
      if (calls.length === 0) return skipped(noRefresh);
      return judgeCalls(calls, both('the new tokens'), (call) =>
        call.reason && call.cause !== 'grant-used'
          ? { actual: refusalOf(call), hint: call.reason }
          : undefined,
      );
    },
  }),
  checkOf('oauth', 'token', 'REFRESH-ROTATED', {
    title: both('A token is refreshed with the latest refresh token'),
    hint: both('Store the refresh token of each response: the one before may have ended.'),
    severity: 'warning',
    source: sources.renewal,
    needs: ['OAUTH-REFRESH'],
    run: async (probe) => {
      const calls = await refreshes(probe, 2);
      const [, second] = calls;
      if (!second) return inconclusive(both('the token was not refreshed twice'), { visits: [], calls });
      return judgeCalls(calls, both('the refresh token of the response before'), ({ cause, reason }) =>
        cause === 'grant-used'
          ? { actual: both('a refresh token that was used before'), hint: reason, calls }
          : undefined,
      );
    },
  }),
];

const noRefresh = both(
  'the server has not refreshed an access token that lasts a second: this is right if it does not use the token after the login',
);
/** Longer than the stated lifetime, in milliseconds. */
const lifeMs = 1_100;

/** Opens a page each time the token has expired, and returns the refreshes. */
async function refreshes(probe: LoginProbe, times: number): Promise<readonly CenterCall[]> {
  const { world } = probe;
  const { user } = world.people;
  const before = world.calls.length;
  const calls = () => world.calls.slice(before).filter(isRefresh);
  await world.during({ settings: { statedLife: 1 } }, async () => {
    const { browser } = await arriveWithCode(probe, user);
    for (let time = 1; time <= times; time++) {
      await probe.sleep(lifeMs);
      await lookAt(probe, browser, user.organisation);
      if (calls().length < time) return;
    }
  });
  return calls();
}

/** Includes refreshes with an unreadable form: an exchange always has a code, or there would be no login. */
function isRefresh({ endpoint, code }: CenterCall): boolean {
  return endpoint === 'refresh' || (endpoint === 'token' && code === undefined);
}
