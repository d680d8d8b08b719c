import { fetch } from 'undici';
import { createDispatchers } from '../../../http/dispatcher.ts';
import { both } from '../../../text/translate.ts';
import { randomId } from '../../delivery/random.ts';
import { createLogin } from '../../merchant/login/login.ts';
import { type Fetch, type LoginOptions, paths } from '../../merchant/login/model.ts';
import type { ServeOptions } from './flags.ts';

/** Short enough for a connection to a login centre to be retried within the time limit of the request. */
const connectTimeoutMs = 4_000;

/** Prepares the login of the reference merchant, whose URL is known only once its server has started. */
export function prepareLogin(
  { 'public-url': publicUrl, 'login-page': loginPage }: ServeOptions,
  options: Pick<LoginOptions, 'state' | 'now' | 'businessNow' | 'log'>,
) {
  const dispatchers = createDispatchers(process.env, { timeoutMs: connectTimeoutMs });
  const send: Fetch = async (url, init) => {
    const dispatcher = dispatchers.of(new URL(url).hostname);
    // undici declares the types of the platform once more.
    return (await fetch(url, { ...(init as object), dispatcher })) as unknown as Response;
  };
  const originOf = (url: string) => publicUrl?.origin ?? url;
  return {
    create: (url: string) =>
      createLogin({
        ...options,
        origin: originOf(url),
        loginPage: loginPage?.href,
        fetch: send,
        random: randomId,
      }),
    /** Host names of the server besides its own. */
    names: publicUrl ? [publicUrl.host] : [],
    /** Lists the addresses to register. */
    addresses(url: string) {
      const origin = originOf(url);
      return both(
        'Login page: {page}. Login address to register for OAuth: {callback}; for CAS: {cas}?tenant=TENANT_ID',
        { page: origin + paths.login, callback: origin + paths.callback, cas: origin + paths.cas },
      );
    },
    close: () => dispatchers.destroy(),
  };
}
