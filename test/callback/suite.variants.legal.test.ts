import { expectPassed } from './variants/expectation.ts';
import { legalVariants } from './variants/legal.ts';

expectPassed(legalVariants);
