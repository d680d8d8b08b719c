import { describe, expect, it } from 'vitest';
import { found, runVariant } from './run.ts';
import { tenantVariants } from './tenants.ts';

const only = ['OAUTH-TENANT-MISSING', 'OAUTH-TENANT-UNKNOWN', 'OAUTH-TENANT-HOST', 'OAUTH-TENANT-MISMATCH'];

describe('the checks of tenants', () => {
  it.each(tenantVariants)('find: $mistake', async ({ caughtBy, ...variant }) => {
    expect(found(await runVariant(variant, { only }))).toEqual(caughtBy);
  });
});
