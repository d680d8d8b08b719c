import { compliantVariants } from '../../test/callback/variants/compliant/index.ts';
import { expectCaught, expectPassed } from '../../test/callback/variants/expectation.ts';
import { mistakes } from '../../test/callback/variants/mistakes/index.ts';
import type { Variant } from '../../test/callback/variants/model.ts';

/** Each variant in one of its protocols, in turn; each mistake with its checks only, so that few try a change. */
expectCaught(mistakes.map(inOneProtocol), { isAlone: true });
expectPassed(compliantVariants.map(inOneProtocol));

function inOneProtocol<Kind extends Variant>(variant: Kind, index: number): Kind {
  return { ...variant, protocols: variant.protocols.slice(index % variant.protocols.length).slice(0, 1) };
}
