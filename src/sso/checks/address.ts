import { isIP } from 'node:net';
import { kitFlags } from '../../callback/delivery/kit-values.ts';
import { isLoopback } from '../../http/loopback.ts';
import { failed, passed } from '../../suite/check.ts';
import { both, verbatim } from '../../text/translate.ts';
import { isTrustworthy } from '../browser/sites.ts';
import { addressFor } from '../center/address.ts';
import type { LoginCheck, LoginProbe, Verdict } from '../probe/model.ts';
import { syncTenant } from './binding.ts';
import { checkOf, sources } from './define.ts';

/** Preconditions: the registered addresses respond and are valid. */
export const addressChecks: readonly LoginCheck[] = [
  {
    id: 'NET-REACHABLE',
    protocol: 'transport',
    group: 'transport',
    severity: 'error',
    title: both('The server responds'),
    hint: both(
      'Start the server, check the login address, the production address and their ports, and open the firewall.',
    ),
    source: sources.credential,
    run: reach,
  },
  checkOf('login', 'exposure', 'ADDRESS', {
    title: both('The login address is https and has no fragment (http only on loopback)'),
    hint: both(
      'Register an https address without #. The code in an http address can be read on its way, and a browser sends a server nothing of what follows #.',
    ),
    source: sources.credential,
    needs: [],
    run: async (probe) => {
      for (const address of registered(probe)) {
        if (address.includes('#')) return failed(both('an address without #'), verbatim(address));
        if (!isTrustworthy(new URL(address))) return failed(verbatim('https://…'), verbatim(address));
      }
      return passed;
    },
  }),
  checkOf('login', 'exposure', 'ADDRESS-NAME', {
    title: both('The login address has a domain name and no port (except on loopback)'),
    hint: both('Register the address with a domain name and without a port: workbenches take no others.'),
    severity: 'warning',
    source: sources.credential,
    needs: [],
    run: async (probe) => {
      for (const address of registered(probe)) {
        const { hostname, host, port } = new URL(address);
        if (isLoopback(hostname)) continue;
        const isAddress = isIP(hostname.replace(/^\[|\]$/g, '')) !== 0;
        if (isAddress || port !== '') return failed(both('a domain name without a port'), verbatim(host));
      }
      return passed;
    },
  }),
];

async function reach(probe: LoginProbe): Promise<Verdict> {
  const [address = ''] = registered(probe);
  const visit = await probe.browser().visit(address, { holdAt: () => true });
  if (!visit.hops.some(({ status }) => status !== undefined)) {
    const reason = visit.stopped?.reason ?? both('there was no response');
    return failed(both('an HTTP response'), reason, { visits: [visit], calls: [] });
  }
  if (new URL(address).host === new URL(probe.targets.production).host) return passed;
  const { exchange, meaning } = await syncTenant(probe, probe.world.first, kitFlags.add);
  return exchange.outcome.answered
    ? passed
    : failed(both('an HTTP response'), meaning, { visits: [], calls: [], exchange });
}

/** Returns the first organisation's addresses that the seller registers. */
function registered({ targets: { login, cas }, world: { first } }: LoginProbe): string[] {
  return [login, ...(cas === undefined ? [] : [cas])].map((address) => addressFor(address, first));
}
