import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import type { Merchant } from '../../../src/callback/merchant/model.ts';
import { everywhere } from './answers.ts';
import { changed, locationOf, page } from './change.ts';
import { runVariant, type Variant } from './run.ts';

type Unjudged = Omit<Variant, 'mistake' | 'caughtBy'>;

/** What is said of some checks, of which the others need not run. */
async function saidOf(variant: Unjudged, ids: readonly string[]) {
  const { checks } = await runVariant(variant, { only: ['OAUTH-LOGIN', ...ids] });
  return ids.map((id) => {
    const { status, reason, actual } = checks.find((check) => check.id === id)!;
    return status === 'passed' ? status : (reason ?? actual)?.en.replace(/^not judged: /, '');
  });
}

/** Answers browsers with a status after a call of the kit, until the next one. */
function answering(
  status: number,
  after: (activity: string, values: { readonly flag?: number }) => boolean,
): Unjudged {
  let isDown = false;
  return {
    merchant: ({ handle, ...merchant }) => ({
      ...merchant,
      async handle(request) {
        isDown = after(request.url.replace(/.*\//, ''), JSON.parse(String(request.body)));
        return handle(request);
      },
    }),
    login: everywhere((request, handle) =>
      isDown ? Promise.resolve(page(status, '<p>Sorry')) : handle(request),
    ),
  };
}

/** Drops the connection of some requests. */
function dropping(at: (incoming: IncomingMessage) => boolean): Unjudged {
  return { front: (incoming, outgoing, pass) => (at(incoming) ? outgoing.destroy() : pass()) };
}

/** Answers with HTTP 429 from the second of some requests on. */
function limiting(at: (incoming: IncomingMessage) => boolean): Unjudged {
  let times = 0;
  return {
    front(incoming, outgoing, pass) {
      if (at(incoming)) times += 1;
      if (times > 1) outgoing.writeHead(429).end('Too many requests');
      else pass();
    },
  };
}

/** Answers with HTTP 429 at an address, from one of its requests on. */
function limitingAt(place: string, from: number): Unjudged {
  let times = 0;
  return {
    front({ url = '' }, outgoing, pass) {
      if (url.includes(place)) times += 1;
      if (times >= from && url.includes(place)) outgoing.writeHead(429).end();
      else pass();
    },
  };
}

/** Responds to the authorisation of someone whose name is HTML in another way. */
function atMarkup(respond: (reply: Awaited<ReturnType<Merchant['handle']>>) => typeof reply): Unjudged {
  return {
    merchant: ({ handle, ...merchant }) => ({
      ...merchant,
      async handle(request) {
        const reply = await handle(request);
        return String(request.body).includes('onerror') ? respond(reply) : reply;
      },
    }),
  };
}

const rateLimit = 'the server limits how often it is called (HTTP 429)';
const dropped = expect.stringMatching(/^The request to \S+ failed: /);
const elsewhere = 'http://app.localhost:1/ is not an address that this test visits.';

describe('nothing is concluded', () => {
  it.each<[string, Unjudged, readonly string[], unknown]>([
    [
      'from a rate limit after a withdrawal',
      answering(429, (activity, { flag }) => activity === 'authSync' && flag === 3),
      ['OAUTH-ACCOUNT-WITHDRAWN'],
      rateLimit,
    ],
    [
      'from a gateway after an organisation is unbound',
      answering(502, (activity, { flag }) => activity === 'tenantSync' && flag === 0),
      ['LOGIN-UNBIND-SESSION'],
      'the server does not serve the request: HTTP 502',
    ],
    [
      'about a service without a response',
      dropping(({ url = '' }) => url.includes('koo-added')),
      ['CAS-SERVICE-REQUEST'],
      dropped,
    ],
    [
      'about other websites without a response to one',
      dropping(({ headers: { origin = '' } }) => origin.includes('foreign')),
      ['LOGIN-LEAK-CORS', 'LOGIN-LEAK-CORS-ANY'],
      dropped,
    ],
    [
      'about the state of a login that was not started',
      limitingAt('/sso/login?tenant=', 2),
      ['OAUTH-STATE-SENT'],
      rateLimit,
    ],
    [
      'from logins that were not started',
      limitingAt('/sso/login?tenant=', 4),
      [
        'OAUTH-STATE-FORM',
        'OAUTH-STATE-FOREIGN',
        'OAUTH-STATE-MISSING',
        'OAUTH-STATE-ABANDONED',
        'OAUTH-STATE-ONCE',
        'OAUTH-STATE-TENANT',
      ],
      rateLimit,
    ],
    [
      'about cookies without the page that shows who is logged in',
      limitingAt('/sso/account', 23),
      ['LOGIN-COOKIE-FLAGS'],
      rateLimit,
    ],
    [
      'about the page of a failure that did not take place',
      limiting(({ url = '' }) => /\/sso\/callback\?.*\bcode=/.test(url)),
      ['LOGIN-LEAK-PAGE'],
      'the server has not called the login centre',
    ],
    [
      'about a page that was not seen',
      {
        login: (login) =>
          changed(login, (response) => {
            if (locationOf(response) === '/sso/account')
              response.headers.set('Location', elsewhere.slice(0, 23));
            return response;
          }),
      },
      ['LOGIN-MOBILE', 'LOGIN-LEAK-CODE', 'LOGIN-LEAK-REFERER'],
      elsewhere,
    ],
    [
      'about a name that a server could not store',
      atMarkup((reply) => ({ ...reply, body: Buffer.from('oops') })),
      ['LOGIN-SCRIPT-IN-NAME'],
      'text that is not JSON: oops',
    ],
  ])('%s', async (_, variant, ids, said) => {
    expect(await saidOf(variant, ids)).toEqual(ids.map(() => said));
  });
});

it('a name that the server rejects is on no page', async () => {
  const body = Buffer.from('{"resultCode":"000002","resultMsg":"invalid name"}');
  expect(
    await saidOf(
      atMarkup((reply) => ({ ...reply, body })),
      ['LOGIN-SCRIPT-IN-NAME'],
    ),
  ).toEqual(['passed']);
});

it('a rate limit is said to be the cause of a login that fails', async () => {
  const variant = limiting(({ url = '' }) => url.startsWith('/sso/'));
  const { checks } = await runVariant(variant, { only: ['OAUTH-LOGIN'] });
  expect(checks.find(({ id }) => id === 'OAUTH-LOGIN')).toMatchObject({
    status: 'failed',
    actual: { en: rateLimit },
    hint: { en: 'Raise the limit of requests while you test.' },
  });
});
