import * as Flags from '@oclif/core/flags';
import type { InferredFlags } from '@oclif/core/interfaces';
import { integer } from '../../cli/flags/value.ts';

/** Flags of `koo sandbox start`. */
export const startFlags = {
  port: integer({
    default: 8788,
    min: 0,
    max: 65535,
    helpValue: 'N',
    summary: 'Port on loopback; 0 takes a free one.',
  }),
  detach: Flags.boolean({ summary: 'Run on in the background.' }),
  fault: Flags.string({
    helpValue: 'RATES',
    summary:
      'What goes wrong on purpose: 20%, or reset=0.1,429=0.05,406=…,500=…,half=…,latency=50ms,seed=7; any documented error code too: MKT.9004=0.1.',
  }),
};

export type StartOptions = InferredFlags<typeof startFlags>;
