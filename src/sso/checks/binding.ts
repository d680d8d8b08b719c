import type { FailureKind } from '../../callback/delivery/exchange.ts';
import {
  departmentsValues,
  departmentValues,
  type KitUser,
  kitFlags,
  tenantValues,
  usersValues,
} from '../../callback/delivery/kit-values.ts';
import { failed, passed, skipped } from '../../suite/check.ts';
import { both } from '../../text/translate.ts';
import { arriveWithCode, lookAgain } from '../probe/arrive.ts';
import { judgeEach, judgeLogin, judgeRefusal } from '../probe/judge.ts';
import type { KitResult, LoginCheck, LoginProbe, Targets, Verdict } from '../probe/model.ts';
import { department, type Organisation, type Person } from '../probe/world.ts';
import { arriveByCas, refused } from './cas.ts';
import { checkOf, sources } from './define.ts';

/** The calls that bind the two organisations, in KooGallery's order. */
export const bindingChecks: readonly LoginCheck[] = [
  checkOf('login', 'binding', 'BIND-TENANT', {
    title: both('tenantSync delivers the tenants with their login domains'),
    hint: both(
      'Store tenantId, tenantCode and domainName. Run `koo callback test --protocol v2-kit` for the kit interfaces themselves.',
    ),
    source: sources.kit,
    needs: ['NET-REACHABLE'],
    run: async (probe) => {
      const verdict = await forBoth(probe, (one) => syncTenant(probe, one, kitFlags.add));
      if (verdict.status !== 'failed' || verdict.hint || probe.options.instanceId !== '') return verdict;
      return verdict.exchange?.exchange?.reply ? { ...verdict, hint: noInstance } : verdict;
    },
  }),
  checkOf('login', 'binding', 'BIND-APPLICATION', {
    title: both('applicationSync delivers the client ID and the client secret of each tenant'),
    hint: both(
      'Decrypt clientSecret with the private key, and store it for (tenantId, appId). Where that fails, compare the keys: the public key that koo was given (--rsa-public-key) must be of the same pair.',
    ),
    source: sources.credential,
    needs: ['LOGIN-BIND-TENANT'],
    run: (probe) => forBoth(probe, (organisation) => syncApplication(probe, organisation, kitFlags.add)),
  }),
  checkOf('login', 'binding', 'BIND-DEPARTMENTS', {
    title: both('allOrgSync delivers the departments'),
    hint: both('Store the departments of the tenant.'),
    source: sources.kit,
    needs: ['LOGIN-BIND-TENANT'],
    run: (probe) =>
      forBoth(probe, ({ scope }) =>
        probe.kit.call('allOrgSync', departmentsValues(probe.kit.protocol, scope, [department])),
      ),
  }),
  checkOf('login', 'binding', 'BIND-USERS', {
    title: both('authSync authorises the users'),
    hint: both('Store the users of (tenantId, appId), with role and enable.'),
    source: sources.userRules,
    needs: ['LOGIN-BIND-APPLICATION'],
    run: (probe) => {
      const { outsider: _o, newcomer: _n, markup: _m, ...authorised } = probe.world.people;
      return forBoth(probe, (organisation) => {
        const own = Object.values(authorised).filter((person) => person.organisation === organisation);
        return authorise(probe, own, kitFlags.add);
      });
    },
  }),
];

const noInstance = both(
  "Store tenantId, tenantCode and domainName. instanceId is empty, which must be accepted: it is so in the calls for the seller's own credential. To test with an instance that the server knows, name it with --instance-id. Run `koo callback test --protocol v2-kit` for the kit interfaces themselves.",
);

/** The flag that replaces what was sent before: V1 has none for a change, and replaces what is added again. */
export function changeFlag({ kit }: LoginProbe): 1 | 2 {
  return kit.protocol === 'v2-kit' ? kitFlags.modify : kitFlags.add;
}

/** Withdraws the authorisation of a person. */
export function withdraw(probe: LoginProbe, person: Person): Promise<KitResult> {
  return authorise(probe, [person], probe.kit.protocol === 'v2-kit' ? kitFlags.cancel : kitFlags.delete);
}

