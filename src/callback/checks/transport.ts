import { isIP } from 'node:net';
import { isLoopback } from '../../http/loopback.ts';
import { failed, passed, skipped } from '../../suite/check.ts';
import { terminalSafe } from '../../text/terminal-safe.ts';
import { both, type Localized, verbatim } from '../../text/translate.ts';
import type { Exchange, FailureKind } from '../delivery/exchange.ts';
import type { Check } from '../probe/model.ts';
import { describeFailure } from '../probe/response.ts';

const requirements = 'https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649475.html';

/** Failures that occur after the server has begun to respond. */
const partialResponses: ReadonlySet<FailureKind> = new Set(['protocol', 'cut-off']);

const plainHttp: Localized = both('Use another port, or put TLS in front of this one. It serves plain HTTP.');

const unreachableHints: Readonly<Partial<Record<FailureKind, Localized>>> = {
  dns: both('Check the spelling of the host name and its entry in the public DNS.'),
  proxy: both(
    'Correct HTTPS_PROXY or HTTP_PROXY, or name the host in NO_PROXY. Nothing was sent to the server.',
  ),
  timeout: both('Check the address, the port and the firewall. No connection was established in time.'),
  'no-response': both(
    'Make sure that every branch of the handler ends its response. The server accepted the connection and the request, and did not respond.',
  ),
  reset: both(
    'Check the log of the server and any proxies in between. The server accepted the connection and closed it.',
  ),
};

/**
 * Checks of the address and the connection. They share one request.
 *
 * @param reach makes a request and returns the response or, if no request gets one, the failure
 */
export function transportChecks(target: URL, reach: () => Promise<Exchange>): Check[] {
  const isLocal = isLoopback(target.hostname);
  let first: Promise<Exchange> | undefined;
  const reached = () => {
    first ??= reach();
    return first;
  };
  const check = (
    id: string,
    parts: Pick<Check, 'title' | 'hint' | 'debuggerMessage' | 'needs' | 'run'>,
  ): Check => ({
    protocol: 'transport',
    group: 'transport',
    severity: 'error',
    source: requirements,
    id: `NET-${id}`,
    ...parts,
  });
  return [
    check('HTTPS', {
      title: both('The address is https (except on loopback)'),
      hint: both('Use an https address. KooGallery calls no others.'),
      run: async () => {
        if (target.protocol === 'https:') return passed;
        if (isLocal) return skipped(both('the address is http on loopback'));
        return failed(verbatim('https://…'), verbatim(target.protocol));
      },
    }),
    check('DOMAIN', {
      title: both('The address has a domain name, not an IP address (except on loopback)'),
      hint: both('Register the address with a domain name. IP addresses are not accepted.'),
      run: async () => {
        const ip = target.hostname.startsWith('[') || isIP(target.hostname) !== 0;
        return !ip || isLocal ? passed : failed(both('a domain name'), verbatim(target.hostname));
      },
    }),
    check('TLS', {
      title: both('TLS is 1.2 or newer, with a certificate from a public authority'),
      hint: both(
        'Send the whole certificate chain, renew the certificate in time, and enable TLS 1.2 or 1.3.',
      ),
      run: async () => {
        if (target.protocol !== 'https:') return skipped(both('the address is not https'));
        const { outcome } = await reached();
        if (!outcome.answered) {
          const { kind, code } = outcome.failure;
          if (kind !== 'tls') return skipped(both('no response was received over TLS'));
          const expected = both('a TLS connection with a valid certificate');
          const hint = code === 'ERR_SSL_WRONG_VERSION_NUMBER' ? plainHttp : undefined;
          return failed(expected, describeFailure(kind, terminalSafe(code)), undefined, hint);
        }
        const version = outcome.response.tls?.protocol;
        // The proxy hides the connection, but Node accepts only valid certificates.
        return version !== undefined && /^TLSv1(\.1)?$/.test(version)
          ? failed(both('TLS 1.2 or newer'), verbatim(version))
          : passed;
      },
    }),
    check('REACHABLE', {
      title: both('The server responds'),
      hint: both(
        "Start the server, check the address and port, and open the firewall. KooGallery's own addresses are neither fixed nor published.",
      ),
      debuggerMessage: both('The production address is unreachable.'),
      run: async () => {
        const exchange = await reached();
        const { outcome } = exchange;
        if (outcome.answered || partialResponses.has(outcome.failure.kind)) return passed;
        const { kind, code } = outcome.failure;
        const hint = unreachableHints[kind];
        return failed(both('an HTTP response'), describeFailure(kind, code), exchange, hint);
      },
    }),
    check('HTTP', {
      title: both('The server speaks HTTP'),
      hint: both(
        'Check the port and the scheme. Another service may be listening on this port, or http and https may be confused.',
      ),
      needs: ['NET-REACHABLE'],
      run: async () => {
        const exchange = await reached();
        const { outcome } = exchange;
        if (outcome.answered || outcome.failure.kind !== 'protocol') return passed;
        const { kind, code } = outcome.failure;
        return failed(both('an HTTP response'), describeFailure(kind, terminalSafe(code)), exchange);
      },
    }),
  ];
}
