import { accessKeys } from './access-keys.ts';
import { aksk } from './aksk.ts';
import { appCredentials } from './app-credentials.ts';
import { buyers } from './buyers.ts';
import type { Guide } from './guide.ts';
import { invoices } from './invoices.ts';
import { joining } from './joining.ts';
import { jointOperation } from './joint-operation.ts';
import { license } from './license.ts';
import { oauth } from './oauth.ts';
import { performance } from './performance.ts';
import { productConfig } from './product-config.ts';
import { publishing } from './publishing.ts';
import { refunds } from './refunds.ts';
import { saasV1 } from './saas-v1.ts';
import { saasV2 } from './saas-v2.ts';
import { store } from './store.ts';
import { supervision } from './supervision.ts';

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
