import { kitFlags } from '../../callback/delivery/kit-values.ts';
import { passed, skipped } from '../../suite/check.ts';
import { both } from '../../text/translate.ts';
import { arriveWithCode, lookAgain } from '../probe/arrive.ts';
import { judgeLogin, judgeRefusal } from '../probe/judge.ts';
import type { LoginCheck, LoginProbe, Targets, Verdict } from '../probe/model.ts';
import type { Organisation, Person } from '../probe/world.ts';
import { authorise, judgeKit, syncApplication, syncTenant, unbind } from './binding.ts';
import { arriveByCas, refused } from './cas.ts';
import { checkOf, sources } from './define.ts';

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
