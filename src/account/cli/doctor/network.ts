import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { connect, type PeerCertificate } from 'node:tls';
import { request } from 'undici';
import { networkCode } from '../../../errors/koo-error.ts';
import { createDispatchers } from '../../../http/dispatcher.ts';
import { isLoopback } from '../../../http/loopback.ts';
import { proxyFaultOf } from '../../../http/network-error.ts';
import { maxSkewMs } from '../../../signing/sdk-date.ts';
import { day } from '../../../text/duration.ts';
import { both, verbatim } from '../../../text/translate.ts';
import type { Environment } from '../../folders.ts';
import { type Finding, fail, pass, skip, warn } from './model.ts';

/** Timeout of each check, in ms. */
const timeoutMs = 8_000;

/** Checks the proxy of the environment. Its user and password are not shown. */
export function checkProxy(url: URL, env: Environment): Finding {
  const name = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'].find((one) => env[one]);
  if (name === undefined) return pass('proxy', both('No proxy is set'));
  const proxy = URL.parse(env[name] ?? '');
  if (!proxy || !/^https?:$/.test(proxy.protocol)) {
    return fail(
      'proxy',
      both('{name} is not a valid proxy URL', { name }),
      both('Example: http://proxy.example.com:3128'),
    );
  }
  const shown = `${name} ${proxy.protocol}//${proxy.host}`;
  return pass(
    'proxy',
    isProxied(url, env)
      ? verbatim(shown)
      : both('{shown}, not used for {hostname}', { shown, hostname: url.hostname }),
  );
}

/** Checks whether the host name can be resolved. Behind a proxy, the proxy resolves it. */
export async function checkDns(url: URL, env: Environment): Promise<Finding> {
  const { hostname } = url;
  if (isLoopback(hostname)) return skip('dns', notNeeded);
  if (isProxied(url, env)) return skip('dns', handledByProxy);
  try {
    const { address } = await withTimeout(lookup(hostname));
    return pass('dns', both('{hostname} resolves to {address}', { hostname, address }));
  } catch (error) {
    return fail(
      'dns',
      both('{hostname} cannot be resolved ({error})', { hostname, error: networkCode(error) }),
      both('Check the network and the DNS server. Behind a proxy, set HTTPS_PROXY.'),
    );
  }
}

/** Checks whether the certificate of the host is trusted. */
export async function checkTls(url: URL, env: Environment): Promise<Finding> {
  if (url.protocol !== 'https:') return skip('tls', notNeeded);
  if (isProxied(url, env)) return skip('tls', handledByProxy);
  try {
    const { certificate, protocol } = await handshake(url);
    const end = new Date(certificate.valid_to);
    const days = Math.floor((end.getTime() - Date.now()) / day);
    const facts = { protocol, days };
    const detail = both(
      '{protocol}, certificate valid for {days, plural, one {# day} other {# days}}',
      facts,
    );
    return days < 7
      ? warn('tls', detail, both("The server's operator must renew the certificate soon."))
      : pass('tls', detail);
  } catch (error) {
    const facts = { host: url.host, error: networkCode(error) };
    return fail(
      'tls',
      both('{host}: cannot establish a trusted TLS connection ({error})', facts),
      both('If your network inspects TLS, set NODE_EXTRA_CA_CERTS to the file with its CA certificate.'),
    );
  }
}

/** Compares the local clock with the server's, which rejects signatures beyond {@link maxSkewMs}. */
export async function checkClock(url: URL, env: Environment): Promise<Finding> {
  const dispatchers = createDispatchers(env, { timeoutMs });
  const start = Date.now();
  try {
    const { headers, body } = await request(url, {
      dispatcher: dispatchers.of(url.hostname),
      signal: AbortSignal.timeout(timeoutMs),
    });
    const midpoint = (start + Date.now()) / 2;
    await body.dump();
    const date = Date.parse(String(headers.date));
    return Number.isNaN(date) ? noDate : assessSkew(midpoint - date);
  } catch (error) {
    const proxy = proxyFaultOf(error);
    if (proxy) {
      const facts = { error: proxy.status === undefined ? networkCode(error) : `HTTP ${proxy.status}` };
      return fail(
        'clock',
        both('the proxy of HTTPS_PROXY or HTTP_PROXY failed ({error})', facts),
        both('Correct HTTPS_PROXY or unset it; NO_PROXY lists hosts that need no proxy.'),
      );
    }
    return fail(
      'clock',
      both('{host} does not respond ({error})', { host: url.host, error: networkCode(error) }),
      both('Check the network, the firewall and HTTPS_PROXY.'),
    );
  } finally {
    await dispatchers.destroy();
  }
}

/** @param skewMs local time minus server time, in ms; the server's time has a resolution of one second */
export function assessSkew(skewMs: number): Finding {
  const seconds = Math.round(Math.abs(skewMs) / 1000);
  const detail =
    seconds <= 1
      ? both('The clock is accurate')
      : skewMs > 0
        ? both('{seconds} s ahead of the server', { seconds })
        : both('{seconds} s behind the server', { seconds });
  const hint = both(
    'Set the clock, preferably with NTP. The server rejects a signature that is more than 15 minutes off.',
  );
  if (seconds * 1000 > maxSkewMs) return fail('clock', detail, hint);
  return seconds > 60 ? warn('clock', detail, hint) : pass('clock', detail);
}

/** Whether a host is reached through a proxy. Loopback addresses never are. */
export function isProxied(url: URL, env: Environment): boolean {
  const name = url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  if (!(env[name] || env[name.toLowerCase()]) || isLoopback(url.hostname)) return false;
  const exceptions = (env.NO_PROXY ?? env.no_proxy ?? '').toLowerCase().split(/[\s,]+/);
  return !exceptions.some((entry) => {
    const host = entry.replace(/^\*?\./, '').replace(/:\d+$/, '');
    return entry === '*' || (host !== '' && (url.hostname === host || url.hostname.endsWith(`.${host}`)));
  });
}

function handshake(url: URL): Promise<{ certificate: PeerCertificate; protocol: string }> {
  return new Promise((resolve, reject) => {
    const port = Number(url.port || 443);
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const name = isIP(host) ? {} : { servername: host };
    const socket = connect({ host, port, ...name, rejectUnauthorized: true });
    socket.setTimeout(timeoutMs, () => socket.destroy(timeoutError()));
    socket.once('error', reject);
    socket.once('secureConnect', () => {
      resolve({ certificate: socket.getPeerCertificate(), protocol: socket.getProtocol() ?? 'TLS' });
      socket.destroy();
    });
  });
}

async function withTimeout<T>(action: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(timeoutError()), timeoutMs);
  });
  try {
    return await Promise.race([action, limit]);
  } finally {
    clearTimeout(timer);
  }
}

function timeoutError(): Error {
  return Object.assign(new Error('no answer in time'), { code: `${timeoutMs / 1000} s` });
}

const notNeeded = both('Not needed for this machine');
const handledByProxy = both('Handled by the proxy');

const noDate = warn(
  'clock',
  both('The response of the server has no date'),
  both('Compare the clock with another source.'),
);
