import { lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { Agent, type buildConnector, type Dispatcher, EnvHttpProxyAgent, Pool } from 'undici';
import { type KooError, usageError } from '../errors/koo-error.ts';
import { both } from '../text/translate.ts';
import { isLoopback, resolvableName } from './loopback.ts';
import { proxyFailure } from './network-error.ts';

/** Keep-alive connections: direct to loopback addresses, else through the proxy of the environment. */
export interface Dispatchers {
  /**
   * The dispatcher for a host.
   *
   * @throws KooError (usage, `INVALID_PROXY`) if the environment has an invalid proxy URL
   */
  of(hostname: string): Dispatcher;
  /** Closes all connections, including those in use. */
  destroy(): Promise<void>;
}

type Environment = Readonly<Record<string, string | undefined>>;

export interface ConnectionOptions {
  /** Timeout for establishing a connection. */
  readonly timeoutMs: number;
  /** Maximum number of connections to a server; default: unlimited. */
  readonly connections?: number;
  /** Creates the connector of direct connections from the common options. */
  readonly connector?: (options: buildConnector.BuildOptions) => buildConnector.connector;
}

/**
 * Creates dispatchers for HTTP/1.1 with verified certificates, through `HTTPS_PROXY` and `HTTP_PROXY` subject to
 * `NO_PROXY`. HTTP/2 is off because it lower-cases header names, whose original form is checked. Redirects are not
 * followed; the caller sets timeouts.
 */
export function createDispatchers(env: Environment, options: ConnectionOptions): Dispatchers {
  const { timeoutMs, connections, connector } = options;
  // Explicit, because NODE_TLS_REJECT_UNAUTHORIZED=0 would disable verification.
  const tls = { rejectUnauthorized: true, timeout: timeoutMs, allowH2: false };
  const common = { allowH2: false, headersTimeout: 0, bodyTimeout: 0, connect: tls } as const;
  const own = { ...tls, lookup: lookupAsBrowsers };
  const direct = new Agent({
    ...common,
    connect: connector?.(own) ?? own,
    ...(connections && { connections }),
  });
  let proxy: Dispatcher | undefined;
  return {
    of: (hostname) => {
      if (isLoopback(hostname)) return direct;
      const proxies = readProxies(env);
      if (!proxies) return direct;
      proxy ??= new EnvHttpProxyAgent({
        ...common,
        requestTls: tls,
        proxyTls: tls,
        clientFactory: createProxyClient,
        ...proxies,
      });
      return proxy;
    },
    destroy: async () => {
      await Promise.all([direct.destroy(), proxy?.destroy()]);
    },
  };
}

const lookupAsBrowsers: LookupFunction = (hostname, options, callback) =>
  lookup(resolvableName(hostname), options, callback);

/** Creates the connections to a proxy, so that its failures can be distinguished from those of the sites behind it. */
function createProxyClient(origin: URL, options: object): Dispatcher {
  const { connect } = options as { readonly connect: buildConnector.connector };
  return new Pool(origin.origin, {
    ...options,
    connect: (target, callback) =>
      connect(target, (...[error, socket]) =>
        error ? callback(proxyFailure(origin.host, error), null) : callback(null, socket),
      ),
  });
}

/**
 * Reads the proxies of the environment; `undefined` if there are none.
 *
 * @throws KooError (usage, `INVALID_PROXY`) for an invalid proxy URL
 */
export function readProxies(env: Environment) {
  const httpsProxy = env.HTTPS_PROXY ?? env.https_proxy;
  const httpProxy = env.HTTP_PROXY ?? env.http_proxy;
  const noProxy = env.NO_PROXY ?? env.no_proxy;
  if (!httpsProxy && !httpProxy) return undefined;
  for (const proxy of [httpsProxy, httpProxy]) {
    if (proxy && !/^(https?|socks5?):$/.test(URL.parse(proxy)?.protocol ?? '')) throw invalidProxy();
  }
  return { ...(httpProxy && { httpProxy }), ...(httpsProxy && { httpsProxy }), ...(noProxy && { noProxy }) };
}

/** The value is not quoted, because it may contain a password. */
function invalidProxy(): KooError {
  return usageError(
    'INVALID_PROXY',
    both('HTTPS_PROXY or HTTP_PROXY is not a valid proxy URL'),
    both('Use the form http://host:port, or unset the variable.'),
  );
}
