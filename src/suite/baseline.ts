import * as v from 'valibot';
import { type KooError, usageError } from '../errors/koo-error.ts';
import { decodeText } from '../text/decode.ts';
import { both, type Localized } from '../text/translate.ts';
import type { Change, Comparison, Report, Status, SuiteName } from './report.ts';

const text = v.pipe(v.string(), v.minLength(1));

/** The parts of an earlier report that are compared. Later versions of koo may add properties. */
const baselineContent = {
  target: text,
  startedAt: v.pipe(v.string(), v.isoTimestamp()),
  checks: v.pipe(
    v.array(v.object({ id: text, status: v.picklist(['passed', 'failed', 'warned', 'skipped']) })),
    v.rawCheck(({ dataset, addIssue }) => {
      if (!dataset.typed) return;
      const { value: input } = dataset;
      const seen = new Set<string>();
      for (const [key, item] of input.entries()) {
        const path = { type: 'array', origin: 'value', input, key, value: item } as const;
        if (seen.has(item.id)) return addIssue({ message: 'repeated', path: [path] });
        seen.add(item.id);
      }
    }),
  ),
};

function baselineSchema(suite: SuiteName) {
  return v.object({ schema: v.literal(schemaOf(suite)), ...baselineContent });
}

export type Baseline = v.InferOutput<ReturnType<typeof baselineSchema>>;

/**
 * Reads an earlier JSON report.
 *
 * @param file as the user named it, for messages
 * @param suite whose report it must be
 * @throws KooError (usage, `INVALID_BASELINE`) naming the file and what is wrong
 */
export function parseBaseline(bytes: Uint8Array, file: string, suite: SuiteName): Baseline {
  // PowerShell writes UTF-16.
  const encodings = ['utf-8', 'utf-16le', 'utf-16be'] as const;
  const { text: json } = decodeText(bytes, {
    encodings,
    notText: () => invalidBaseline(file, suite, both('not JSON')),
  });
  let document: unknown;
  try {
    document = JSON.parse(json);
  } catch {
    throw invalidBaseline(file, suite, both('not JSON'));
  }
  const result = v.safeParse(baselineSchema(suite), document);
  if (result.success) return result.output;
  throw invalidBaseline(file, suite, faultOf(result.issues[0]));
}

function faultOf(issue: v.InferIssue<ReturnType<typeof baselineSchema>>): Localized {
  const path = v.getDotPath(issue);
  const { kind, type, input, expected } = issue;
  if (path === null) return both('not a JSON object');
  if (input === undefined) return both('{path} is missing', { path });
  if (type === 'raw_check') return both('{path} has the id of an earlier check', { path });
  return kind === 'validation' || expected === null
    ? both('{path} is invalid', { path })
    : both('{path} must be {expected}', { path, expected });
}

function schemaOf(suite: SuiteName): Report['schema'] {
  return `koo.${suite}-report/1`;
}

function invalidBaseline(file: string, suite: SuiteName, reason: Localized): KooError {
  return usageError(
    'INVALID_BASELINE',
    both('--baseline {file} is not a report of koo {suite} test: {reason}', { file, suite, reason }),
    both('Give a report that --reporter json=FILE or --json has written ({schema}).', {
      schema: schemaOf(suite),
    }),
  );
}

/**
 * Compares a report with an earlier one, check by check, in the order of the report. A finding is a failure or a
 * warning. Checks with the same outcome and no finding are left out, and those that ran in neither report.
 */
export function compareReports(earlier: Baseline, report: Report): Comparison {
  const before = new Map(earlier.checks.map(({ id, status }) => [id, status]));
  const ids = new Set([...report.checks, ...earlier.checks].map(({ id }) => id));
  const now = new Map(report.checks.map(({ id, status }) => [id, status]));
  return {
    target: earlier.target,
    startedAt: earlier.startedAt,
    changes: [...ids].flatMap((id) => changeOf(id, before.get(id), now.get(id)) ?? []),
  };
}

function changeOf(id: string, before?: Status, now?: Status): Change | undefined {
  const kind = kindOf(stateOf(before), stateOf(now));
  return kind && { id, change: kind, ...(before && { before }), ...(now && { now }) };
}

type State = 'found' | 'fine' | 'not run';

function stateOf(status: Status | undefined): State {
  if (status === undefined || status === 'skipped') return 'not run';
  return status === 'passed' ? 'fine' : 'found';
}

function kindOf(before: State, now: State): Change['change'] | undefined {
  if (before === now) return now === 'found' ? 'still-failing' : undefined;
  if (before === 'not run') return 'not-run-before';
  if (now === 'not run') return 'not-run-now';
  return now === 'found' ? 'new' : 'fixed';
}
