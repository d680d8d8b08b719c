import { KooError } from '../../../errors/koo-error.ts';
import type { Localized } from '../../../text/localized.ts';
import { parseReporterFlag, type ReporterChoice, ReporterFlagError } from '../../reporters/index.ts';

/**
 * The reports that were asked for. One at the most goes to stdout, and none where the result itself goes there.
 *
 * @param stdoutTaken by the result, in the form that `--json`, `--output` or `--query` asks for
 * @throws KooError (usage)
 */
export function readReporters(flags: readonly string[], stdoutTaken: boolean): ReporterChoice[] {
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
      en: 'Only one report can go to stdout: give the others a file (--reporter NAME=FILE）',
      zh: '标准输出只能写一份报告：其余请指定文件（--reporter NAME=FILE）',
    });
  }
  const shown = chosen.find(({ file }) => file === undefined);
  if (shown && stdoutTaken) {
    throw usage(
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

const form: Localized = {
  en: 'A report is NAME or NAME=FILE: spec, json, junit, tap, markdown, html.',
  zh: '报告写作 NAME 或 NAME=FILE：spec、json、junit、tap、markdown、html。',
};

function usage(code: string, message: Localized, hint: Localized = form): KooError {
  return new KooError({ category: 'usage', code, message, hint });
}
