import type { Localized } from '../../text/localized.ts';
import { nearest } from '../../text/nearest.ts';

export const reporterNames = ['spec', 'json', 'junit', 'tap', 'markdown', 'html'] as const;
export type ReporterName = (typeof reporterNames)[number];

/** A reporter that was asked for, and the file it writes to; without one it writes to stdout. */
export interface ReporterChoice {
  readonly name: ReporterName;
  readonly file?: string;
}

/** A `--reporter` that cannot be understood. */
export class ReporterFlagError extends Error {
  override readonly name = 'ReporterFlagError';
  readonly text: Localized;
  /** The known name that is most like the one given, if one is. */
  readonly nearest: ReporterName | undefined;

  constructor(text: Localized, nearest?: ReporterName) {
    super(text.en);
    this.text = text;
    this.nearest = nearest;
  }
}

/**
 * Reads `NAME` or `NAME=FILE`.
 *
 * @throws ReporterFlagError for a name that is not known, or a `=` with no file behind it
 */
export function parseReporterFlag(flag: string): ReporterChoice {
  const [, given = '', file] = /^([^=]*)(?:=(.*))?$/s.exec(flag) ?? [];
  const name = reporterNames.find((known) => known === given);
  if (name === undefined) throw unknown(given);
  if (file === '') {
    throw new ReporterFlagError({
      en: `--reporter ${name}= names no file`,
      zh: `--reporter ${name}= 后面没有文件名`,
    });
  }
  return file === undefined ? { name } : { name, file };
}

function unknown(given: string): ReporterFlagError {
  const meant = nearest(given.toLowerCase(), reporterNames);
  const all = reporterNames.join(', ');
  return new ReporterFlagError(
    {
      en: `unknown reporter "${given}"${meant ? `: did you mean ${meant}?` : ''} (one of ${all})`,
      zh: `未知的报告格式“${given}”${meant ? `：是否想输入 ${meant}？` : ''}（可选 ${reporterNames.join('、')}）`,
    },
    meant,
  );
}
