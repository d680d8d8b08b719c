import { KooError } from '../errors/koo-error.ts';
import { isObject } from '../text/json.ts';
import { both, type Localized } from '../text/translate.ts';
import { offsetOf, readYaml } from '../text/yaml.ts';

/** A place in a document. */
export type YamlPath = readonly (string | number)[];

/** The content of a file that a merchant writes, and the error for a place in it. */
interface YamlFile {
  readonly content: object;
  failAt(path: YamlPath, message: Localized, options?: FaultOptions): KooError;
}

interface FaultOptions {
  readonly code?: string;
  readonly hint?: Localized;
  /** Which end of a pair is named; the key by default. */
  readonly part?: 'key' | 'value';
}

/**
 * Reads a file that holds key: value pairs.
 *
 * @param path of the file, for messages
 * @param fault the code and the hint of its errors
 * @throws KooError (usage), with the line and column
 */
export function readYamlFile(
  text: string,
  path: string,
  fault: { readonly code: string; readonly hint: Localized },
): YamlFile {
  const read = readYaml(text);
  const fail = (offset: number | undefined, message: Localized, { code, hint }: FaultOptions = {}) => {
    const { line, col } = read.lines.linePos(offset ?? 0);
    const where = `${path}:${line}:${col}`;
    return new KooError({
      category: 'usage',
      code: code ?? fault.code,
      message: both('{where}: {message}', { where, message }),
      hint: hint ?? fault.hint,
      details: { path, line, column: col },
    });
  };
  if (read.fault) throw fail(read.fault.offset, read.fault.message);
  const { document, content } = read;
  if (!isObject(content)) throw fail(0, both('expected key: value pairs'));
  return {
    content,
    failAt: (at, message, options = {}) => fail(offsetOf(document, at, options.part), message, options),
  };
}

/** The first fault that a schema finds, as valibot describes it. */
interface Issue {
  readonly type: string;
  readonly expected: string | null;
  readonly input: unknown;
}

/** Whether a schema does not know the last name of the path. */
export function isUnknownName({ type, expected }: Issue): boolean {
  return type === 'strict_object' && expected === 'never';
}

/** Names what is expected, never what is there: that may be a secret. */
export function issueText(path: YamlPath, issue: Issue): Localized {
  const name = path.join('.');
  if (isUnknownName(issue)) return both('unknown setting {name}', { name });
  if (issue.input === undefined) return both('{name} is missing', { name });
  const expectedType = (issue.expected ?? 'more').replace(/["()]/g, '');
  return both('{name}: expected {expectedType}', { name, expectedType });
}
