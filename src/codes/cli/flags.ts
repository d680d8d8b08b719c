import * as Flags from '@oclif/core/flags';
import type { InferredFlags } from '@oclif/core/interfaces';
import { integer } from '../../cli/flags/value.ts';

/** Flags of `koo codes`. */
export const codesFlags = {
  family: Flags.string({
    helpValue: 'FAMILY',
    summary: 'Show only this family, such as callback or gateway.',
  }),
  activity: Flags.string({
    helpValue: 'NAME',
    summary: 'Show only codes that this activity or call can return, such as newInstance.',
  }),
  http: integer({ helpValue: 'STATUS', min: 100, max: 599, summary: 'HTTP status that the code came with.' }),
  annotate: Flags.boolean({
    exclusive: ['family', 'activity', 'http', 'output', 'json', 'query', 'fields'],
    summary: 'Pass a log through and add the meaning of its codes.',
  }),
};

export type CodesFilters = Pick<InferredFlags<typeof codesFlags>, 'family' | 'activity' | 'http'>;
