import { describeActivities } from '../../callback/cli/activities.ts';
import { protocols } from '../../callback/protocols/index.ts';
import type { Protocol } from '../../callback/protocols/model.ts';
import type { Candidate, Line } from './model.ts';

/** The IDs of all protocols. */
export function protocolNames(): Candidate[] {
  return protocols.map(({ id, title }) => ({ value: id, text: title }));
}

/** The activities of the protocols on the command line, or of all protocols. */
export function activities({ flags }: Line): Candidate[] {
  return unique(describeActivities(chosen(flags)).map(({ name, title }) => ({ value: name, text: title })));
}

/** The request fields of the activity on the command line. */
export function fields({ args, flags }: Line): Candidate[] {
  const infos = describeActivities(chosen(flags), args[0]);
  return unique(
    infos.flatMap(({ request }) => request.map(({ name, note }) => ({ value: name, text: note }))),
  );
}

/** `NAME=` for these fields; for the whole suite, the fields of every activity. */
export function assignments(line: Line): Candidate[] {
  if (!['callback:send', 'callback:test'].includes(line.id)) return [];
  const scope = line.id === 'callback:test' ? { ...line, args: [] } : line;
  return fields(scope).map(({ value, text }) => ({ value: `${value}=`, text }));
}

/** The protocols on the command line, or all. */
function chosen(flags: Line['flags']): readonly Protocol[] {
  const named = (flags.get('protocol') ?? '').split(',');
  const found = protocols.filter(({ id }) => named.includes(id));
  return found.length > 0 ? found : protocols;
}

function unique(candidates: readonly Candidate[]): Candidate[] {
  return [...new Map(candidates.map((candidate) => [candidate.value, candidate])).values()];
}

/** The IDs of the checks of the protocols on the command line, or of all protocols. */
export async function checks({ flags }: Line): Promise<Candidate[]> {
  const { listChecks } = await import('../../callback/checks/catalogue.ts');
  const list = listChecks(chosen(flags), {
    target: 'https://isv.example.com/',
    sale: 'period',
    encrypt: 256,
    require: [],
    set: {},
    pollIntervalMs: 1,
    timeoutMs: 1,
  });
  return list.map(({ id, title }) => ({ value: id, text: title }));
}
