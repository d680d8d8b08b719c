import { expectCaught } from './variants/expectation.ts';
import { creation } from './variants/mistakes/creation.ts';
import { kit } from './variants/mistakes/kit.ts';
import { life } from './variants/mistakes/life.ts';
import { orders } from './variants/mistakes/orders.ts';
import { repeats } from './variants/mistakes/repeats.ts';
import { semantics } from './variants/mistakes/semantics.ts';

expectCaught([...creation, ...life, ...repeats, ...semantics, ...orders, ...kit]);
