import { describe, expect, it } from 'vitest';
import { paths } from '../../../src/callback/merchant/login/model.ts';
import { formOf, isTo, type Request, type Values, withForm, withHeaders } from './requests.ts';
import { found, intact, runVariant, type Variant } from './run.ts';

const only = ['OAUTH-REFRESH*'];
/** These merchants refresh at each page, whether the token has expired or not. */
const sleep = async () => {};

/**
 * A merchant that refreshes the latest token whenever a page is opened.
 *
 * @param change makes a request of its own of the usual one
 */
function refreshing({
  change = (request: Request) => request,
  keepsFirst = false,
}): Pick<Variant, 'fetch' | 'login'> {
  let exchange: Request | undefined;
  let refreshToken = '';
  const refresh = async (request: Request) => {
    const { url, init } = change(
      withForm(request, (form) => {
        form.delete('code');
        form.set('grant_type', 'refresh_token');
        form.set('refresh_token', refreshToken);
      }),
    );
    const values = (await (await fetch(url, init)).json()) as Values;
    if (!keepsFirst && values.refresh_token) refreshToken = String(values.refresh_token);
  };
  return {
    fetch: (send) => async (url, init) => {
      const response = await send(url, init);
      if (!isTo(url, 'token')) return response;
      const values = (await response.json()) as Values;
      exchange = { url, init };
      refreshToken = String(values.refresh_token);
      return Response.json(values);
    },
    login: ({ handle }) => ({
      async handle(request) {
        if (exchange && new URL(request.url).pathname === paths.account) await refresh(exchange);
        return handle(request);
      },
    }),
  };
}

const variants: readonly Variant[] = [
  {
    mistake: 'the refresh is sent as JSON',
    caughtBy: ['OAUTH-REFRESH'],
    ...refreshing({
      change: (request) => {
        const body = JSON.stringify(Object.fromEntries(formOf(request)));
        const { url, init } = withHeaders(request, { 'Content-Type': 'application/json' });
        return { url, init: { ...init, body } };
      },
    }),
  },
  {
    mistake: 'the refresh has no client secret',
    caughtBy: ['OAUTH-REFRESH'],
    ...refreshing({ change: (request) => withForm(request, (form) => form.delete('client_secret')) }),
  },
  {
    mistake: 'the first refresh token is kept',
    caughtBy: ['OAUTH-REFRESH-ROTATED'],
    ...refreshing({ keepsFirst: true }),
  },
];

describe('the checks on refreshed tokens', () => {
  it.each(variants)('find: $mistake', async ({ caughtBy, ...variant }) => {
    expect(found(await runVariant(variant, { only, sleep }))).toEqual(caughtBy);
  });

  it('pass where tokens are refreshed', async () => {
    const { checks } = await runVariant(refreshing({}), { only, sleep });
    expect(checks.filter(({ id }) => id.startsWith('OAUTH-REFRESH')).map(({ status }) => status)).toEqual([
      'passed',
      'passed',
    ]);
  });

  it('are skipped where none is refreshed', async () => {
    const { checks } = await runVariant(intact, { only, sleep });
    const skipped = checks.filter(({ status }) => status === 'skipped');
    expect(skipped.map(({ id, inconclusive }) => [id, inconclusive])).toEqual([
      ['OAUTH-REFRESH', undefined],
      ['OAUTH-REFRESH-ROTATED', undefined],
    ]);
  });
});
