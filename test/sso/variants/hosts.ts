import { casService } from '../../../src/callback/merchant/login/cas.ts';
import { paths } from '../../../src/callback/merchant/login/model.ts';
import { at, everywhere, leading } from './answers.ts';
import type { Variant } from './run.ts';

const forwarded = ({ headers }: Request) => headers.get('x-forwarded-host') ?? undefined;

/** A server in front that tells the merchant the host of the request. */
const passingHost: NonNullable<Variant['front']> = ({ headers }, _, pass) => {
  headers['x-forwarded-host'] = headers.host;
  pass();
};

/** Leads elsewhere, by the host that a request names. */
function byHost(
  path: string,
  change: (location: URL, host: string) => string,
): NonNullable<Variant['login']> {
  return at(path, async (request, handle, origin) => {
    const host = forwarded(request);
    const response = await handle(request);
    return host === undefined ? response : leading(response, (location) => change(location, host), origin);
  });
}

/** Takes the host of a redirect URI from the request. */
const redirectUri = byHost(paths.login, (location, host) => {
  const uri = URL.parse(location.searchParams.get('redirect_uri') ?? '');
  if (uri) location.searchParams.set('redirect_uri', `http://${host}${uri.pathname}`);
  return location.href;
});

/** Takes the host of the service from the request. */
function serviceByHost(): Pick<Variant, 'login' | 'steps'> {
  let host: string | undefined;
  return {
    login: everywhere((request, handle) => {
      host = forwarded(request);
      return handle(request);
    }),
    steps: { casService: (binding, origin) => casService(binding, host ? `http://${host}` : origin) },
  };
}

export const hostVariants: readonly Variant[] = [
  {
    mistake: 'redirect_uri has the host of X-Forwarded-Host',
    caughtBy: ['LOGIN-ADDRESS-HOST'],
    says: 'X-Forwarded-Host',
    login: redirectUri,
  },
  {
    mistake: 'redirect_uri has the host of the request',
    caughtBy: ['LOGIN-ADDRESS-HOST'],
    says: 'Host',
    login: redirectUri,
    front: passingHost,
  },
  {
    mistake: 'the redirect after the login has the host of X-Forwarded-Host',
    caughtBy: ['LOGIN-ADDRESS-HOST'],
    login: byHost(paths.callback, ({ pathname }, host) => `http://${host}${pathname}`),
  },
  {
    mistake: 'the service has the host of X-Forwarded-Host',
    caughtBy: ['CAS-SERVICE-REQUEST'],
    ...serviceByHost(),
  },
  {
    mistake: 'the service has the host of the request',
    caughtBy: ['CAS-SERVICE-REQUEST'],
    ...serviceByHost(),
    front: passingHost,
  },
];

/** What other merchants do, and may. */
export const soundHostVariants: readonly Omit<Variant, 'caughtBy'>[] = [
  {
    mistake: 'redirects are completed with the host of the request',
    login: byHost(paths.callback, ({ pathname }, host) => `http://${host}${pathname}`),
    front: passingHost,
  },
  {
    mistake: 'a proxy overwrites X-Forwarded-Host, and refuses other hosts',
    login: redirectUri,
    front: ({ headers, socket }, outgoing, pass) => {
      const named = `127.0.0.1:${socket.localPort}`;
      headers['x-forwarded-host'] = named;
      if (headers.host === named) pass();
      else outgoing.writeHead(421).end();
    },
  },
  {
    mistake: 'a request with another host is refused with HTTP 400',
    front: ({ headers, socket }, outgoing, pass) => {
      const named = [headers.host, headers['x-forwarded-host'] ?? headers.host];
      if (named.every((host) => host === `127.0.0.1:${socket.localPort}`)) pass();
      else outgoing.writeHead(400).end();
    },
  },
];
