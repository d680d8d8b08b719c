import {
  departmentsValues,
  type KitUser,
  kitFlags,
  tenantValues,
  usersValues,
} from '../../../callback/delivery/kit-values.ts';
import { failed, passed } from '../../../suite/check.ts';
import { both } from '../../../text/translate.ts';
import { judgeEach } from '../judge.ts';
import type { KitResult, LoginCheck, LoginProbe, Verdict } from '../model.ts';
import { department, type Organisation, type Person } from '../world.ts';
import { checkOf, sources } from './define.ts';

/** The calls that bind the two organisations, in the order of KooGallery. */
export function bindingChecks(): readonly LoginCheck[] {
  return [
    checkOf('login', 'binding', 'BIND-TENANT', {
      title: both('tenantSync tells the tenants and their login domains'),
      hint: both(
        'Store tenantId, tenantCode and domainName. Run `koo callback test --protocol v2-kit` for the kit interfaces themselves.',
      ),
      source: sources.kit,
      needs: ['NET-REACHABLE'],
      run: (probe) => forBoth(probe, (organisation) => tellTenant(probe, organisation, kitFlags.add)),
    }),
    checkOf('login', 'binding', 'BIND-APPLICATION', {
      title: both('applicationSync tells the client id and the client secret of each tenant'),
      hint: both('Decrypt clientSecret with the private key, and store it for (tenantId, appId).'),
      source: sources.credential,
      needs: ['LOGIN-BIND-TENANT'],
      run: (probe) => forBoth(probe, (organisation) => tellApplication(probe, organisation, kitFlags.add)),
    }),
    checkOf('login', 'binding', 'BIND-DEPARTMENTS', {
      title: both('allOrgSync tells the departments'),
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
}

/** Tells the merchant the tenant, with its present login domain. */
export function tellTenant(
  { kit }: LoginProbe,
  organisation: Organisation,
  flag: 0 | 1 | 2,
): Promise<KitResult> {
  return kit.call('tenantSync', tenantValues(organisation.scope, { ...organisation, orderId: '' }, flag));
}

/** Tells the merchant the credential, with its present secret. */
export function tellApplication(
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
 */
export function authorise(
  { kit, world }: LoginProbe,
  people: readonly Person[],
  flag: 0 | 1 | 2 | 3,
): Promise<KitResult> {
  const [first] = people;
  if (!first) throw new TypeError('no one to authorise');
  const users = people.map((person) => userOf(person, person !== world.people.disabled));
  const application = { appId: world.appId, users, now: kit.now() };
  return kit.call('authSync', usersValues(kit.protocol, first.organisation.scope, application, flag));
}

function userOf({ userName, name, role, mobile, email }: Person, enable: boolean): KitUser {
  return { userName, name, role, mobile, email, enable, orgCode: department.code };
}

/** Makes a call for each organisation. */
function forBoth(
  { world: { first, second } }: LoginProbe,
  call: (organisation: Organisation) => Promise<KitResult>,
): Promise<Verdict> {
  return judgeEach([first, second], async (organisation) => judgeKit(await call(organisation)));
}

/** The verdict on a call of the kit that must succeed. */
export function judgeKit({ exchange, succeeded, meaning }: KitResult): Verdict {
  if (succeeded) return passed;
  return failed(both('resultCode 000000'), meaning, { visits: [], calls: [], exchange });
}
