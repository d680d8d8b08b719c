import { describe, expect, it } from 'vitest';
import {
  casLogoutVariants,
  hiddenLogout,
  logoutVariants,
  scriptedLogoutVariants,
  soundLogoutVariants,
} from './logout.ts';
import { assertFound, intact, oneOfEach, runVariant } from './run.ts';

const only = ['LOGIN-LOGOUT-*', 'CAS-LOGOUT-*'];

describe('the checks of the logout', () => {
  it.each(oneOfEach(logoutVariants))('find: $mistake', (variant) => assertFound(variant, only));

  it.each(oneOfEach(casLogoutVariants))('find, of a login with CAS: $mistake', (variant) =>
    assertFound(variant, ['CAS-LOGOUT-*']),
  );

  it.each(soundLogoutVariants)('pass: $mistake', async (variant) => {
    const { checks } = await runVariant(variant, { only });
    expect(checks.filter(({ status }) => status !== 'passed')).toEqual([]);
  });

  it.each(scriptedLogoutVariants)('do not judge: $mistake', async (variant) => {
    const { checks } = await runVariant(variant, { only: ['*-LOGOUT-CENTER'] });
    const open = checks.filter(({ status }) => status !== 'passed');
    const reason = expect.stringMatching(/koo does not run/);
    expect(open).toEqual(
      ['LOGIN-LOGOUT-CENTER', 'CAS-LOGOUT-CENTER'].map((id) =>
        expect.objectContaining({ id, status: 'skipped', reason: expect.objectContaining({ en: reason }) }),
      ),
    );
  });

  it('ask for the page of a logout that koo does not find', async () => {
    const { checks } = await runVariant(hiddenLogout, { only });
    const failures = checks.filter(({ status }) => status === 'failed');
    expect(failures.map(({ id, actual }) => [id, actual?.en.split(',')[0]])).toEqual([
      ['LOGIN-LOGOUT-OWN', 'not judged: the logout responded with HTTP 403: if it needs the form of a page'],
      [
        'LOGIN-LOGOUT-CENTER',
        'not judged: the logout responded with HTTP 403: if it needs the form of a page',
      ],
      ['CAS-LOGOUT-CENTER', 'not judged: the logout responded with HTTP 403: if it needs the form of a page'],
    ]);
  });

  it('are skipped where no logout is named', async () => {
    const { checks } = await runVariant(intact, { only, without: ['logout'] });
    const skipped = checks.filter(({ status }) => status === 'skipped');
    expect(skipped.map(({ id, inconclusive }) => [id, inconclusive])).toEqual([
      ['LOGIN-LOGOUT-OWN', undefined],
      ['LOGIN-LOGOUT-FOREIGN', undefined],
      ['LOGIN-LOGOUT-CENTER', undefined],
      ['LOGIN-LOGOUT-RETURN', undefined],
      ['CAS-LOGOUT-CENTER', undefined],
      ['CAS-LOGOUT-RETURN', undefined],
    ]);
  });
});