/** Sends the tenant with its current login domain. */
export async function syncTenant(
  { kit, memory }: LoginProbe,
  organisation: Organisation,
  flag: 0 | 1 | 2,
): Promise<KitResult> {
  const values = tenantValues(organisation.scope, { ...organisation, orderId: '' }, flag);
  const result = await kit.call('tenantSync', values);
  const { outcome } = result.exchange;
  const wasSent = outcome.answered || !unsent.has(outcome.failure.kind);
  const isStored = wasSent && !isUnauthenticated(result);
  if (flag !== kitFlags.delete && isStored) memory.bound.add(organisation);
  return result;
}

/** Failures before anything was sent. */
const unsent: ReadonlySet<FailureKind> = new Set(['dns', 'refused', 'timeout', 'tls', 'proxy']);

/** Sends the credential with its current secret. */
export function syncApplication(
  { kit, world: { appId } }: LoginProbe,
  { scope, clientId, clientSecret }: Organisation,
  flag: 0 | 1 | 2,
): Promise<KitResult> {
  return kit.call('applicationSync', { ...scope, appId, clientId, clientSecret, flag });
}

/**
 * Sends people of one organisation with authSync.
 *
 * @param flag 3 withdraws the authorisation, which V1 does with 0
 * @param isEnabled whether each of them is enabled; by default all are, but the disabled one
 */
export async function authorise(
  { kit, world, memory }: LoginProbe,
  people: readonly Person[],
  flag: 0 | 1 | 2 | 3,
  isEnabled = (person: Person) => person !== world.people.disabled,
): Promise<KitResult> {
  const [first] = people;
  if (!first) throw new TypeError('no one to authorise');
  // One who was only withdrawn may still be stored.
  for (const person of people) memory.authorised.add(person);
  const users = people.map((person) => userOf(person, isEnabled(person)));
  const application = { appId: world.appId, users, now: kit.now() };
  const values = usersValues(kit.protocol, first.organisation.scope, application, flag);
  const result = await kit.call('authSync', values);
  const isDeleted = flag === kitFlags.delete && result.succeeded;
  if (isDeleted) for (const person of people) memory.authorised.delete(person);
  return result;
}

/** Deletes everything about an organisation at the merchant, call by call. */
export async function* unbind(probe: LoginProbe, organisation: Organisation): AsyncGenerator<KitResult> {
  const { kit, memory } = probe;
  const people = [...memory.authorised].filter((person) => person.organisation === organisation);
  if (people.length > 0) yield authorise(probe, people, kitFlags.delete);
  yield syncApplication(probe, organisation, kitFlags.delete);
  yield kit.call('singleOrgSync', departmentValues(organisation.scope, department, kitFlags.delete));
  yield syncTenant(probe, organisation, kitFlags.delete);
  memory.bound.delete(organisation);
}

function userOf({ userName, name, role, mobile, email }: Person, enable: boolean): KitUser {
  return { userName, name, role, mobile, email, enable, orgCode: department.code };
}

function forBoth(
  { world: { first, second } }: LoginProbe,
  call: (organisation: Organisation) => Promise<KitResult>,
): Promise<Verdict> {
  return judgeEach([first, second], async (organisation) => judgeKit(await call(organisation)));
}

/** Judges a kit call that must succeed. */
export function judgeKit(result: KitResult): Verdict {
  const { exchange, succeeded, meaning } = result;
  if (succeeded) return passed;
  const hint = isUnauthenticated(result) ? wrongKey : undefined;
  return failed(both('resultCode 000000'), meaning, { visits: [], calls: [], exchange }, hint);
}

function isUnauthenticated({ exchange }: KitResult): boolean {
  return exchange.reply?.resultCode === '000001';
}

const wrongKey = both(
  'The server has refused the signature: give koo the access key that the server has for the kit interfaces (KOO_KIT_KEY or --kit-key-file, else that of the base interfaces). `koo callback test --protocol v2-kit` explains a wrong signature.',
);

