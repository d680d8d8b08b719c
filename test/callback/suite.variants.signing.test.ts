import { expectCaught } from './variants/expectation.ts';
import { authentication } from './variants/mistakes/authentication.ts';
import { twoAtOnce } from './variants/mistakes/two-at-once.ts';
import { v1Signing } from './variants/mistakes/v1-signing.ts';
import { v2Payload } from './variants/mistakes/v2-payload.ts';
import { v2Signing } from './variants/mistakes/v2-signing.ts';

expectCaught([...v1Signing, ...v2Signing, ...v2Payload, ...twoAtOnce, ...authentication]);
