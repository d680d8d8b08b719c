import type { Route } from '../../call.ts';
import { attributeRoutes } from './attributes.ts';
import { configurationRoutes } from './configuration.ts';
import { productRoutes } from './products.ts';
import { userRoutes } from './users.ts';

/**
 * Seller configuration. The contract is koo's own, not Huawei's: docs/api/seller-config.openapi.yaml.
 */
export const sellerConfigRoutes: readonly Route[] = [
  ...productRoutes,
  ...configurationRoutes,
  ...userRoutes,
  ...attributeRoutes,
];
