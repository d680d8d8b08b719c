import type { Legal } from '../model.ts';
import { products } from './products.ts';
import { replies } from './replies.ts';
import { verification } from './verification.ts';

/** Variants that Huawei's rules allow: nothing may fail, and no more be warned of than is named. */
export const legalVariants: readonly Legal[] = [...products, ...verification, ...replies];
