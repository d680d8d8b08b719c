import { fetch } from 'undici';
import { createDispatchers } from '../../../http/dispatcher.ts';
import type { Localized } from '../../../text/localized.ts';
import { both } from '../../../text/translate.ts';
import { randomId } from '../../delivery/random.ts';
import { createLogin } from '../../merchant/login/login.ts';
import { type Fetch, type Login, type LoginOptions, paths } from '../../merchant/login/model.ts';
import type { ServeOptions } from './flags.ts';

/** The login that a server is started with. */
export interface ServedLogin {
  /** @param url of the server */
  create(url: string): Login;
  /** Names of the server that its public URL adds. */
  readonly names: readonly string[];
  /**
   * Names the addresses to register.
   *
   * @param url of the server
   */
  addresses(url: string): Localized;
  close(): Promise<void>;
}

/** So that a connection to a login centre can be retried within its limit. */
const connectTimeoutMs = 4_000;

/** Prepares the login of the reference merchant, with connections as the environment says. */
export function prepareLogin(
  flags: ServeOptions,
  options: Pick<LoginOptions, 'state' | 'now' | 'businessNow' | 'log'>,
): ServedLogin {
  const { 'public-url': publicUrl, 'login-page': loginPage } = flags;
  const dispatchers = createDispatchers(process.env, { timeoutMs: connectTimeoutMs });
  const send: Fetch = async (url, init) => {
    const dispatcher = dispatchers.of(new URL(url).hostname);
    // undici declares the types of the platform once more.
    return (await fetch(url, { ...(init as object), dispatcher })) as unknown as Response;
  };
  const originOf = (url: string) => publicUrl?.origin ?? url;
  return {
    create: (url) =>
      createLogin({
        ...options,
        origin: originOf(url),
        loginPage: loginPage?.href,
        fetch: send,
        random: randomId,
      }),
    names: publicUrl ? [publicUrl.host] : [],
    addresses(url) {
      const origin = originOf(url);
      return both(
        'Login page: {page}. Login address to register for OAuth: {callback}; for CAS: {cas}?tenant=TENANT_ID',
        { page: origin + paths.login, callback: origin + paths.callback, cas: origin + paths.cas },
      );
    },
    close: () => dispatchers.destroy(),
  };
}
