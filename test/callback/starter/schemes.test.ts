import { describe, expect, it } from 'vitest';
import { listChecks } from '../../../src/callback/checks/catalogue.ts';
import type { OrderSource } from '../../../src/callback/probe/model.ts';
import { protocols } from '../../../src/callback/protocols/index.ts';
import { schemeOf, schemeOfCheck, schemeSnippets } from '../../../src/callback/starter/schemes.ts';
import type { CheckResult } from '../../../src/suite/report.ts';

const orders: OrderSource = {
  issue: () => ({ orderId: '', orderLineId: '' }),
  isQueried: () => true,
  lastRefusal: () => undefined,
};
const checks = listChecks(protocols, {
  target: 'https://isv.example.com/',
  sale: 'period',
  encrypt: 256,
  require: [],
  set: {},
  orders,
  pollIntervalMs: 1,
  timeoutMs: 1,
});

/** Names of the checks of a protocol, without its code, by their scheme. */
function namesBySchemeOf(protocol: string): Record<string, string[]> {
  const named = checks
    .filter((check) => check.protocol === protocol)
    .map((check) => ({ name: check.id.slice(check.id.indexOf('-') + 1), scheme: schemeOfCheck(check) }));
  return Object.fromEntries(
    [...Map.groupBy(named, ({ scheme }) => scheme ?? 'none')].map(([scheme, all]) => [
      scheme,
      all.map(({ name }) => name),
    ]),
  );
}

describe('the scheme of a failed check', () => {
  it('is that of the request for what a signature decides', () => {
    const { 'v2-base': ofV2 = [] } = namesBySchemeOf('v2');
    expect(ofV2).toEqual(
      expect.arrayContaining(['AUTH-RIGHT', 'AUTH-WRONG-KEY', 'AUTH-CHANGED', 'VERIFY-KEY-ORDER']),
    );
    expect(ofV2.filter((name) => !/^(AUTH|VERIFY)-/.test(name))).toEqual([]);
    expect(namesBySchemeOf('v2-kit')['v2-kit']).toContain('AUTH-FOREIGN-SCHEME');
    expect(namesBySchemeOf('v1')['v1-auth-token']).toContain('VERIFY-PLUS');
    expect(namesBySchemeOf('v1-kit')['v1-auth-token']).toContain('AUTH-REMOVED');
  });

  it('is absent for the time, the nonce, the method and the calls of authSync', () => {
    const { none = [] } = namesBySchemeOf('v2-kit');
    expect(none.filter((name) => /^(AUTH|VERIFY)-/.test(name))).toEqual([
      'AUTH-ADD',
      'AUTH-MODIFY',
      'AUTH-CANCEL',
      'VERIFY-CLOCK',
      'AUTH-STALE',
      'AUTH-FUTURE',
      'AUTH-SECONDS',
      'AUTH-NO-TIMESTAMP',
      'AUTH-BAD-TIMESTAMP',
      'AUTH-NO-NONCE',
      'AUTH-METHOD',
      'AUTH-REPLAY',
      'AUTH-REPLAY-SHIFTED',
      'AUTH-REPLAY-OTHER',
      'AUTH-REPLAY-AT-ONCE',
      'AUTH-DELETE',
      'AUTH-REPLAY-LATER',
    ]);
    expect(none).toContain('REPLY-JSON');
  });

  it('is that of the response, of the fields and of the client secret', () => {
    expect(namesBySchemeOf('v1')['v1-body-sign']).toEqual([
      'REPLY-SIGN',
      'REPLY-SIGN-CASE',
      'REPLY-SIGN-FORM',
      'REPLY-SIGN-RIGHT',
      'REPLY-SIGN-REFUSALS',
    ]);
    expect(namesBySchemeOf('v1')['sensitive-fields']).toEqual([
      'REPLY-PLAIN-SECRET',
      'REPLY-DECRYPT',
      'REPLY-CONSTANT-IV',
    ]);
    expect(namesBySchemeOf('v1-kit')['client-secret']).toEqual(['APP-ADD', 'SEM-BAD-SECRET']);
    expect(namesBySchemeOf('v2')['ak-sk']).toEqual(['ORDER-QUERIED', 'ORDER-UNKNOWN']);
  });

  it('is absent for the connection', () => {
    const found = checks.filter(({ protocol }) => protocol === 'transport').map(schemeOfCheck);
    expect(found.length).toBeGreaterThan(0);
    expect(new Set(found)).toEqual(new Set([undefined]));
  });
});

describe('the code for failures', () => {
  const codeFor = schemeSnippets((scheme) => [scheme]);
  const failures = (...names: readonly string[]) =>
    checks
      .filter(({ id }) => names.includes(id))
      .map((check): CheckResult => ({ ...check, status: 'failed', durationMs: 1 }));

  it('is that of each scheme, once', () => {
    const found = failures('V2-AUTH-STALE', 'V2-AUTH-WRONG-KEY', 'V2-AUTH-CHANGED', 'V1-REPLY-SIGN');
    expect(codeFor(found)).toEqual([['v1-body-sign'], ['v2-base']]);
    expect(codeFor([])).toEqual([]);
  });

  it('is a note if no scheme is wrong', () => {
    expect(codeFor(failures('V2-AUTH-STALE', 'V2-IDEMP-NEW'))).toEqual([
      ['No failure or warning is about a signature or an encryption: --snippet has no code for them.'],
    ]);
  });
});

it('knows the scheme of each captured message', () => {
  expect(protocols.map(({ id }) => [id, schemeOf(id, 'request')])).toEqual([
    ['v1', 'v1-auth-token'],
    ['v1-kit', 'v1-auth-token'],
    ['v2', 'v2-base'],
    ['v2-kit', 'v2-kit'],
    ['license-code', 'v2-base'],
    ['online-license', 'v2-base'],
    ['order-notify', 'v2-base'],
  ]);
  expect(schemeOf('v1-kit', 'reply')).toBe('v1-body-sign');
});
