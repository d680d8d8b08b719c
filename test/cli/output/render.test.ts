import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { outputFormats } from '../../../src/cli/flags/global.ts';
import { renderResult } from '../../../src/cli/output/render.ts';

const rows = [
  { id: 1, name: '实例', tags: ['a', 'b'] },
  { id: 2, name: 'say "hi", you', note: null },
];

describe('renderResult', () => {
  it('prints JSON as one document, pretty', async () => {
    expect(await renderResult(rows, { format: 'json' })).toBe(JSON.stringify(rows, null, 2));
    expect(await renderResult([], { format: 'json' })).toBe('[]');
    expect(await renderResult(null, { format: 'json' })).toBe('null');
  });

  it('escapes control characters in JSON, without changing a value', async () => {
    const value = { text: 'a\x1b[31m\x9b31m\u202eb\x7f' };
    const text = (await renderResult(value, { format: 'json' })) ?? '';
    expect(text).not.toMatch(/[^\n\P{C}]/u);
    expect(JSON.parse(text)).toEqual(value);
  });

  it('prints a line of JSON for each element, or one for a single value', async () => {
    expect(await renderResult(rows, { format: 'ndjson' })).toBe(
      rows.map((row) => JSON.stringify(row)).join('\n'),
    );
    expect(await renderResult({ a: 1 }, { format: 'ndjson' })).toBe('{"a":1}');
  });

  it('prints YAML', async () => {
    expect(parseYaml((await renderResult(rows, { format: 'yaml' })) ?? '')).toEqual(rows);
  });

  it('prints delimited text: all columns, quotes where needed, nested values as JSON', async () => {
    expect(await renderResult(rows, { format: 'csv' })).toBe(
      'id,name,tags,note\n1,实例,"[""a"",""b""]",\n2,"say ""hi"", you",,\n',
    );
    expect(await renderResult([{ a: 'x\ty', b: 1 }], { format: 'tsv' })).toBe('a\tb\n"x\ty"\t1\n');
  });

  it('prints values and lists that a query selects without a header', async () => {
    const select = (query: string, format: 'csv' | 'tsv') => renderResult(rows, { format, query });
    expect(await select('[].id', 'tsv')).toBe('1\n2\n');
    expect(await select('[0].name', 'tsv')).toBe('实例\n');
    expect(await select('[].[id, name]', 'tsv')).toBe('1\t实例\n2\t"say ""hi"", you"\n');
    expect(await select('[].[id, tags]', 'csv')).toBe('1,"[""a"",""b""]"\n2,\n');
    expect(await select('[].{id: id}', 'csv')).toBe('id\n1\n2\n');
    expect(await select('[0].nothing', 'csv')).toBeUndefined();
  });

  it.each(outputFormats)('tells in %s when a query selects nothing, and only then', async (format) => {
    for (const [query, times] of [
      ['nothing', 1],
      ['[].nothing', 1],
      ['[].id', 0],
    ] as const) {
      const onNothing = vi.fn();
      await renderResult(rows, { format, query, onNothing });
      expect(onNothing, query).toHaveBeenCalledTimes(times);
    }
    const onNothing = vi.fn();
    await renderResult([], { format, onNothing });
    expect(onNothing).not.toHaveBeenCalled();
  });

  it('prints nothing for an empty list, or the columns if they are declared', async () => {
    for (const format of ['csv', 'tsv', 'ndjson'] as const)
      expect(await renderResult([], { format })).toBeUndefined();
    expect(await renderResult([], { format: 'csv', fields: 'id,name.zh' })).toBe('id,name.zh\n');
    expect(await renderResult([], { format: 'tsv', fields: 'id,name.zh' })).toBe('id\tname.zh\n');
    expect(await renderResult([], { format: 'ndjson', fields: 'id' })).toBeUndefined();
  });

  it('prints YAML that is read back, also with a key that is long where it is escaped', async () => {
    const long = { ['\u202e'.repeat(500)]: [1, { a: null }] };
    expect(parseYaml((await renderResult(long, { format: 'yaml' })) ?? '')).toEqual(long);
  });

  it.each(['csv', 'tsv', 'yaml'] as const)('prints %s without control sequences', async (format) => {
    const nasty = 'a\x1b]0;owned\x07\x9b31m\u202eb\x7f\u2028\rc';
    const text = (await renderResult([{ [`name${nasty}`]: nasty, nested: { nasty } }], { format })) ?? '';
    expect(text).not.toMatch(/[^\n\t\P{C}]|[\u2028\u2029]/u);
    if (format === 'yaml') expect(parseYaml(text)).toEqual([{ [`name${nasty}`]: nasty, nested: { nasty } }]);
  });

  it.each(['csv', 'tsv'] as const)('marks the formulas of %s as text, also in the header', async (format) => {
    const text = await renderResult([{ '=a': '=1+1', b: '\t@x', c: -12.5, d: "'x", e: '＝x', f: '+5' }], {
      format,
    });
    const [header, row] = (text ?? '').split('\n');
    const delimiter = format === 'csv' ? ',' : '\t';
    expect(header?.split(delimiter)[0]).toBe("'=a");
    expect(row).toBe(
      ["'=1+1", format === 'csv' ? "'\t@x" : '"\'\t@x"', '-12.5', "''x", "'＝x", '+5'].join(delimiter),
    );
  });

  it('prints YAML that is read as the same value', async () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }).map((one) => one.toWellFormed()),
      fc.constantFrom(
        '\ufeff',
        '\ufeffa',
        'a\ufeff',
        '\u2028',
        '---',
        '...',
        '- a',
        '#',
        '1e3',
        '0x1f',
        '~',
        'null',
      ),
      fc.constantFrom(
        'yes',
        '<<',
        '&a',
        '*a',
        '!a',
        '%a',
        '@a',
        '`',
        ': ',
        'a: b',
        ' a ',
        '\n',
        'a\n\n',
        '\r\n',
        '\0',
      ),
    );
    const value = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        text,
        fc.constantFrom(null, true, false, 0, -1.5, 1e21),
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(text, tie('value'), { maxKeys: 4 }),
      ),
    })).value;
    await fc.assert(
      fc.asyncProperty(value, async (one) => {
        const yaml = (await renderResult(one, { format: 'yaml' })) ?? '';
        expect(JSON.stringify(parseYaml(yaml))).toBe(JSON.stringify(one));
      }),
    );
  });

  it('prints YAML of a deeply nested value, without multiplying it', async () => {
    const wide = JSON.parse(`${'['.repeat(200)}${'1,'.repeat(9999)}1${']'.repeat(200)}`);
    const yaml = (await renderResult(wide, { format: 'yaml' })) ?? '';
    expect(yaml.length).toBeLessThan(30_000);
    expect(parseYaml(yaml)).toEqual(wide);
  });

  it.each(['table', 'csv'] as const)(
    'prints no %s of records that have no field in common',
    async (format) => {
      const records = (count: number) =>
        Array.from({ length: count }, (_, index) => ({ [`field${index}`]: 1 }));
      expect(await renderResult(records(1000), { format })).toContain('field999');
      await expect(renderResult(records(50_000), { format })).rejects.toMatchObject({
        facts: { code: 'TOO_MANY_FIELDS', category: 'usage' },
      });
    },
  );

  it('leaves line feeds, tabs and Chinese in YAML unchanged', async () => {
    const value = { text: '实例\t已创建\nsecond line\n' };
    const text = (await renderResult(value, { format: 'yaml' })) ?? '';
    expect(text).toContain('实例\t已创建\n');
    expect(parseYaml(text)).toEqual(value);
  });

  it("shows a command's own text for people, and a plain table of anything else", async () => {
    expect(await renderResult(rows, { format: 'table', render: () => 'mine' })).toBe('mine');
    expect(await renderResult(rows, { format: 'table' })).toBe(
      'id  name           tags       note\n1   实例           ["a","b"]\n2   say "hi", you',
    );
    expect(await renderResult({ name: 'x', count: 2 }, { format: 'table' })).toBe('name   x\ncount  2');
    expect(await renderResult(['x', 1, true], { format: 'table' })).toBe('x\n1\ntrue');
    expect(await renderResult([], { format: 'table' })).toBeUndefined();
    expect(await renderResult(rows, { format: 'table', query: 'nothing' })).toBeUndefined();
  });

  it('selects with JMESPath first, in every format', async () => {
    for (const format of outputFormats) {
      const text = await renderResult(rows, { format, query: '[].name | [0]', render: () => 'mine' });
      expect(text).toContain('实例');
      expect(text).not.toContain('hi');
    }
    expect(await renderResult(rows, { format: 'json', query: '[].nothing' })).toBe('[]');
    expect(await renderResult(rows, { format: 'json', query: 'nothing' })).toBe('null');
  });

  it('refuses an expression that is not JMESPath', async () => {
    await expect(renderResult(rows, { format: 'json', query: '[' })).rejects.toMatchObject({
      exitCode: 2,
      facts: { code: 'INVALID_QUERY' },
    });
  });

  it.each([
    ['foo[', 'unexpected end of the expression', '表达式不完整'],
    ['foo.', 'unexpected end of the expression', '表达式不完整'],
    ['', 'unexpected end of the expression', '表达式不完整'],
    ['"a', 'unexpected end of the expression', '表达式不完整'],
    ['foo#', 'unexpected character "#"', '此处不能使用字符“#”'],
    ['foo bar', 'unexpected "bar"', '此处不应出现“bar”'],
    [']', 'unexpected "]"', '此处不应出现“]”'],
    ['nope(@)', 'unknown function nope()', '未知的函数 nope()'],
  ])('describes the error in the query %j', async (query, en, zh) => {
    await expect(renderResult(rows, { format: 'json', query })).rejects.toMatchObject({
      facts: { message: { en: `--query: ${en}`, zh: `--query：${zh}` } },
    });
  });
});
