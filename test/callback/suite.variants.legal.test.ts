import { expectPassed } from './variants/expectation.ts';
import { legalVariants } from './variants/legal/index.ts';

expectPassed(legalVariants);
