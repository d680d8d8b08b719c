import { describe, expect, it } from 'vitest';
import { assertFound, oneOfEach, runVariant, type Variant } from './run.ts';
import { tenantVariants } from './tenants.ts';

const only = ['OAUTH-TENANT-MISSING', 'OAUTH-TENANT-UNKNOWN', 'OAUTH-TENANT-HOST', 'OAUTH-TENANT-MISMATCH'];

describe('the checks of tenants', () => {
  it.each(oneOfEach(tenantVariants))('find: $mistake', (variant) => assertFound(variant, only));
});

it.each(['tenantId', 'tenantCode'])(
  'a merchant has a host of its own for each tenant, with {%s}',
  async (name) => {
    const front: Variant['front'] = (_incoming, _outgoing, pass) => pass();
    const { checks } = await runVariant(
      { front },
      {
        host: `{${name}}.localhost`,
        only: ['OAUTH-LOGIN', 'OAUTH-ACCOUNT-TENANT', 'OAUTH-TENANT-*', 'LOGIN-ADDRESS*'],
      },
    );
    const passed = checks.flatMap(({ id, status }) => (status === 'passed' ? id : []));
    expect(passed).toEqual(expect.arrayContaining(['OAUTH-LOGIN', 'OAUTH-ACCOUNT-TENANT']));
    expect(
      checks.filter(({ status }) => status !== 'passed').map(({ id, reason }) => [id, reason?.en]),
    ).toEqual(
      ['OAUTH-TENANT-MISSING', 'OAUTH-TENANT-UNKNOWN'].map((id) => [
        id,
        'the login address itself names the tenant',
      ]),
    );
  },
);
