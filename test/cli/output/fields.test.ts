import { describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { outputFormats } from '../../../src/cli/flags/global.ts';
import { fieldPaths, pickFields } from '../../../src/cli/output/fields.ts';
import { renderResult } from '../../../src/cli/output/render.ts';
import type { KooError } from '../../../src/errors/koo-error.ts';

const rows = [
  { id: 1, name: { en: 'seat', zh: '席位' }, skus: [{ code: 'a' }, { code: 'b' }] },
  { id: 2, name: { en: 'app', zh: '应用' }, skus: [], note: 'x' },
];

function failureOf(work: () => unknown): KooError['facts'] {
  try {
    work();
  } catch (error) {
    return (error as KooError).facts;
  }
  throw new Error('nothing was thrown');
}

describe('pickFields', () => {
  it('keeps the fields in the requested order, under their paths', () => {
    expect(pickFields(rows, ['name.zh', 'id'])).toEqual([
      { 'name.zh': '席位', id: 1 },
      { 'name.zh': '应用', id: 2 },
    ]);
    expect(Object.keys(pickFields(rows, ['name.zh', 'id'])[0] ?? {})).toEqual(['name.zh', 'id']);
  });

  it('selects elements of lists by number, or all of them', () => {
    expect(pickFields(rows, ['skus.0.code', 'skus.code'])).toEqual([
      { 'skus.0.code': 'a', 'skus.code': ['a', 'b'] },
      { 'skus.0.code': null, 'skus.code': null },
    ]);
  });

  it('accepts a name that contains a dot', () => {
    expect(pickFields([{ 'a.b': 1, a: { b: 2 } }], ['a.b'])).toEqual([{ 'a.b': 1 }]);
  });

  it('returns null for a field that only other records have', () => {
    expect(pickFields(rows, ['note'])).toEqual([{ note: null }, { note: 'x' }]);
  });

  it('suggests the nearest field and lists all fields when no record has it', () => {
    const { code, hint, details } = failureOf(() => pickFields(rows, ['nam.zh']));
    expect(code).toBe('UNKNOWN_FIELD');
    expect(hint.en).toContain('Did you mean name.zh?');
    expect(details).toMatchObject({
      fields: ['id', 'name', 'name.en', 'name.zh', 'skus', 'skus.code', 'note'],
      suggestion: 'name.zh',
    });
    expect(failureOf(() => pickFields(rows, ['toString'])).code).toBe('UNKNOWN_FIELD');
  });

  it('accepts any field without records, and declared ones always', () => {
    expect(pickFields([], ['whatever'])).toEqual([]);
    expect(pickFields(rows, ['later'], ['later'])).toEqual([{ later: null }, { later: null }]);
  });
});

it.each(['', 'a,,b', 'a..b', ',', '.a'])('refuses %j as a list of fields', (text) => {
  expect(failureOf(() => fieldPaths(text)).code).toBe('INVALID_VALUE');
});

describe('renderResult with fields', () => {
  const fields = 'name.zh,id';
  const render = (format: (typeof outputFormats)[number], more = {}) =>
    renderResult(rows, { format, fields, render: () => 'mine', yaml: () => 'mine', ...more });

  it('works in every format', async () => {
    expect(await render('csv')).toBe('name.zh,id\n席位,1\n应用,2\n');
    expect(await render('tsv')).toBe('name.zh\tid\n席位\t1\n应用\t2\n');
    expect(await render('ndjson')).toBe('{"name.zh":"席位","id":1}\n{"name.zh":"应用","id":2}');
    expect(await render('table')).toBe('name.zh  id\n席位     1\n应用     2');
    expect(JSON.parse((await render('json')) ?? '')).toEqual(pickFields(rows, ['name.zh', 'id']));
    expect(parseYaml((await render('yaml')) ?? '')).toEqual(pickFields(rows, ['name.zh', 'id']));
  });

  it('selects fields from the result of the query', async () => {
    expect(await render('csv', { query: '[?id==`2`].name', fields: 'zh' })).toBe('zh\n应用\n');
  });

  it('selects fields of a single record', async () => {
    expect(await renderResult({ a: 1, b: 2 }, { format: 'json', fields: 'b' })).toBe('{\n  "b": 2\n}');
  });

  it.each(outputFormats)(
    'selects fields from the rows of a result that is not a list, as %s',
    async (format) => {
      const result = { total: 2, users: rows };
      const text = await renderResult(result, { format, fields: 'id', records: () => rows });
      expect(text).toMatch(/1.*2/s);
      expect(text).not.toContain('total');
    },
  );
});

it("prints a command's own YAML and rows", async () => {
  const hooks = { yaml: () => '# mine\n', records: () => rows };
  expect(await renderResult({ total: 2 }, { format: 'yaml', ...hooks })).toBe('# mine\n');
  expect(await renderResult({ total: 2 }, { format: 'yaml', query: 'total', ...hooks })).toBe('2\n');
  expect(await renderResult({ total: 2 }, { format: 'csv', ...hooks, records: () => [{ a: 1 }] })).toBe(
    'a\n1\n',
  );
  expect(await renderResult({ total: 2 }, { format: 'json', ...hooks })).toBe('{\n  "total": 2\n}');
  for (const format of outputFormats) {
    await expect(renderResult(rows, { format, fields: 'idd' })).rejects.toMatchObject({ exitCode: 2 });
  }
});
