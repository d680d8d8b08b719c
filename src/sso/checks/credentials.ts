import { kitFlags } from '../../callback/delivery/kit-values.ts';
import { failed, skipped } from '../../suite/check.ts';
import { both } from '../../text/translate.ts';
import { arriveWithCode } from '../probe/arrive.ts';
import { evidenceOf, judgeLogin } from '../probe/judge.ts';
import type { KitResult, LoginCheck, LoginProbe, Verdict } from '../probe/model.ts';
import { changeFlag, judgeKit, syncApplication, syncTenant } from './binding.ts';
import { checkOf, sources } from './define.ts';

export const credentialChecks: readonly LoginCheck[] = [
  checkOf('oauth', 'account', 'ACCOUNT-ROTATED', {
    title: both('A user is logged in after the client secret was replaced'),
    hint: both(
      'Store the clientSecret of each applicationSync, and use the last one at the next login: flag 2, or flag 1 once more, replaces it.',
    ),
    source: sources.credential,
    // Constants cannot change, and are found there.
    needs: ['OAUTH-TOKEN-DOMAIN'],
    run: (probe) => {
      const { first, people } = probe.world;
      const { clientSecret } = first;
      const tell = (secret: string) => {
        first.clientSecret = secret;
        return syncApplication(probe, first, changeFlag(probe));
      };
      return between(
        () => tell(probe.world.newSecret()),
        async () => judgeLogin(await arriveWithCode(probe, people.user)),
        () => tell(clientSecret),
      );
    },
  }),
  checkOf('oauth', 'account', 'ACCOUNT-MOVED', {
    title: both('A user is logged in at the new login domain after it was changed'),
    hint: both('Store the domainName of each tenantSync, and use the last one at the next login.'),
    source: sources.kit,
    needs: ['OAUTH-TOKEN-DOMAIN'],
    run: async (probe) => {
      const { first } = probe.world;
      const { domain } = first;
      if (probe.kit.protocol !== 'v2-kit') return skipped(both('V1 cannot change a login domain'));
      return between(
        async () => {
          await probe.world.moveDomain(first);
          return syncTenant(probe, first, kitFlags.modify);
        },
        () => judgeMove(probe, domain),
        () => {
          first.domain = domain;
          return syncTenant(probe, first, kitFlags.modify);
        },
      );
    },
  }),
];

/** Judges an act between two kit calls, the second of which undoes the first. */
async function between(
  change: () => Promise<KitResult>,
  act: () => Promise<Verdict>,
  restore: () => Promise<KitResult>,
): Promise<Verdict> {
  try {
    const synced = judgeKit(await change());
    return synced.status === 'passed' ? await act() : synced;
  } finally {
    await restore();
  }
}

/** @param old the former login domain, which still responds */
async function judgeMove(probe: LoginProbe, old: string): Promise<Verdict> {
  const arrival = await arriveWithCode(probe, probe.world.people.user);
  const isOld = arrival.calls.some(({ url }) => new URL(url).origin === old);
  if (!isOld) return judgeLogin(arrival);
  return failed(
    both('the server calls the new login domain'),
    both('the server calls the login domain from before'),
    evidenceOf(arrival),
  );
}
