import { failed, inconclusive, passed } from '../../suite/check.ts';
import { both } from '../../text/translate.ts';
import { expiredCertificate } from '../center/server.ts';
import { arriveWithCode } from '../probe/arrive.ts';
import { evidenceOf } from '../probe/judge.ts';
import type { Arrival, LoginCheck, LoginProbe, Verdict } from '../probe/model.ts';
import type { CenterServer } from '../probe/servers.ts';
import { changeFlag, syncTenant } from './binding.ts';
import { checkOf, sources } from './define.ts';

/** Whether the server verifies the certificate of the login centre. */
export const tlsChecks: readonly LoginCheck[] = [
  checkOf('login', 'failures', 'TLS-VERIFIED', {
    title: both('The server calls no login domain whose certificate it cannot trust'),
    hint: both(
      'Verify certificates: remove settings such as rejectUnauthorized: false, verify=False, InsecureSkipVerify or a TrustManager that accepts all. Otherwise anyone in between gets the client secret.',
    ),
    source: sources.oauthSecurity,
    run: judgeTls,
  }),
];

/** Moves the login domain for a while to one with an expired, self-signed certificate. */
async function judgeTls(probe: LoginProbe): Promise<Verdict> {
  const { world } = probe;
  const { user } = world.people;
  const { organisation } = user;
  const usual = organisation.domain;
  const flag = changeFlag(probe);
  const server = await world.moveDomain(organisation, expiredCertificate);
  try {
    const { succeeded, meaning, exchange } = await syncTenant(probe, organisation, flag);
    if (!succeeded) {
      const reason = both('the server refuses the login domain {domain}: {meaning}', {
        domain: server.origin,
        meaning,
      });
      return inconclusive(reason, { visits: [], calls: [], exchange });
    }
    return await judgeCalls(await arriveWithCode(probe, user), server, flag);
  } finally {
    organisation.domain = usual;
    await syncTenant(probe, organisation, flag);
  }
}

async function judgeCalls(
  arrival: Arrival,
  { origin, hadHandshake }: CenterServer,
  flag: number,
): Promise<Verdict> {
  const { calls } = arrival;
  const evidence = evidenceOf(arrival);
  if (calls.some(({ url }) => url.startsWith(`${origin}/`))) {
    const actual = both('the server sent its request to {domain}, whose certificate has expired', {
      domain: origin,
    });
    return failed(both('no request after the TLS handshake'), actual, evidence);
  }
  if (await hadHandshake()) return passed;
  if (calls.length === 0) {
    return inconclusive(
      both('the server has opened no TLS connection to {domain}', { domain: origin }),
      evidence,
    );
  }
  return inconclusive(
    both('the server still calls the old login domain, although tenantSync with flag {flag} has changed it', {
      flag,
    }),
    evidence,
    both('Store the domainName of each tenantSync, and use the last one at the next login.'),
  );
}
