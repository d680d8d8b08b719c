import { parseReporterFlag, type ReporterChoice, ReporterFlagError } from '../callback/reporters/index.ts';
import type { Localized } from '../text/localized.ts';
import { Failure } from './failure.ts';

/**
 * The reports that were asked for. One at the most goes to stdout.
 *
 * @throws Failure (usage)
 */
export function readReporters(flags: readonly string[]): ReporterChoice[] {
  const chosen = flags.map((flag) => {
    try {
      return parseReporterFlag(flag);
    } catch (error) {
      if (error instanceof ReporterFlagError) throw usage('UNKNOWN_REPORTER', error.text);
      throw error;
    }
  });
  if (chosen.filter(({ file }) => file === undefined).length > 1) {
    throw usage('TWO_REPORTS_ON_STDOUT', {
      en: 'Only one report can go to stdout: give the others a file (--reporter NAME=FILE)',
      zh: '标准输出只能写一份报告:其余请指定文件(--reporter NAME=FILE)',
    });
  }
  return chosen;
}

function usage(code: string, message: Localized): Failure {
  const hint: Localized = {
    en: 'A report is NAME or NAME=FILE: spec, json, junit, tap, markdown, html.',
    zh: '报告写作 NAME 或 NAME=FILE：spec、json、junit、tap、markdown、html。',
  };
  return new Failure({ category: 'usage', code, message, hint });
}
