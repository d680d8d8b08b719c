import { failed, passed } from '../../suite/check.ts';
import { both } from '../../text/translate.ts';
import { addressesOf } from '../browser/navigation.ts';
import { addressFor } from '../center/address.ts';
import { addressWithCode } from '../probe/arrive.ts';
import { judgeEach } from '../probe/judge.ts';
import type { LoginCheck, LoginProbe, Verdict } from '../probe/model.ts';
import { notJudged, whyUnreadable } from '../probe/readable.ts';
import { checkOf, sources } from './define.ts';

/** A host that no server names. */
export const foreignHost = 'koo-foreign.example';
export const foreignPage = `https://${foreignHost}/`;

/** The headers in which a client can name it, as for a proxy and as the host of the request. */
export const foreignHeaders = ['X-Forwarded-Host', 'Host'].map((name) => [[name, foreignHost]] as const);

export const hostChecks: readonly LoginCheck[] = [
  checkOf('login', 'exposure', 'ADDRESS-HOST', {
    title: both('No address of the login is built from the host that a request names'),
    hint: both(
      'Build redirect_uri and redirects from an address in your settings, or from the path alone: any client can write Host and X-Forwarded-Host, and a cache may keep the response for others. Behind a reverse proxy, let the proxy overwrite X-Forwarded-Host, and accept only the hosts that you have named.',
    ),
    severity: 'warning',
    source: sources.hostHeader,
    run: (probe) => judgeEach(foreignHeaders, (headers) => judgeHost(probe, headers)),
  }),
];

/** Starts a login and arrives with a code, as a client that names a foreign host. */
function judgeHost(probe: LoginProbe, headers: (typeof foreignHeaders)[number]): Promise<Verdict> {
  const { targets, world } = probe;
  const { user } = world.people;
  const [[name]] = headers;
  const start = targets.loginPage === undefined ? [] : [addressFor(targets.loginPage, user.organisation)];
  return judgeEach([...start, addressWithCode(probe, user)], async (address) => {
    const before = world.calls.length;
    const visit = await probe.browser().visit(address, { headers });
    const calls = world.calls.slice(before);
    const links = visit.page?.links.map(({ url }) => url).filter((url) => world.owns(new URL(url))) ?? [];
    const sent = calls.flatMap(({ query, form }) => [...query, ...form].map(([, value]) => value));
    // Frameworks complete a redirect with the host of the request, which no other website can choose.
    const wrong = [...visit.hops.flatMap(addressesOf), ...links].filter(
      (one) => name !== 'Host' || URL.parse(one)?.host !== foreignHost,
    );
    if ([...sent, ...wrong].some((text) => text.includes(foreignHost))) {
      return failed(
        both('no address with the host {host}', { host: foreignHost }),
        both('after a request with {header}: {host}, an address of the login has this host', {
          header: name,
          host: foreignHost,
        }),
        { visits: [visit], calls },
      );
    }
    const why = name === 'Host' ? undefined : whyUnreadable(visit, calls);
    return why ? notJudged(why, { visits: [visit], calls }) : passed;
  });
}
