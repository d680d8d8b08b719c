import type { Guide } from './guide.ts';
import { license, saasV1, saasV2 } from './interfaces.ts';
import { accessKeys, aksk, appCredentials, oauth } from './keys.ts';
import { invoices, performance, refunds } from './money.ts';
import { buyers, productConfig, supervision } from './products.ts';
import { joining, jointOperation, publishing, store } from './selling.ts';

/** All guides, in the order a merchant meets their subjects. */
export const guides: readonly Guide[] = [
  joining,
  jointOperation,
  publishing,
  saasV2,
  saasV1,
  license,
  appCredentials,
  aksk,
  accessKeys,
  oauth,
  buyers,
  productConfig,
  supervision,
  refunds,
  invoices,
  performance,
  store,
];
