import { failed, inconclusive, passed, skipped } from '../../suite/check.ts';
import { both } from '../../text/translate.ts';
import type { Visit } from '../browser/model.ts';
import { addressesOf } from '../browser/navigation.ts';
import { addressFor } from '../center/address.ts';
import { withParameters } from '../center/response.ts';
import { arrive, arriveWithCode, issueCode } from '../probe/arrive.ts';
import { evidenceOf, judgeEach, judgeInformedRefusal, judgeRefusal } from '../probe/judge.ts';
import type { Arrival, LoginCheck, LoginProbe, Verdict } from '../probe/model.ts';
import { faultAt, type Person } from '../probe/world.ts';
import { whileOthersLogIn } from './codes.ts';
import { checkOf, sources } from './define.ts';

/** Tenants that do not exist: an unknown one, and values that break look-ups. */
const unknownTenants = ['0123456789abcdef0123456789abcdef', '__proto__', "' or '1'='1"];
/** Parameters that a server may mistake for the login domain. */
const domainParameters = ['domain', 'domainName', 'domain_name', 'host', 'iss'];

export const tenantChecks: readonly LoginCheck[] = [
  checkOf('oauth', 'session', 'TENANT-MISSING', {
    title: both('An arrival that names no tenant is refused'),
    hint: both(
      'Have no default tenant: send a code to the login domain of the tenant that the arrival names, and otherwise nowhere.',
    ),
    source: sources.userRules,
    run: async (probe) => {
      const { user } = probe.world.people;
      if (hasTenant(probe.targets.login)) return skipped(addressNames);
      const arrival = await arriveWithCode(probe, user, { parameters: { tenant: undefined } });
      return whileOthersLogIn(probe, judgeNowhere(probe, arrival));
    },
  }),
  checkOf('oauth', 'session', 'TENANT-UNKNOWN', {
    title: both('An unknown tenant is refused'),
    hint: both(
      'Look the tenant up among those of tenantSync, with a parameter of a prepared statement or in a Map, and show a page if there is none.',
    ),
    source: sources.userRules,
    run: async (probe) => {
      const { user } = probe.world.people;
      if (hasTenantInHost(probe.targets.login)) return skipped(addressNames);
      const verdict = await judgeEach(unknownTenants, async (tenant) =>
        judgeNowhere(probe, await arriveAt(probe, user, tenant)),
      );
      return whileOthersLogIn(probe, verdict);
    },
  }),
  checkOf('oauth', 'session', 'TENANT-HOST', {
    title: both('The login domain never comes from the address of the arrival'),
    hint: both(
      'Never build a host or an address from tenant or another parameter: anyone can write one. The login domain is the domainName that tenantSync told for this tenant.',
    ),
    source: sources.userRules,
    run: tenantHost,
  }),
  checkOf('oauth', 'session', 'TENANT-MISMATCH', {
    title: both('A user of another tenant is refused'),
    hint: both(
      'Compare tenant in the userinfo with the tenant of the arrival, and refuse the login if they differ.',
    ),
    source: sources.userinfo,
    run: async (probe) => {
      const { world } = probe;
      const fault = faultAt('userinfo', { kind: 'wrong-tenant', tenant: world.second.id });
      const arrival = await world.during({ fault }, () =>
        arriveWithCode(probe, world.people.user, { goesOn: true }),
      );
      const expected = both('no one is logged in when the userinfo names another tenant');
      return judgeInformedRefusal(arrival, 'userinfo', expected);
    },
  }),
];

export const addressNames = both('the login address itself names the tenant');

/** Judges an arrival without a known tenant: no one is logged in, and the code is sent nowhere. */
function judgeNowhere({ world }: LoginProbe, arrival: Arrival): Verdict {
  const expected = both('no one is logged in, and the code is sent nowhere');
  const verdict = judgeRefusal(arrival, expected);
  const call = arrival.calls.find(({ endpoint }) => endpoint === 'token');
  if (verdict.status !== 'passed' || !call) return verdict;
  const owner = [world.first, world.second].find(({ id }) => id === call.tenantId);
  const actual = both('the server sent the code to the login domain of {organisation}', {
    organisation: owner?.name ?? '?',
  });
  return failed(expected, actual, evidenceOf(arrival));
}

/** Arrives with a code and a tenant that does not exist, wherever the address names one. */
function arriveAt(probe: LoginProbe, person: Person, tenant: string): Promise<Arrival> {
  const { world, targets } = probe;
  const named = encodeURIComponent(tenant);
  const address = hasTenantInHost(targets.login)
    ? addressFor(targets.login, person.organisation)
    : addressFor(targets.login, { id: named, code: named });
  return arrive(probe, person, withParameters(address, { code: issueCode(probe, person), tenant }), {
    referer: `${world.unifiedOrigin}/`,
  });
}

/** Whether an address names the tenant itself. */
export function hasTenant(template: string): boolean {
  return /\{tenant(?:Id|Code)\}/.test(template);
}

function hasTenantInHost(template: string): boolean {
  const [one, other] = ['a', 'b'].map((name) => new URL(addressFor(template, { id: name, code: name })).host);
  return one !== other;
}

async function tenantHost(probe: LoginProbe): Promise<Verdict> {
  const { trap, people } = probe.world;
  const { host, origin } = trap;
  const parameters = Object.fromEntries(domainParameters.map((name) => [name, origin]));
  const tenants = [host, origin, `${origin}/`, `//${host}`, `${host}/`, `${host}#`, `a@${host}/`];
  const arrivals = [
    ...tenants.map((tenant) => () => arriveAt(probe, people.user, tenant)),
    () => arriveWithCode(probe, people.user, { parameters }),
  ];
  return whileOthersLogIn(probe, await judgeEach(arrivals, (act) => judgeTrap(probe, act)));
}

/** Judges an arrival that must lead neither the server nor the browser to the host in its address. */
async function judgeTrap({ world: { trap } }: LoginProbe, act: () => Promise<Arrival>): Promise<Verdict> {
  const before = trap.requests.length;
  const arrival = await act();
  const { host } = trap;
  const [request] = trap.requests.slice(before);
  const expected = both('no request to the host that the address names, {host}', { host });
  const evidence = evidenceOf(arrival);
  if (leadsTo(arrival.visit, host))
    return failed(expected, both('the browser is led to {host}', { host }), evidence);
  if (request !== undefined)
    return failed(expected, both('the server sent a request there: {request}', { request }), evidence);
  return arrival.visit.hops.some(({ status }) => status !== undefined)
    ? passed
    : inconclusive(arrival.visit.stopped?.reason ?? both('there was no response'), evidence);
}

/** Whether a browser visits a host, or would. */
function leadsTo({ hops }: Visit, host: string): boolean {
  return hops.some((hop) => addressesOf(hop).some((one) => URL.parse(one, hop.url)?.host === host));
}
