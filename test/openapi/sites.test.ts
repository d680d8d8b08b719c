import { describe, expect, test } from 'vitest';
import { type ErrorFacts, KooError } from '../../src/errors/koo-error.ts';
import { type Operation, requireOperation, type SiteId, siteOf } from '../../src/openapi/sites.ts';

function faultOf(work: () => unknown): ErrorFacts | undefined {
  try {
    work();
  } catch (error) {
    if (error instanceof KooError) return error.facts;
    throw error;
  }
  return undefined;
}

describe('sites', () => {
  test.each<[SiteId, string, string, string | undefined]>([
    ['cn', 'https://mkt.myhuaweicloud.com', 'https://iam.myhuaweicloud.com', 'https://mkt.myhuaweicloud.cn'],
    ['intl', 'https://mkt-intl.myhuaweicloud.com', 'https://iam.myhuaweicloud.com', undefined],
    ['eu', 'https://mkt.myhuaweicloud.eu', 'https://iam.eu-west-101.myhuaweicloud.eu', undefined],
  ])('%s', (id, endpoint, iam, fallback) => {
    expect(siteOf(id)).toMatchObject({ id, endpoint, iam });
    expect(siteOf(id).fallback).toBe(fallback);
  });

  test.each<[SiteId, string]>([
    ['cn', 'https://bss.myhuaweicloud.com'],
    ['intl', 'https://bss-intl.myhuaweicloud.com'],
    ['eu', 'https://bss.myhuaweicloud.eu'],
  ])('the billing service of %s is %s', (id, bss) => {
    expect(siteOf(id).bss).toBe(bss);
  });

  test('an endpoint makes a custom site, without fallback or the IAM of another', () => {
    expect(siteOf('cn', 'https://mkt.example.com/base/')).toEqual({
      id: 'custom',
      endpoint: 'https://mkt.example.com/base',
      iam: 'https://mkt.example.com/base',
      bss: 'https://mkt.example.com/base',
      offers: expect.arrayContaining(['order', 'seller-config']),
    });
    expect(siteOf('sandbox', 'http://127.0.0.1:8080').id).toBe('sandbox');
    expect(siteOf('custom', 'http://[::1]:1').endpoint).toBe('http://[::1]:1');
  });

  test.each([
    'mkt.example.com',
    'http://mkt.example.com',
    'http://127.0.0.1.example.com',
    'https://user:pw@mkt.example.com',
    'https://mkt.example.com?x=1',
    'https://mkt.example.com/#x',
    'ftp://127.0.0.1',
    '',
  ])('refuses the endpoint %j', (endpoint) => {
    expect(faultOf(() => siteOf('custom', endpoint))).toMatchObject({
      category: 'usage',
      code: 'INVALID_ENDPOINT',
    });
  });

  test('the sandbox is on this machine: its public keys, and those of the environment, go nowhere else', () => {
    for (const host of ['localhost', '127.0.0.1', '[::1]']) {
      expect(siteOf('sandbox', `http://${host}:8080`).id).toBe('sandbox');
    }
    expect(faultOf(() => siteOf('sandbox', 'https://mkt.example.com'))).toMatchObject({
      category: 'usage',
      code: 'INVALID_ENDPOINT',
      message: { en: 'The sandbox runs on this machine, not at https://mkt.example.com' },
    });
  });

  test.each(['sandbox', 'custom'] as const)('%s needs an address', (id) => {
    expect(faultOf(() => siteOf(id))).toMatchObject({ category: 'usage', code: 'NO_ENDPOINT' });
  });

  test.each<[SiteId, readonly Operation[]]>([
    ['cn', ['order', 'usage', 'license', 'event', 'asset', 'cost', 'partner']],
    ['intl', ['order', 'usage', 'cost']],
    ['eu', ['order', 'cost']],
  ])('%s offers %j and nothing else', (id, offered) => {
    for (const operation of ['order', 'usage', 'license', 'event', 'asset', 'cost', 'partner'] as const) {
      const fault = faultOf(() => requireOperation(siteOf(id), operation));
      if (offered.includes(operation)) expect(fault).toBeUndefined();
      else expect(fault).toMatchObject({ category: 'configuration', code: 'OPERATION_NOT_OFFERED' });
    }
    expect(faultOf(() => requireOperation(siteOf(id), 'seller-config'))).toMatchObject({
      category: 'configuration',
      code: 'OPERATION_NOT_PUBLISHED',
    });
  });

  test('of a custom site, the profile lists the operations, which the error says', () => {
    const site = { ...siteOf('custom', 'https://mkt.example.com'), offers: ['order'] as const };
    expect(faultOf(() => requireOperation(site, 'order'))).toBeUndefined();
    expect(faultOf(() => requireOperation(site, 'usage'))).toMatchObject({
      code: 'OPERATION_NOT_OFFERED',
      message: { en: 'The profile does not list usage push among the operations of its site' },
      hint: { en: expect.stringContaining('`koo config set profiles.NAME.offers') },
    });
  });

  test('the hint names where it is offered', () => {
    expect(faultOf(() => requireOperation(siteOf('eu'), 'license'))?.hint.en).toMatch(
      /^Offered on: cn, sandbox\./,
    );
    expect(faultOf(() => requireOperation(siteOf('eu'), 'usage'))?.hint.en).toMatch(
      /^Offered on: cn, intl, sandbox\./,
    );
  });
});
