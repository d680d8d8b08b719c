import { compliantVariants } from './variants/compliant/index.ts';
import { expectPassed } from './variants/expectation.ts';

expectPassed(compliantVariants);
