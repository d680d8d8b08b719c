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
    [`a: ${'['.repeat(20_000)}`, 'invalid YAML (RESOURCE_EXHAUSTION)', 'YAML'],
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
    [bomb, 2, 8],
  ])('tells which alias cannot be resolved in %#', (text, line, col) => {
    const { lines, fault } = readYaml(text);
    expect(lines.linePos(fault?.offset ?? 0)).toEqual({ line, col });
  });
});
