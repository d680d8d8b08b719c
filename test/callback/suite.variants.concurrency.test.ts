import { expectCaught } from './variants/expectation.ts';
import { concurrency } from './variants/mistakes/concurrency.ts';

expectCaught(concurrency);
