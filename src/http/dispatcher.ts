import { Agent, type buildConnector, type Dispatcher, EnvHttpProxyAgent } from 'undici';
import { type KooError, usageError } from '../errors/koo-error.ts';
import { both } from '../text/translate.ts';
import { isLoopback } from './loopback.ts';

/** Connections that are kept alive: straight to this machine, else as the environment says. */
export interface Dispatchers {
  /**
   * Which one to use for a host.
   *
   * @throws KooError (usage, `INVALID_PROXY`) when the environment has an invalid proxy URL
   */
  of(hostname: string): Dispatcher;
  /** Ends every connection, those in use too. */
  destroy(): Promise<void>;
}

type Environment = Readonly<Record<string, string | undefined>>;

export interface ConnectionOptions {
  /** How long a connection may take to come about. */
  readonly timeoutMs: number;
  /** Open connections to a server at the most; default as many as are asked for. */
  readonly connections?: number;
  /** Makes the connections that go through no proxy, given what is true of every connection. */
  readonly connector?: (options: buildConnector.BuildOptions) => buildConnector.connector;
}

/**
 * HTTP/1.1 with verified certificates, through `HTTPS_PROXY` and `HTTP_PROXY` unless `NO_PROXY` says otherwise.
 * Over HTTP/2 header names would come in lower case, and what a server wrote could not be judged. Redirects are
 * not followed; deadlines are the caller's.
 */
export function createDispatchers(env: Environment, options: ConnectionOptions): Dispatchers {
  const { timeoutMs, connections, connector } = options;
  // Said outright, for NODE_TLS_REJECT_UNAUTHORIZED=0 would switch it off behind our back.
  const tls = { rejectUnauthorized: true, timeout: timeoutMs, allowH2: false };
  const common = { allowH2: false, headersTimeout: 0, bodyTimeout: 0, connect: tls } as const;
  const direct = new Agent({
    ...common,
    ...(connector && { connect: connector(tls) }),
    ...(connections && { connections }),
  });
  let proxy: Dispatcher | undefined;
  return {
    of: (hostname) => {
      if (isLoopback(hostname)) return direct;
      const proxies = readProxies(env);
      if (!proxies) return direct;
      proxy ??= new EnvHttpProxyAgent({ ...common, requestTls: tls, proxyTls: tls, ...proxies });
      return proxy;
    },
    destroy: async () => {
      await Promise.all([direct.destroy(), proxy?.destroy()]);
    },
  };
}

/**
 * What the environment says of proxies; `undefined` when it names none.
 *
 * @throws KooError (usage, `INVALID_PROXY`) when it has an invalid proxy URL
 */
export function readProxies(env: Environment) {
  const httpsProxy = env.HTTPS_PROXY ?? env.https_proxy;
  const httpProxy = env.HTTP_PROXY ?? env.http_proxy;
  const noProxy = env.NO_PROXY ?? env.no_proxy;
  if (!httpsProxy && !httpProxy) return undefined;
  for (const proxy of [httpsProxy, httpProxy]) {
    if (proxy && !/^(https?|socks5?):$/.test(URL.parse(proxy)?.protocol ?? '')) throw invalidProxy();
  }
  return {
    ...(httpProxy && { httpProxy }),
    ...(httpsProxy && { httpsProxy }),
    ...(noProxy && { noProxy }),
  };
}

/** The value may hold a password and is not told. */
function invalidProxy(): KooError {
  return usageError(
    'INVALID_PROXY',
    both('HTTPS_PROXY or HTTP_PROXY is not a valid proxy URL'),
    both('Use the form http://host:port, or unset the variable.'),
  );
}
