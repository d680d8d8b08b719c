import { failed, passed } from '../../suite/check.ts';
import { oneLine } from '../../text/terminal-safe.ts';
import { both } from '../../text/translate.ts';
import { valuesOf } from '../browser/body.ts';
import { placeOf } from '../browser/navigation.ts';
import { addressFor } from '../center/address.ts';
import { addressWithCode } from '../probe/arrive.ts';
import { judgeEach, problemOfLook } from '../probe/judge.ts';
import type { LoginCheck, LoginProbe, Verdict } from '../probe/model.ts';
import { checkOf, sources } from './define.ts';
import { foreignHost } from './hosts.ts';

export const corsChecks: readonly LoginCheck[] = [
  checkOf('login', 'exposure', 'LEAK-CORS', {
    title: both('Scripts of other websites cannot read pages of a user who is logged in'),
    hint: both(
      'Name the origins that may read responses, and do not return any Origin in Access-Control-Allow-Origin together with Access-Control-Allow-Credentials.',
    ),
    source: sources.oauthSecurity,
    run: (probe) =>
      judgeCors(probe, (allowed, credentials) => allowed === foreignOrigin && credentials === 'true'),
  }),
  checkOf('login', 'exposure', 'LEAK-CORS-ANY', {
    title: both('Responses of the login do not allow every website to read them'),
    hint: both('Remove Access-Control-Allow-Origin from the responses of the login, or name the origins.'),
    severity: 'warning',
    source: sources.oauthSecurity,
    run: (probe) =>
      judgeCors(
        probe,
        (allowed, credentials) => allowed === '*' || (allowed === foreignOrigin && credentials !== 'true'),
      ),
  }),
];

/** An origin that no server allows by name. */
const foreignOrigin = `https://${foreignHost}`;

/** Reads what a script of another website can: the response of the login address and the account page. */
async function judgeCors(
  probe: LoginProbe,
  isOpen: (allowed: string | undefined, credentials: string | undefined) => boolean,
): Promise<Verdict> {
  const { memory, targets, world } = probe;
  const { user } = world.people;
  const browser = probe.browser();
  const arrival = await browser.visit(addressWithCode(probe, user), { origin: foreignOrigin });
  const account =
    targets.accountPage === undefined
      ? arrival.page?.url
      : addressFor(targets.accountPage, user.organisation);
  const asked = account === undefined ? [] : [await browser.visit(account, { origin: foreignOrigin })];
  const visits = [arrival, ...asked, ...memory.arrivals.map(({ visit }) => visit)];
  for (const hop of visits.flatMap(({ hops }) => hops)) {
    if (world.owns(new URL(hop.url))) continue;
    const [allowed] = valuesOf(hop.responseHeaders, 'access-control-allow-origin');
    const [credentials] = valuesOf(hop.responseHeaders, 'access-control-allow-credentials');
    if (!isOpen(allowed, credentials)) continue;
    return failed(
      both('no permission for {origin}', { origin: foreignOrigin }),
      both('{place} responds to {origin} with Access-Control-Allow-Origin: {allowed}', {
        place: placeOf(new URL(hop.url)),
        origin: foreignOrigin,
        allowed: oneLine(allowed ?? ''),
      }),
      { visits: [{ hops: [hop] }], calls: [] },
    );
  }
  return judgeEach([arrival, ...asked], async (visit) => problemOfLook(visit) ?? passed);
}
