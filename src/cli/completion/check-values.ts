import { protocols } from '../../callback/protocols/index.ts';
import { listChecks } from '../test-list.ts';
import type { Candidate, Line } from './model.ts';

/** The ids of all checks of the protocols that the line names, or of all protocols. */
export function checks({ flags }: Line): Candidate[] {
  const named = (flags.get('protocol') ?? '').split(',');
  const found = protocols.filter(({ id }) => named.includes(id));
  const list = listChecks({
    keys: {},
    protocols: found.length > 0 ? found : protocols,
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
