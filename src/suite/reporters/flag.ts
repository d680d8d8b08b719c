import { didYouMean, KooError, usageError } from '../../errors/koo-error.ts';
import { both, type Localized } from '../../text/translate.ts';

export const reporterNames = ['spec', 'json', 'junit', 'tap', 'markdown', 'html', 'github'] as const;
export type ReporterName = (typeof reporterNames)[number];

export interface ReporterChoice {
  readonly name: ReporterName;
  readonly file?: string;
}

/**
 * The reports that were asked for. One at the most goes to stdout, and none where the result itself goes there.
 *
 * @param stdoutTaken by the result, in the form that `--json`, `--output` or `--query` asks for
 * @throws KooError (usage) `UNKNOWN_REPORTER`, `TWO_REPORTS_ON_STDOUT`, `REPORT_AND_RESULT_ON_STDOUT`
 */
export function readReporters(flags: readonly string[], stdoutTaken: boolean): ReporterChoice[] {
  const chosen = flags.map(parseReporterFlag);
  const [shown, ...others] = chosen.filter(({ file }) => file === undefined);
  if (others.length > 0)
    throw invalidReporter('TWO_REPORTS_ON_STDOUT', both('Only one report can be written to stdout'));
  if (shown && stdoutTaken) {
    throw invalidReporter(
      'REPORT_AND_RESULT_ON_STDOUT',
      both(
        'The {name} report cannot be written to stdout together with the output of --json, --output or --query',
        { name: shown.name },
      ),
      both(
        'Write the report to a file with --reporter {name}=FILE, or remove --json, --output and --query.',
        { name: shown.name },
      ),
    );
  }
  return chosen;
}

/**
 * Reads `NAME` or `NAME=FILE`.
 *
 * @throws KooError (usage, `UNKNOWN_REPORTER`) for a name that is not known, or a `=` with no file behind it
 */
export function parseReporterFlag(flag: string): ReporterChoice {
  const [, given = '', file] = /^([^=]*)(?:=(.*))?$/s.exec(flag) ?? [];
  const name = reporterNames.find((known) => known === given);
  if (name === undefined) throw unknownReporter(given);
  if (file === '')
    throw invalidReporter('UNKNOWN_REPORTER', both('--reporter {name}= has no file name', { name }));
  return file === undefined ? { name } : { name, file };
}

const reporterHint: Localized = both(
  'Write NAME for stdout or NAME=FILE for a file. NAME is spec, json, junit, tap, markdown, html or github.',
);

function unknownReporter(given: string): KooError {
  return new KooError({
    category: 'usage',
    code: 'UNKNOWN_REPORTER',
    message: both('Unknown reporter "{given}"', { given }),
    ...didYouMean(given.toLowerCase(), reporterNames, reporterHint),
  });
}

function invalidReporter(code: string, message: Localized, hint: Localized = reporterHint): KooError {
  return usageError(code, message, hint);
}
