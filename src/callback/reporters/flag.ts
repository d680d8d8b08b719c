import { type KooError, usageError } from '../../errors/koo-error.ts';
import type { Localized } from '../../text/localized.ts';
import { nearest } from '../../text/nearest.ts';
import { both } from '../../text/translate.ts';

export const reporterNames = ['spec', 'json', 'junit', 'tap', 'markdown', 'html'] as const;
export type ReporterName = (typeof reporterNames)[number];

/** A reporter that was asked for, and the file it writes to; without one it writes to stdout. */
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
  if (others.length > 0) {
    throw invalidReporter(
      'TWO_REPORTS_ON_STDOUT',
      both('Only one report can go to stdout: give the others a file (--reporter NAME=FILE)'),
    );
  }
  if (shown && stdoutTaken) {
    throw invalidReporter(
      'REPORT_AND_RESULT_ON_STDOUT',
      both(
        'stdout can hold the {name} report or the result that --json, --output or --query ask for, not both',
        { name: shown.name },
      ),
      both('Drop --json, --output and --query, or give the report a file: --reporter {name}=FILE', {
        name: shown.name,
      }),
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
  if (name === undefined) throw invalidReporter('UNKNOWN_REPORTER', unknownName(given));
  if (file === '') {
    throw invalidReporter('UNKNOWN_REPORTER', both('--reporter {name}= names no file', { name }));
  }
  return file === undefined ? { name } : { name, file };
}

function unknownName(given: string): Localized {
  const meant = nearest(given.toLowerCase(), reporterNames);
  return meant === undefined
    ? both('unknown reporter "{given}" (one of {names})', { given, names: reporterNames })
    : both('unknown reporter "{given}": did you mean {meant}? (one of {names})', {
        given,
        meant,
        names: reporterNames,
      });
}

const reporterHint: Localized = both(
  'A report is NAME or NAME=FILE: spec, json, junit, tap, markdown, html.',
);

function invalidReporter(code: string, message: Localized, hint: Localized = reporterHint): KooError {
  return usageError(code, message, hint);
}
