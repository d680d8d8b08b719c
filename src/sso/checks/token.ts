import { failed, inconclusive, passed } from '../../suite/check.ts';
import { both, verbatim } from '../../text/translate.ts';
import { addressFor, domainPaths } from '../center/address.ts';
import type { Cause, CenterCall, Fault } from '../center/model.ts';
import { arriveWithCode, issueCode } from '../probe/arrive.ts';
import { type CallProblem, callsTo, fieldOf, headerOf, judgeCalls, quoted } from '../probe/calls.ts';
import { evidenceOf, judgeEach, judgeLogin } from '../probe/judge.ts';
import { refusalOf } from '../probe/login-failure.ts';
import type { LoginCheck, LoginProbe, Verdict } from '../probe/model.ts';
import { faultAt } from '../probe/world.ts';
import { checkOf, sources } from './define.ts';

const path = domainPaths.token;
const formType = 'application/x-www-form-urlencoded';

/** The exchange of codes. Most checks examine calls of earlier arrivals. */
export const tokenChecks: readonly LoginCheck[] = [
  checkOf('oauth', 'token', 'TOKEN-FORM', {
    title: both('The code is exchanged by a POST request with a form'),
    hint: both(
      'Send client_id, client_secret, code and grant_type with POST to {path}, all of them in the body, with Content-Type {type}.',
      { path, type: formType },
    ),
    source: sources.token,
    after: ['arrival'],
    run: async (probe) =>
      judgeCalls(
        // A secret in the URL is a finding of its own.
        callsTo(probe, 'token').filter(({ secretIn }) => secretIn !== 'query'),
        both('POST with Content-Type {type}, and no parameters in the URL', { type: formType }),
        problemOfForm,
      ),
  }),
  checkOf('oauth', 'token', 'TOKEN-SECRET', {
    title: both('The client secret is sent as it is, decrypted, and never in a URL'),
    hint: both(
      'Decrypt clientSecret of applicationSync with the private key, and send the plain text as the form field client_secret. URLs end up in logs.',
    ),
    source: sources.credential,
    after: ['arrival'],
    run: async (probe) =>
      judgeCalls(
        probe.world.calls.filter(showsSecret),
        both('the decrypted client secret of the tenant, in the body of the request'),
        problemOfSecret,
      ),
  }),
  checkOf('oauth', 'token', 'TOKEN-BASIC', {
    title: both('The client is named in the form, not by HTTP Basic'),
    hint: both(
      "Send client_id and client_secret as fields of the form. Huawei's pages do not mention HTTP Basic: koo takes it, but a real login domain may refuse it.",
    ),
    severity: 'warning',
    source: sources.token,
    after: ['arrival'],
    run: async (probe) =>
      judgeCalls(
        callsTo(probe, 'token').filter(({ secretMatches }) => secretMatches === true),
        both('client_id and client_secret in the form'),
        ({ secretIn }) => (secretIn === 'basic' ? { actual: both('they come by HTTP Basic') } : undefined),
      ),
  }),
  checkOf('oauth', 'token', 'TOKEN-ONCE', {
    title: both('A code is exchanged once'),
    hint: both(
      'Exchange a code in one place, once for each arrival: it works only once, and the tokens of a code that is sent again may be revoked.',
    ),
    source: sources.token,
    after: ['arrival'],
    run: async (probe) => judgeOnce(callsTo(probe, 'token')),
  }),
  checkOf('oauth', 'token', 'TOKEN-RETRY', {
    title: both('A code is not sent again after a failure of the login centre'),
    hint: both(
      'Retry only if the connection failed before anything was sent. Otherwise the code may have been used up: let the user log in again.',
    ),
    severity: 'warning',
    source: sources.oauth,
    run: (probe) => judgeEach(failures, (failure) => judgeRetry(probe, failure)),
  }),
  checkOf('oauth', 'token', 'TOKEN-DOMAIN', {
    title: both('The code of each organisation is exchanged at its own login domain, with its own client'),
    hint: both(
      'Look up domainName, clientId and clientSecret by the tenant of the login, at each login. They are no constants of the configuration.',
    ),
    source: sources.userRules,
    run: judgeDomain,
  }),
  checkOf('oauth', 'token', 'REDIRECT-URI', {
    title: both('redirect_uri is the registered login address, if it is sent'),
    hint: both(
      'Send redirect_uri exactly as it is registered, with the same scheme, host, port, path and case, or leave it out.',
    ),
    source: sources.token,
    after: ['arrival'],
    run: async (probe) =>
      judgeCalls(
        callsTo(probe, 'token').filter(({ form }) => form.length > 0),
        both('the registered login address, or no redirect_uri'),
        (call) => problemOfAddress(probe, call),
      ),
  }),
  checkOf('oauth', 'token', 'LONG-CODE', {
    title: both('A code of 1024 characters arrives unchanged'),
    hint: both(
      'Set no limit below 2048 characters for a code, and URL-encode it in the form: it may contain + / = . - and _. No page states its length.',
    ),
    severity: 'warning',
    source: sources.token,
    run: judgeLongCode,
  }),
];

/** Causes of a refusal with an unreadable form. */
const formCauses: ReadonlySet<Cause | undefined> = new Set([
  'too-long',
  'duplicate-parameter',
  'missing-parameter',
  'invalid-parameter',
]);

function problemOfForm(call: CenterCall): CallProblem | undefined {
  const { method, query, cause, reason } = call;
  const type = headerOf(call, 'content-type');
  if (method !== 'POST') return { actual: both('a request with {method}', { method: quoted(method) }) };
  if (cause === 'content-type')
    return { actual: type === '' ? both('no Content-Type') : verbatim(`Content-Type ${quoted(type)}`) };
  if (query.length > 0) {
    const names = query.map(([name]) => quoted(name));
    return { actual: both('the URL has the parameters {names}', { names }) };
  }
  return formCauses.has(cause) ? { actual: refusalOf(call), hint: reason } : undefined;
}

