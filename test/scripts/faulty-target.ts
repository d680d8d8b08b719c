import { assertThat, type Target, textOf } from '../../scripts/fuzz/target.ts';
import { KooError, usageError } from '../../src/errors/koo-error.ts';
import { verbatim } from '../../src/text/translate.ts';

const none = verbatim('');

const faults: Readonly<Record<string, () => unknown>> = {
  refuse: () => {
    throw usageError('REFUSED', none, none);
  },
  defect: () => {
    throw new KooError({ category: 'defect', code: 'INTERNAL_ERROR', message: none, hint: none });
  },
  throw: () => {
    throw new TypeError('thrown');
  },
  violate: () => assertThat(false, 'a property'),
  stray: async () => {
    setImmediate(() => {
      throw new RangeError('stray');
    });
    await new Promise((resolve) => setTimeout(resolve, 10));
  },
  hang: () => {
    for (;;);
  },
  never: () => new Promise(() => {}),
  exit: () => process.exit(7),
};

/** Fails in the way that its input names. */
const target: Target = {
  seeds: () => ['', 'refuse', 'throw', 'hang'],
  run: (input) => faults[textOf(input)]?.(),
};
export default target;
