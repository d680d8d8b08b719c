import { describe, expect, it } from 'vitest';
import { changing, formOf, sending, withHeaders } from './requests.ts';
import { found, oneOfEach, runVariant } from './run.ts';
import { rightWays, tokenVariants } from './token.ts';

const only = [
  'OAUTH-TOKEN-*',
  'OAUTH-REDIRECT-URI',
  'OAUTH-LONG-CODE',
  'OAUTH-USERINFO-*',
  'OAUTH-NO-REFRESH-TOKEN',
];

describe('the checks on token requests and userinfo', () => {
  it.each(oneOfEach(tokenVariants))('find: $mistake', async (variant) => {
    const report = await runVariant(variant, { only });
    expect(found(report).sort()).toEqual(variant.caughtBy.toSorted());
  });

  it.each(rightWays)('accept: $way', async (variant) => {
    const report = await runVariant(variant, { only });
    expect(found(report)).toEqual([]);
    expect(report.summary).toMatchObject({ skipped: 0 });
  });

  it('judge nothing where no code is sent', async () => {
    const fetch = sending('token', async () => new Response(null, { status: 503 }));
    const report = await runVariant({ fetch }, { only });
    expect(found(report)).toEqual(['OAUTH-LOGIN']);
    const judged = report.checks.filter(({ group, status }) => group === 'token' && status !== 'skipped');
    expect(judged).toEqual([]);
  });

  it('quote what was sent, as one short line', async () => {
    const type = `text/\u00a0plain; ${'x'.repeat(300)}`;
    const fetch = changing('token', (request) => withHeaders(request, { 'Content-Type': type }));
    const { checks } = await runVariant({ fetch }, { only: ['OAUTH-TOKEN-FORM'] });
    const { actual } = checks.find(({ id }) => id === 'OAUTH-TOKEN-FORM')!;
    expect(actual!.en).toBe(`Content-Type text/ plain; ${'x'.repeat(107)}…`);
  });

  it('show all requests with a code that was sent twice, without secrets', async () => {
    const sent = new Set<string>();
    const fetch = sending('token', async ({ url, init }, send) => {
      sent.add(formOf({ url, init }).get('client_secret')!);
      await send(url, init);
      const response = await send(`${url}?client_secret=${[...sent][0]}`, init);
      return response;
    });
    const report = await runVariant({ fetch }, { only: ['OAUTH-TOKEN-*'] });
    const { evidence } = report.checks.find(({ id }) => id === 'OAUTH-TOKEN-ONCE')!;
    expect(evidence!.response.match(/^POST .*oauth2\/token/gm)).toHaveLength(2);
    for (const secret of sent) expect(JSON.stringify(report)).not.toContain(secret);
  });
});
