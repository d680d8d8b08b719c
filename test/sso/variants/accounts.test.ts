import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { paths } from '../../../src/callback/merchant/login/model.ts';
import { accountVariants } from './accounts.ts';
import { found, oneOfEach, runVariant, type Variant } from './run.ts';

const only = ['OAUTH-ACCOUNT-*', 'LOGIN-ACCOUNT-*'];

/** A merchant whose page of the account shows other facts. */
function showing(
  show: (facts: Record<'name' | 'userName' | 'company', string>) => Response,
): Pick<Variant, 'login'> {
  return {
    login: ({ handle }) => ({
      async handle(request) {
        const response = await handle(request);
        if (response?.status !== 200 || new URL(request.url).pathname !== paths.account) return response;
        const page = await response.text();
        const [name = '', userName = '', company = ''] = Array.from(
          page.matchAll(/<dd>(.*?)<\/dd>/g),
          ([, fact]) => fact!,
        );
        return show({ name, userName, company });
      },
    }),
  };
}

const html = (text: string) =>
  new Response(`<p>${text}</p>`, { headers: { 'Content-Type': 'text/html;charset=UTF-8' } });

async function runWith(
  variant: Parameters<typeof runVariant>[0],
  options: Parameters<typeof runVariant>[1] = {},
) {
  const report = await runVariant(variant, { only, ...options });
  const skipped = report.checks.filter(({ status }) => status === 'skipped');
  return { ...report, found: found(report), skipped: skipped.map(({ id }) => id) };
}

describe('the checks on accounts', () => {
  it.each(oneOfEach(accountVariants))('find: $mistake', async (variant) => {
    const report = await runWith(variant, { only });
    expect(report.found.sort()).toEqual(variant.caughtBy.toSorted());
  });

  it.each([
    ['names alone', showing(({ name }) => html(name)), []],
    [
      'login names and organisations',
      showing(({ userName, company }) => html(`${userName} ${company}`)),
      ['LOGIN-ACCOUNT-NAME'],
    ],
    [
      'a JSON document with escapes',
      showing(({ name, userName }) => {
        const escaped = JSON.stringify({ name, userName }).replace(
          /[^ -~]/g,
          (one) => `\\u${one.charCodeAt(0).toString(16)}`,
        );
        return new Response(escaped, { headers: { 'Content-Type': 'text/html' } });
      }),
      [],
    ],
  ])('accept a page that shows %s', async (_, variant, skipped) => {
    expect(await runWith(variant)).toMatchObject({ found: [], skipped });
  });

  it('accept a merchant of whom no page of the account is named', async () => {
    expect(await runWith({}, { without: ['accountPage'] })).toMatchObject({ found: [], skipped: [] });
  });

  it('find a name that was read as Latin-1 on a page that shows nothing else', async () => {
    const variant = showing(({ name }) => html(Buffer.from(name).toString('latin1')));
    expect((await runWith(variant)).found).toEqual(['LOGIN-ACCOUNT-NAME']);
  });

  it('cannot tell apart users of two organisations by the login name alone', async () => {
    const { checks, ...report } = await runWith(showing(({ userName }) => html(userName)));
    expect(report).toMatchObject({
      found: ['OAUTH-ACCOUNT-TENANT'],
      skipped: ['LOGIN-ACCOUNT-NAME'],
    });
    const { actual } = checks.find(({ id }) => id === 'OAUTH-ACCOUNT-TENANT')!;
    expect(actual!.en).toContain(
      'name a page that shows the name or the organisation, too, with --account-page',
    );
  });

  it.each([
    [
      429,
      'the server limits how often it is called (HTTP 429)',
      'Raise the limit of requests while you test.',
    ],
    [403, 'the server has not called the login centre', undefined],
  ])(
    'judge each of two users who arrive together by the own calls: HTTP %i',
    async (status, actual, hint) => {
      let first: ServerResponse | undefined;
      const variant: Partial<Variant> = {
        front({ url = '' }, outgoing, pass) {
          const refuse = () => outgoing.writeHead(status, { 'Content-Type': 'text/html' }).end('<p>Sorry');
          if (!url.startsWith(paths.callback)) return pass();
          // After all calls of the first one.
          if (first && !first.closed) return first.once('close', refuse);
          first = outgoing;
          pass();
        },
      };
      const { checks } = await runWith(variant, { only: ['OAUTH-ACCOUNT-TOGETHER'] });
      const result = checks.find(({ id }) => id === 'OAUTH-ACCOUNT-TOGETHER')!;
      const own = expect.stringContaining('Keep who is logged in');
      expect(result).toMatchObject({ status: 'failed', actual: { en: actual }, hint: { en: hint ?? own } });
    },
  );
});
