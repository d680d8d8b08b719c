import { both, verbatim } from '../../text/translate.ts';
import { domainPaths } from '../center/address.ts';
import type { CenterCall, CenterSettings } from '../center/model.ts';
import { arriveWithCode } from '../probe/arrive.ts';
import { type CallProblem, callsTo, headerOf, judgeCalls, quoted } from '../probe/calls.ts';
import { judgeLogin } from '../probe/judge.ts';
import type { LoginCheck, LoginProbe, Verdict } from '../probe/model.ts';
import { checkOf, sources } from './define.ts';

const path = domainPaths.userinfo;

export const userinfoChecks: readonly LoginCheck[] = [
  checkOf('oauth', 'token', 'USERINFO-BEARER', {
    title: both('The access token is sent in the header Authorization, and never in a URL'),
    hint: both('Send GET {path} with the header Authorization: Bearer <access token>.', { path }),
    source: sources.userinfo,
    after: ['arrival'],
    run: async (probe) =>
      judgeCalls(
        callsTo(probe, 'userinfo'),
        both('GET with the header Authorization: Bearer <access token>'),
        (call) => problemOfToken(probe, call),
      ),
  }),
  checkOf('oauth', 'token', 'USERINFO-ACCEPT', {
    title: both('userinfo is asked for with Accept: application/json'),
    hint: both('Send the header Accept: application/json, which the page marks as mandatory.'),
    severity: 'warning',
    source: sources.userinfo,
    after: ['arrival'],
    run: async (probe) =>
      judgeCalls(callsTo(probe, 'userinfo'), verbatim('Accept: application/json'), (call) => {
        const accept = headerOf(call, 'accept');
        if (/\bapplication\/json\b/i.test(accept)) return undefined;
        return { actual: accept === '' ? both('no Accept') : verbatim(`Accept: ${quoted(accept)}`) };
      }),
  }),
  checkOf('oauth', 'token', 'USERINFO-NO-CONTACT', {
    title: both('A user without mobile number and e-mail address in userinfo is logged in'),
    hint: both(
      'Do not demand a mobile number or an e-mail address: they are private, and come only if the buyer has released them.',
    ),
    source: sources.userinfo,
    run: (probe) => judgeWith(probe, 'no-contact'),
  }),
  checkOf('oauth', 'token', 'USERINFO-MINIMAL', {
    title: both('A user is logged in with userName, name, tenant, organizationCode and role alone'),
    hint: both(
      'Demand no field of userinfo but userName: the examples of the pages have different ones, and no page says which of them are always there.',
    ),
    severity: 'warning',
    source: sources.webLogin,
    needs: ['OAUTH-USERINFO-NO-CONTACT'],
    run: (probe) => judgeWith(probe, 'minimal'),
  }),
];

function problemOfToken(
  { world }: LoginProbe,
  { method, query, tokenIn, reason }: CenterCall,
): CallProblem | undefined {
  if (method !== 'GET') return { actual: both('a request with {method}', { method: quoted(method) }) };
  const tokens = new Set(callsTo({ world }, 'token').map(({ accessToken }) => accessToken));
  if (query.some(([name, value]) => name === 'access_token' || tokens.has(value)))
    return { actual: both('the access token is in the URL'), hint: reason };
  if (tokenIn === 'bearer') return undefined;
  const actual =
    tokenIn === 'other-scheme' ? both('Authorization has another scheme') : both('no header Authorization');
  return { actual, hint: reason };
}

/** Logs in someone for the first time, of whom only authSync has stored anything. */
async function judgeWith(probe: LoginProbe, userinfo: CenterSettings['userinfo']): Promise<Verdict> {
  const { world } = probe;
  return judgeLogin(
    await world.during({ settings: { userinfo } }, () => arriveWithCode(probe, world.people.leaver)),
  );
}
