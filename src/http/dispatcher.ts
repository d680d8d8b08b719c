import { Agent, type Dispatcher, EnvHttpProxyAgent } from 'undici';
import { isLoopback } from './loopback.ts';

/** Connections that are kept alive: straight to this machine, else as the environment says. */
export interface Dispatchers {
  /**
   * Which one to use for a host.
   *
   * @throws ProxyError when the environment names a proxy that is none
   */
  of(hostname: string): Dispatcher;
  /** Ends every connection, those in use too. */
  destroy(): Promise<void>;
}

/** `HTTPS_PROXY` or `HTTP_PROXY` is not a URL. Its value may hold a password and is not told. */
export class ProxyError extends Error {
  override get name(): string {
    return 'ProxyError';
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * HTTP/1.1 with verified certificates, through `HTTPS_PROXY` and `HTTP_PROXY` unless `NO_PROXY` says otherwise.
 * Redirects are not followed; deadlines are the caller's.
 *
 * @param connectTimeoutMs how long a connection may take to come about
 */
export function createDispatchers(env: Environment, connectTimeoutMs: number): Dispatchers {
  // Said outright, for NODE_TLS_REJECT_UNAUTHORIZED=0 would switch it off behind our back.
  const tls = { rejectUnauthorized: true, timeout: connectTimeoutMs };
  const common = { allowH2: false, headersTimeout: 0, bodyTimeout: 0, connect: tls } as const;
  const direct = new Agent(common);
  let proxy: Dispatcher | undefined;
  return {
    of: (hostname) => {
      if (isLoopback(hostname)) return direct;
      const named = proxyOptions(env);
      if (!named) return direct;
      proxy ??= new EnvHttpProxyAgent({ ...common, requestTls: tls, proxyTls: tls, ...named });
      return proxy;
    },
    destroy: async () => {
      await Promise.all([direct.destroy(), proxy?.destroy()]);
    },
  };
}

/** What the environment says of proxies; `undefined` when it names none. */
function proxyOptions(env: Environment) {
  const httpsProxy = env.HTTPS_PROXY ?? env.https_proxy;
  const httpProxy = env.HTTP_PROXY ?? env.http_proxy;
  const noProxy = env.NO_PROXY ?? env.no_proxy;
  if (!httpsProxy && !httpProxy) return undefined;
  for (const proxy of [httpsProxy, httpProxy]) {
    if (proxy && !/^(https?|socks5?):$/.test(URL.parse(proxy)?.protocol ?? '')) throw new ProxyError();
  }
  return {
    ...(httpProxy && { httpProxy }),
    ...(httpsProxy && { httpsProxy }),
    ...(noProxy && { noProxy }),
  };
}
