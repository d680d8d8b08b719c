import { type KooError, usageError } from '../../errors/koo-error.ts';
import type { Localized } from '../../text/localized.ts';
import { nearest } from '../../text/nearest.ts';

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
    throw refused('TWO_REPORTS_ON_STDOUT', {
      en: 'Only one report can go to stdout: give the others a file (--reporter NAME=FILE）',
      zh: '标准输出只能写一份报告：其余请指定文件（--reporter NAME=FILE）',
    });
  }
  if (shown && stdoutTaken) {
    throw refused(
      'REPORT_AND_RESULT_ON_STDOUT',
      {
        en: `stdout can hold the ${shown.name} report or the result that --json, --output or --query ask for, not both`,
        zh: `标准输出只能写一种内容：${shown.name} 报告，或 --json、--output、--query 所要的结果`,
      },
      {
        en: `Drop --json, --output and --query, or give the report a file: --reporter ${shown.name}=FILE`,
        zh: `请去掉 --json、--output 和 --query，或为报告指定文件：--reporter ${shown.name}=FILE`,
      },
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
  if (name === undefined) throw refused('UNKNOWN_REPORTER', unknownName(given));
  if (file === '') {
    throw refused('UNKNOWN_REPORTER', {
      en: `--reporter ${name}= names no file`,
      zh: `--reporter ${name}= 后面没有文件名`,
    });
  }
  return file === undefined ? { name } : { name, file };
}

function unknownName(given: string): Localized {
  const meant = nearest(given.toLowerCase(), reporterNames);
  const all = reporterNames.join(', ');
  return {
    en: `unknown reporter "${given}"${meant ? `: did you mean ${meant}?` : ''} (one of ${all})`,
    zh: `未知的报告格式“${given}”${meant ? `：是否想输入 ${meant}？` : ''}（可选 ${reporterNames.join('、')}）`,
  };
}

const form: Localized = {
  en: 'A report is NAME or NAME=FILE: spec, json, junit, tap, markdown, html.',
  zh: '报告写作 NAME 或 NAME=FILE：spec、json、junit、tap、markdown、html。',
};

function refused(code: string, message: Localized, hint: Localized = form): KooError {
  return usageError(code, message, hint);
}
