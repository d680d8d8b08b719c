import * as Flags from '@oclif/core/flags';
import type { InferredFlags } from '@oclif/core/interfaces';
import { allowHost, integer } from '../../cli/flags/value.ts';
import { loginFaults } from '../state/running.ts';

export const startFlags = {
  port: integer({
    default: 8788,
    min: 0,
    max: 65535,
    helpValue: 'N',
    summary: 'Port on the loopback interface; 0 selects a free port.',
  }),
  'allow-host': allowHost({ multiple: true }),
  detach: Flags.boolean({ summary: 'Run in the background.' }),
  fault: Flags.string({
    helpValue: 'RATES',
    summary:
      'Faults to inject: 20%, or reset=0.1,429=0.05,406=…,500=…,half=…,latency=50ms,seed=7; also any documented error code: MKT.9004=0.1.',
  }),
  'login-fault': Flags.option({ options: loginFaults })({
    summary: 'What goes wrong with every login, in the calls of the server.',
  }),
};

export type StartOptions = InferredFlags<typeof startFlags>;
