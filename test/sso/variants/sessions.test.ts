import { describe, expect, it } from 'vitest';
import type { KeptCookie } from '../../../src/sso/browser/cookies.ts';
import { unsafeFlag } from '../../../src/sso/checks/sessions.ts';
import { rewriting } from './exposure.ts';
import { assertFound, found, intact, oneOfEach, runVariant, type Variant } from './run.ts';
import { inAddress, sessionVariants, soundSessionVariants } from './sessions.ts';

// Someone else has to have logged in.
const only = ['LOGIN-SESSION-*', 'LOGIN-COOKIE-*', 'OAUTH-UNIFIED'];

describe('the checks of sessions', () => {
  it.each(oneOfEach(sessionVariants))('find: $mistake', (variant) => assertFound(variant, only));

  it.each(soundSessionVariants)('pass: $mistake', async (variant) => {
    const { checks } = await runVariant(variant, { only });
    expect(checks.filter(({ status }) => status !== 'passed')).toEqual([]);
  });

  it('pass where only the page after the login shows who is logged in', async () => {
    const { checks } = await runVariant(intact, { only, without: ['accountPage', 'loginPage'] });
    expect(checks.filter(({ status }) => status !== 'passed')).toEqual([]);
  });

  it('find a session that is in an address only', async () => {
    const report = await runVariant(inAddress(false), { only, without: ['accountPage', 'loginPage'] });
    expect(found(report)).toEqual(['LOGIN-SESSION-ADDRESS']);
  });

  it.each(['?sid=', ';jsessionid='])('do not print the session that follows %s', async (parameter) => {
    const sessions: string[] = [];
    const variant = inAddress(true, parameter, (session) => sessions.push(session));
    const { checks } = await runVariant(variant, { only: ['LOGIN-SESSION-ADDRESS'] });
    const result = checks.find(({ id }) => id === 'LOGIN-SESSION-ADDRESS')!;
    expect(result).toMatchObject({
      status: 'failed',
      evidence: { curl: expect.stringContaining(`${parameter}***`) },
    });
    const report = JSON.stringify(checks);
    expect(sessions.filter((session) => report.includes(session))).toEqual([]);
  });

  it('do not print the session in the address of a page that shows no one', async () => {
    const { login } = inAddress(true, ';jsessionid=');
    const variant: Partial<Variant> = {
      login: (own, origin, print) => rewriting(login?.(own, origin, print) ?? own, () => '<p>Hello'),
    };
    const { checks } = await runVariant(variant, { only: ['OAUTH-LOGIN'], without: ['accountPage'] });
    expect(checks.find(({ id }) => id === 'OAUTH-LOGIN')!.actual?.en).toMatch(
      /the page http:\S+\/sso\/account;jsessionid=\*\*\* shows neither/,
    );
  });

  it.each([
    ['https://saas.example.net/', 'the cookie sid lacks Secure'],
    ['http://127.0.0.1:8080/', undefined],
  ])('want Secure at %s: %s', (address, problem) => {
    const cookie: KeptCookie = {
      name: 'sid',
      value: '1',
      domain: 'saas.example.net',
      path: '/',
      httpOnly: true,
      secure: false,
      isPersistent: false,
    };
    expect(unsafeFlag(cookie, new URL(address))?.en).toBe(problem);
    expect(unsafeFlag({ ...cookie, secure: true }, new URL(address))).toBeUndefined();
  });
});
