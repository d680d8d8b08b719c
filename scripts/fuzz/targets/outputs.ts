import { parse as parseCsv } from 'csv-parse/sync';
import { parse as parseYaml } from 'yaml';
import { safeText } from '../../../src/cli/output/edge.ts';
import { renderResult } from '../../../src/cli/output/render.ts';
import { createAnnotator } from '../../../src/codes/cli/annotate.ts';
import { allEntries } from '../../../src/codes/families.ts';
import { findCodeLikeWords, findEntries, isCodeLike } from '../../../src/codes/lookup.ts';
import { ignoreKooError } from '../../../src/errors/koo-error.ts';
import { assertThat, chunksOf, type Target, textOf } from '../target.ts';

const records = [
  { id: 'i-1', name: { en: 'One', zh: '一' }, price: 12.5, tags: ['a', 'b'], note: null },
  { id: 'i-2', name: { en: 'Two', zh: '二' }, price: '-1', tags: [], note: '=1+1' },
];

/** What a terminal acts on, or does not show where it stands. */
const forbidden = /[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/;

const formats = ['table', 'json', 'ndjson', 'yaml', 'csv', 'tsv'] as const;

/** A result in all formats, with a query and fields: three lines, the query, the fields and the JSON of the result. */
export const rendering: Target = {
  seeds: function* () {
    const queries = ['', '[].id', '[?price > `1`].{a: id, b: name.zh}', 'sort_by(@, &id)', 'length(@)'];
    for (const query of queries) yield `${query}\n\n${JSON.stringify(records)}`;
    // An inherited member, which is none of the result.
    yield `[0].toString\n\n${JSON.stringify(records)}`;
    yield `\nid,name.zh,tags.0\n${JSON.stringify(records)}`;
    yield `\n\n${JSON.stringify(records[0])}`;
    yield '\n\n"text"';
    yield '@\n\n[[1,2],[3,4]]';
  },
  tokens: [
    ...[
      '[*]',
      '[?a]',
      '.*',
      '{a: @}',
      '|',
      '`1`',
      "'x'",
      '&id',
      'keys(@)',
      'join(`,`, @)',
      'constructor',
      '__proto__',
    ],
    ...[
      'to_string(@)',
      'max_by(@, &a)',
      'merge(@, @)',
      '[::-1]',
      '[-1]',
      '!',
      '&&',
      '||',
      'let $a = @ in $a',
    ],
  ],
  async run(input) {
    const [query = '', fields = '', ...rest] = textOf(input).split('\n');
    const result = parsed(rest.join('\n'));
    if (result === undefined) return;
    const given = { ...(query !== '' && { query }), ...(fields !== '' && { fields }) };
    for (const format of formats) {
      const rendered = (await renderResult(result, { format, ...given }).catch(ignoreKooError)) ?? '';
      // Text for people is cleaned where it is printed.
      const text = format === 'table' ? safeText(rendered) : rendered;
      // A row of a file ends as the file's format says.
      assertThat(
        !forbidden.test(text.replaceAll('\r\n', '\n')),
        `${format}: no control character is printed`,
      );
      if (format === 'json' && text !== '') JSON.parse(text);
      if (format === 'csv' && text !== '') parseCsv(text, { relax_column_count: true });
      const isWhole = query === '' && fields === '';
      if (format === 'yaml' && isWhole) {
        const again = parseYaml(text, { maxAliasCount: 0 }) as unknown;
        assertThat(JSON.stringify(again) === JSON.stringify(result), 'YAML is read as it was written');
      }
    }
  },
};

const known = new Set(allEntries().flatMap(({ code, aliases }) => [code, ...aliases]));
const note = Buffer.from('  # explained');

/** A log, whose codes are explained. */
export const annotation: Target = {
  seeds: () => [
    '2025-12-31 resultCode=000105 activity=newInstance\n{"error_code":"MKT.0151"}\r\n错误码：000003\n',
    'APIGW.0301 Incorrect IAM authentication information\nCBC.0100 and code: 91381033 no line end',
  ],
  tokens: [
    'MKT.0151',
    'code',
    'resultCode',
    '000105',
    '错误码',
    'CBC.',
    'APIG.0301',
    '\\x22:\\x22',
    '  # explained',
    '\r',
  ],
  run(input) {
    const annotated = (pieces: readonly Uint8Array[]) => {
      const annotator = createAnnotator(
        () => note,
        (code) => known.has(code),
      );
      // What is returned may share memory with the piece.
      return Buffer.concat([...pieces.flatMap((piece) => annotator.push(piece)), ...annotator.end()]);
    };
    const whole = annotated([input]);
    assertThat(whole.equals(annotated(chunksOf(input))), 'pieces are annotated as the whole is');
    const plain = (text: string) => text.replaceAll(note.toString(), '');
    const latin1 = Buffer.from(input).toString('latin1');
    assertThat(plain(whole.toString('latin1')) === plain(latin1), 'a log stays as it is');
  },
};

/** Words that `koo codes` takes for codes. */
export const lookup: Target = {
  seeds: () => ['000105', 'mkt-0151', 'MKT.0151 91381033', 'apigw.03O1', '０００１０５。', '403'],
  tokens: ['MKT.', '0151', 'CBC_', '，', '９', 'DEBUG-', '"'],
  run(input) {
    const text = textOf(input);
    for (const word of [text, ...findCodeLikeWords(text).slice(0, 20)]) {
      const found = findEntries(word);
      if (isCodeLike(word)) assertThat(found.length <= 50, 'a code has few meanings');
    }
  },
};

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