const secretCauses: ReadonlySet<Cause | undefined> = new Set([
  'secret-missing',
  'secret-encrypted',
  'secret-encoding',
  'secret-of-other-client',
  'secret-wrong',
]);

/** Whether a request shows how the server handles a client secret. */
function showsSecret({ secretIn, secretMatches, cause, fault }: CenterCall): boolean {
  if (fault !== undefined) return false;
  return secretIn === 'query' || secretMatches === true || secretCauses.has(cause);
}

function problemOfSecret(call: CenterCall): CallProblem | undefined {
  if (call.secretIn === 'query') return { actual: both('the client secret is in the URL of a request') };
  return secretCauses.has(call.cause) ? { actual: refusalOf(call), hint: call.reason } : undefined;
}

/** Only an exchanged code is used up; the browser brought each of these once. */
function judgeOnce(calls: readonly CenterCall[]): Verdict {
  const used = new Set(calls.filter(({ status }) => status === 200).map(({ code }) => code));
  const exchanges = calls.filter(({ code }) => used.has(code));
  return judgeCalls(exchanges, both('one request for each code'), ({ code }) => {
    const same = exchanges.filter((other) => other.code === code);
    const actual = both('{count} requests with the same code', { count: same.length });
    return same.length > 1 ? { actual, calls: same } : undefined;
  });
}

/** Failures after which some servers send the code again. */
const failures: readonly Fault[] = [
  { kind: 'response', make: () => new Response(null, { status: 503 }) },
  {
    kind: 'response',
    make: () =>
      Response.json(
        { error: 'invalid_grant', error_description: 'Invalid authorization code' },
        { status: 400 },
      ),
  },
];

async function judgeRetry(probe: LoginProbe, failure: Fault): Promise<Verdict> {
  const { world } = probe;
  const arrival = await world.during({ fault: faultAt('token', failure) }, () =>
    arriveWithCode(probe, world.people.user),
  );
  const [first, ...others] = arrival.calls.filter(({ endpoint }) => endpoint === 'token');
  if (!first) return inconclusive(notSent, evidenceOf(arrival));
  const again = others.filter(({ code }) => code === first.code);
  return again.length === 0
    ? passed
    : failed(
        both('one request, which fails with HTTP {status}', { status: first.status }),
        both('{count} requests with the same code', { count: again.length + 1 }),
        evidenceOf(arrival),
      );
}

const notSent = both('the server has not sent the code');

/** Judges the calls only: whether the right user is logged in is examined by checks on accounts. */
async function judgeDomain(probe: LoginProbe): Promise<Verdict> {
  const { twin } = probe.world.people;
  const { id, name, domain, clientId } = twin.organisation;
  const arrival = await arriveWithCode(probe, twin);
  const calls = arrival.calls.filter(({ endpoint }) => endpoint === 'token' || endpoint === 'userinfo');
  const expected = both('the code of {organisation} is exchanged at {domain} with the client {client}', {
    organisation: name,
    domain,
    client: clientId,
  });
  const misdirected = calls.find(({ tenantId }) => tenantId !== id);
  if (misdirected) {
    const actual = both('the server calls the login domain of another organisation');
    return failed(expected, actual, evidenceOf(arrival));
  }
  const login = judgeLogin(arrival);
  if (login.status === 'passed') probe.memory.arrivals.push(arrival);
  if (calls.some(({ endpoint, status }) => endpoint === 'token' && status === 200)) return passed;
  const refused = calls.find(({ reason }) => reason !== undefined);
  if (refused) return failed(expected, refusalOf(refused), evidenceOf(arrival));
  return login.status === 'passed' ? inconclusive(notSent, evidenceOf(arrival)) : login;
}

function problemOfAddress({ targets, world }: LoginProbe, call: CenterCall): CallProblem | undefined {
  const sent = fieldOf(call, 'redirect_uri');
  const organisation = call.tenantId === world.second.id ? world.second : world.first;
  if (sent === undefined || sent === addressFor(targets.login, organisation)) return undefined;
  return {
    actual: both('redirect_uri is {address}', { address: quoted(sent) }),
    hint: call.cause === 'address-differs' ? call.reason : undefined,
  };
}

async function judgeLongCode(probe: LoginProbe): Promise<Verdict> {
  const { world } = probe;
  const { user } = world.people;
  const length = 1024;
  const { code, arrival } = await world.during({ settings: { codeLength: length } }, async () => {
    const issued = issueCode(probe, user);
    return { code: issued, arrival: await arriveWithCode(probe, user, { parameters: { code: issued } }) };
  });
  const evidence = evidenceOf(arrival);
  const expected = both('all {count} characters of the code arrive at the login centre', { count: length });
  const sent = arrival.calls.find((call) => call.endpoint === 'token' && call.code !== undefined);
  if (sent?.code === code) return passed;
  if (sent?.code !== undefined) {
    const { cause, reason } = sent;
    const actual = code.startsWith(sent.code)
      ? both('the first {count} characters arrive', { count: sent.code.length })
      : both('other characters arrive');
    return failed(expected, actual, evidence, cause === 'grant-encoding' ? reason : undefined);
  }
  const hasSentOthers = callsTo(probe, 'token').some(({ status }) => status === 200);
  return hasSentOthers ? failed(expected, notSent, evidence) : inconclusive(notSent, evidence);
}