/** The remains of an unbound organisation. These checks run last, because no one can log in afterwards. */
export function unbindingChecks({ cas }: Targets): readonly LoginCheck[] {
  return [
    checkOf('oauth', 'unbinding', 'UNBIND-USER', {
      title: both('A user whom authSync deletes (flag 0) is refused'),
      hint: both('Delete the users of the call from those who may use the application.'),
      source: sources.userRules,
      run: deleteUser,
    }),
    checkOf('login', 'unbinding', 'UNBIND', {
      title: both('An organisation is unbound: everything about it is deleted (flag 0)'),
      hint: both(
        'Accept flag 0 in authSync, applicationSync, singleOrgSync and tenantSync: delete what was stored for the tenant.',
      ),
      source: sources.kit,
      needs: ['LOGIN-BIND-TENANT'],
      run: async (probe) => {
        const { world, memory } = probe;
        const arrival = await arriveWithCode(probe, world.people.user);
        if (judgeLogin(arrival).status === 'passed') memory.lastSession = arrival;
        return unbindWhole(probe, world.first);
      },
    }),
    checkOf('login', 'unbinding', 'UNBIND-SESSION', {
      title: both('A session ends when its organisation is unbound'),
      hint: both(
        'At each request of a session, look up whether its tenant is bound and its user authorised, or end the sessions of a tenant with its binding.',
      ),
      severity: 'warning',
      source: sources.oauthSecurity,
      needs: ['LOGIN-UNBIND'],
      run: returnToSession,
    }),
    checkOf('oauth', 'unbinding', 'UNBIND-LOGIN', {
      title: both('No one logs in with a code after applicationSync and tenantSync have deleted the binding'),
      hint: both(
        'Look up login domain and credential of the tenant at each login, and refuse the login if there are none. Keep neither in a cache that outlives them.',
      ),
      source: sources.kit,
      needs: ['OAUTH-WORKBENCH', 'LOGIN-UNBIND'],
      run: async (probe) => {
        const { people, second } = probe.world;
        if (judgeLogin(await arriveWithCode(probe, people.twin)).status !== 'passed')
          return skipped(notBefore(people.twin));
        for (const tell of [syncApplication, syncTenant]) {
          const verdict = judgeKit(await tell(probe, second, kitFlags.delete));
          if (verdict.status !== 'passed') return verdict;
        }
        return judgeRefusal(await arriveWithCode(probe, people.twin, { goesOn: true }), refused);
      },
    }),
    ...(cas === undefined ? [] : [casUnbindLogin]),
    checkOf('login', 'unbinding', 'UNBIND-REST', {
      title: both('A deletion that is repeated is accepted, and nothing of the second organisation remains'),
      hint: both('Return 000000 for the deletion of something that is not stored, too.'),
      source: sources.kit,
      needs: ['LOGIN-UNBIND'],
      run: (probe) => unbindWhole(probe, probe.world.second),
    }),
  ];
}

const casUnbindLogin = checkOf('cas', 'unbinding', 'UNBIND-LOGIN', {
  title: both('No one logs in with a ticket after applicationSync and tenantSync have deleted the binding'),
  hint: both('Refuse tickets of tenants that are not bound, as you refuse codes.'),
  source: sources.kit,
  // The second organisation has been unbound by then.
  needs: ['CAS-ACCOUNT-TENANT', 'OAUTH-UNBIND-LOGIN'],
  run: async (probe) =>
    judgeRefusal(await arriveByCas(probe, probe.world.people.twin, { goesOn: true }), refused),
});

async function deleteUser(probe: LoginProbe): Promise<Verdict> {
  const { colleague } = probe.world.people;
  if (judgeLogin(await arriveWithCode(probe, colleague)).status !== 'passed')
    return skipped(notBefore(colleague));
  const verdict = judgeKit(await authorise(probe, [colleague], kitFlags.delete));
  if (verdict.status !== 'passed') return verdict;
  return judgeRefusal(await arriveWithCode(probe, colleague, { goesOn: true }), refused);
}

function notBefore({ name, userName }: Person) {
  return both('{name} ({userName}) could not log in before', { name, userName });
}

/** Makes all calls that unbind an organisation; the first failure decides. */
async function unbindWhole(probe: LoginProbe, organisation: Organisation): Promise<Verdict> {
  let verdict: Verdict = passed;
  for await (const result of unbind(probe, organisation)) {
    if (verdict.status === 'passed') verdict = judgeKit(result);
    if (!result.exchange.outcome.answered) break;
  }
  return verdict;
}

/** Returns to the page that showed who was logged in. */
async function returnToSession(probe: LoginProbe): Promise<Verdict> {
  const { lastSession } = probe.memory;
  const again = lastSession && (await lookAgain(probe, lastSession, lastSession.visit.page?.url ?? ''));
  if (!again) return skipped(notBefore(probe.world.people.user));
  return judgeRefusal(again, both('no one is logged in any more'));
}
