import { listChecks } from '../../callback/cli/test/list.ts';
import { chosen } from './callback-values.ts';
import type { Candidate, Line } from './model.ts';

/** The ids of all checks of the protocols that the line names, or of all protocols. */
export function checks({ flags }: Line): Candidate[] {
  const list = listChecks({
    keys: {},
    protocols: chosen(flags),
    sale: 'period',
    encrypt: 256,
    require: [],
    set: {},
    selection: { only: [], skip: [] },
    bail: false,
    concurrency: 1,
    timeoutMs: 1,
    pollIntervalMs: 1,
    target: undefined,
  });
  return list.map(({ id, title }) => ({ value: id, text: title }));
}
