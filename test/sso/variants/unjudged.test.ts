import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { everywhere } from './answers.ts';
import { page } from './change.ts';
import { runVariant, type Variant } from './run.ts';

type Unjudged = Omit<Variant, 'mistake' | 'caughtBy'>;

/** What is said of some checks, of which the others need not run. */
async function saidOf(variant: Unjudged, ids: readonly string[]) {
  const { checks } = await runVariant(variant, { only: ['OAUTH-LOGIN', ...ids] });
  return ids.map((id) => {
    const { status, reason, actual } = checks.find((check) => check.id === id)!;
    return status === 'passed' ? status : (reason ?? actual)?.en;
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

const rateLimit = 'the server limits how often it is called (HTTP 429)';

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
  ])('%s', async (_, variant, ids, said) => {
    expect(await saidOf(variant, ids)).toEqual(ids.map(() => said));
  });
});

it('a rate limit is said to be the cause of a login that fails', async () => {
  const variant = limiting(({ url = '' }) => url.startsWith('/sso/'));
  const { checks } = await runVariant(variant, { only: ['OAUTH-LOGIN'] });
  expect(checks.find(({ id }) => id === 'OAUTH-LOGIN')).toMatchObject({
    status: 'failed',
    actual: { en: rateLimit },
  });
});
