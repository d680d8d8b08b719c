import type { CompliantVariant } from '../model.ts';
import { products } from './products.ts';
import { replies } from './replies.ts';
import { strict } from './strict.ts';
import { verification } from './verification.ts';

/** Variants that Huawei's rules allow: nothing may fail, and no more be warned of than is named. */
export const compliantVariants: readonly CompliantVariant[] = [
  ...products,
  ...verification,
  ...replies,
  ...strict,
];
