import { describe, it } from 'vitest';
import { assertFound } from './run.ts';
import { tenantVariants } from './tenants.ts';

const only = ['OAUTH-TENANT-MISSING', 'OAUTH-TENANT-UNKNOWN', 'OAUTH-TENANT-HOST', 'OAUTH-TENANT-MISMATCH'];

describe('the checks of tenants', () => {
  it.each(tenantVariants)('find: $mistake', (variant) => assertFound(variant, only));
});
