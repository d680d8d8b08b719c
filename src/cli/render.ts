import { toJson } from '../text/to-json.ts';
import { delimited } from './delimited.ts';
import { Failure } from './failure.ts';
import type { OutputFormat } from './global-flags.ts';
import { plain } from './plain.ts';
import { toYaml } from './yaml.ts';

interface RenderOptions {
  readonly format: OutputFormat;
  /** JMESPath, applied to the result first. */
  readonly query?: string | undefined;
  /** A command's own form for people. */
  readonly show?: ((result: unknown) => string | undefined) | undefined;
}

/**
 * A result as text for stdout, in the form that was asked for.
 *
 * @throws Failure (usage, `INVALID_QUERY`) when the query is no JMESPath expression
 */
export async function renderResult(
  result: unknown,
  { format, query, show }: RenderOptions,
): Promise<string | undefined> {
  const value = query === undefined ? result : await select(result, query);
  switch (format) {
    case 'json':
      return toJson(value, 2);
    case 'ndjson':
      return (Array.isArray(value) ? value : [value]).map((item) => toJson(item)).join('\n');
    case 'yaml':
      return toYaml(value);
    case 'csv':
    case 'tsv':
      return delimited(value, format === 'csv' ? ',' : '\t');
    case 'table':
      return query === undefined && show ? show(result) : plain(value);
  }
}

async function select(result: unknown, query: string): Promise<unknown> {
  const { search } = await import('@jmespath-community/jmespath');
  try {
    // The library's idea of JSON leaves out readonly arrays; a round trip also drops undefined members.
    return search(JSON.parse(JSON.stringify(result)), query);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Failure({
      category: 'usage',
      code: 'INVALID_QUERY',
      message: { en: `--query: ${reason}`, zh: `--query：${reason}` },
      hint: {
        en: 'The query is a JMESPath expression, such as "[].name"; see https://jmespath.org',
        zh: '查询使用 JMESPath 表达式，例如 "[].name"；参见 https://jmespath.org',
      },
    });
  }
}
