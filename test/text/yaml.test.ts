import { describe, expect, it } from 'vitest';
import { readYaml } from '../../src/text/yaml.ts';

const faultOf = (text: string) => readYaml(text).fault;
const contentOf = (text: string) => {
  const read = readYaml(text);
  return read.fault ? undefined : read.content;
};
const repeated = (name: string) => `[${Array(10).fill(`*${name}`).join(',')}]`;
const bomb = `a: &a [x,x]\n${['a', 'b', 'c', 'd'].map((name, index) => `${'bcde'[index]}: &${'bcde'[index]} ${repeated(name)}\n`).join('')}`;

describe('readYaml', () => {
  it('reads YAML and JSON, with aliases', () => {
    expect(contentOf('a: &x [1]\nb: *x\n')).toEqual({ a: [1], b: [1] });
    expect(contentOf('{"a": null}')).toEqual({ a: null });
    expect(contentOf('')).toEqual({});
  });

  it.each([
    ['a: [', 'invalid YAML (', 'YAML 格式错误'],
    [bomb, 'too many aliases', '别名过多'],
    ['a: *x', 'an alias cannot be resolved', '别名'],
    ['a: &x [*x]', 'an alias cannot be resolved', '别名'],
    ['? [TOPSECRET]\n: 1', 'a key must be a string', '键'],
    [`a: ${'['.repeat(20_000)}`, 'nested too deeply', '嵌套'],
    [`a: b:\n${'  a: b:\n'.repeat(10_000)}x: y`, 'nested too deeply', '嵌套'],
  ])('tells what is wrong with %#, without quoting it', (text, en, zh) => {
    expect(faultOf(text)?.message.en).toContain(en);
    expect(faultOf(text)?.message.zh).toContain(zh);
    expect(JSON.stringify(faultOf(text))).not.toContain('TOPSECRET');
  });

  it('tells where', () => {
    const { lines, fault } = readYaml('a: 1\nb: {\n');
    expect(lines.linePos(fault?.offset ?? 0).line).toBeGreaterThan(1);
  });

  it.each([
    ['a: 1\nb:\n  - *x\n', 3, 5],
    ['a: &x 1\nb: [*x, *y]\n', 2, 9],
    ['a: &x [1,\n *x]\n', 2, 2],
    ['a: &x [1]\nb: &x [*x]\n', 2, 8],
    [bomb, 5, 14],
  ])('tells which alias cannot be resolved in %#', (text, line, col) => {
    const { lines, fault } = readYaml(text);
    expect(lines.linePos(fault?.offset ?? 0)).toEqual({ line, col });
  });

  it('accepts brackets up to a depth of 100, wherever others stand', () => {
    const nested = (depth: number) => `a: ${'['.repeat(depth)}${']'.repeat(depth)}`;
    expect(faultOf(nested(100))).toBeUndefined();
    expect(faultOf(nested(101))?.message.en).toBe('nested too deeply');
    expect(
      faultOf(`a: "${'['.repeat(1000)}"\n# ${'['.repeat(1000)}\nb: |\n  ${'['.repeat(1000)}\n`),
    ).toBeUndefined();
    expect(faultOf(`${']'.repeat(1000)}${nested(101)}`)?.message.en).toBe('nested too deeply');
    const { lines, fault } = readYaml(`x: 1\n\n${nested(101)}`);
    expect(lines.linePos(fault?.offset ?? 0)).toEqual({ line: 3, col: 104 });
  });

  it('refuses more values than can be read in reasonable memory', () => {
    expect(faultOf('a: b: c\n'.repeat(130_000))?.message.en).toBe('too many values');
  });

  // The library compares every key with every other one, and looks at all nodes for each alias.
  it('reads many keys and aliases in linear time', () => {
    const keys = Array.from({ length: 30_000 }, (_, index) => `k${index}: v\n`).join('');
    expect(Object.keys(contentOf(keys) ?? {})).toHaveLength(30_000);
    const anchors = Array.from({ length: 15_000 }, (_, index) => `- &a${index} ${index}\n`);
    const aliases = Array.from({ length: 9_000 }, (_, index) => `- *a${index}\n`);
    const { b } = contentOf(`a:\n${anchors.join('')}b:\n${aliases.join('')}`) as { b: number[] };
    expect(b).toEqual(Array.from({ length: 9_000 }, (_, index) => index));
  });

  it('lets aliases repeat up to 10 000 values', () => {
    const list = (count: number) => `a: &a x\nb: [${'*a,'.repeat(count)}]`;
    expect(faultOf(list(10_000))).toBeUndefined();
    expect(faultOf(list(10_001))?.message.en).toBe('too many aliases');
  });

  it('finds a key that is given twice, and keeps every other name', () => {
    const { lines, fault } = readYaml('a:\n  x: 1\n  y: 2\n  x: 3\n');
    expect(fault?.message.en).toBe('invalid YAML (DUPLICATE_KEY)');
    expect(lines.linePos(fault?.offset ?? 0)).toEqual({ line: 4, col: 3 });
    const content = contentOf('__proto__: { a: 1 }\n1: one\ntrue: yes\n: none\n');
    expect(Object.entries(content ?? {})).toEqual([
      ['1', 'one'],
      ['__proto__', { a: 1 }],
      ['true', 'yes'],
      ['', 'none'],
    ]);
  });

  it('reads a document that declares YAML 1.1 like any other', () => {
    expect(contentOf('%YAML 1.1\n---\na: on\n<<: { b: 1 }\n')).toEqual({ a: 'on', '<<': { b: 1 } });
  });
});
