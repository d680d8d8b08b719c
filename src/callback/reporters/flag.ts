import type { Localized } from '../../text/localized.ts';

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
  const nearest = nearestTo(given.toLowerCase());
  const all = reporterNames.join(', ');
  return new ReporterFlagError(
    {
      en: `unknown reporter "${given}"${nearest ? `: did you mean ${nearest}?` : ''} (one of ${all})`,
      zh: `未知的报告格式“${given}”${nearest ? `:是否想输入 ${nearest}?` : ''}(可选 ${all})`,
    },
    nearest,
  );
}

/** The name that takes the fewest edits, as long as more of it is right than wrong. */
function nearestTo(given: string): ReporterName | undefined {
  const ranked = reporterNames
    .map((name) => ({ name, edits: distance(given, name) }))
    .filter(({ name, edits }) => edits < name.length / 2)
    .sort((a, b) => a.edits - b.edits);
  return ranked[0]?.name;
}

/** Levenshtein distance. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [index, character] of [...from].entries()) {
    const next = [index + 1];
    for (let column = 1; column <= to.length; column += 1) {
      const replaced = (row[column - 1] ?? 0) + (to[column - 1] === character ? 0 : 1);
      next.push(Math.min(replaced, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
