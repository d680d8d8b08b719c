import { describe, expect, it } from 'vitest';
import { renderTemplate, snippetOf } from '../../../src/callback/starter/regions.ts';

const render = (lines: readonly string[], ...names: readonly string[]) =>
  renderTemplate(lines.join('\n'), new Set(names)).split('\n');

describe('renderTemplate', () => {
  it.each([
    ['//', ''],
    ['#', ''],
    ['--', ''],
    ['<!--', ' -->'],
  ])('knows markers in comments with %s', (open, close) => {
    const lines = ['a', `  ${open} koo:if v1${close}`, 'b', `${open} koo:end${close}`, 'c'];
    expect(render(lines, 'v1')).toEqual(['a', 'b', 'c']);
    expect(render(lines, 'v2')).toEqual(['a', 'c']);
  });

  it('keeps a region if one of its names holds, and a negated one if its name does not', () => {
    const either = ['// koo:if v1 v1-kit', 'x', '// koo:end'];
    expect(render(either, 'v1-kit')).toEqual(['x']);
    expect(render(either, 'v2-kit')).toEqual(['']);
    const negated = ['// koo:if !v1-family', 'x', '// koo:end'];
    expect(render(negated, 'v2')).toEqual(['x']);
    expect(render(negated, 'v1-family')).toEqual(['']);
  });

  it('nests regions: all of them must hold', () => {
    const lines = ['# koo:if v2', 'a', '# koo:if on-demand', 'b', '# koo:end', 'c', '# koo:end', 'd'];
    expect(render(lines, 'v2', 'on-demand')).toEqual(['a', 'b', 'c', 'd']);
    expect(render(lines, 'v2', 'period')).toEqual(['a', 'c', 'd']);
    expect(render(lines, 'v1', 'on-demand')).toEqual(['d']);
  });

  it('keeps snippets and drops their markers', () => {
    expect(render(['// koo:snippet v2-base', 'a', '// koo:end'])).toEqual(['a']);
  });

  it('joins blank lines around what it leaves out, up to the longest run of the template', () => {
    const lines = ['a', '', '// koo:if v1', 'b', '// koo:end', '', 'c', ''];
    expect(render(lines)).toEqual(['a', '', 'c', '']);
    const python = ['a', '', '', '# koo:if v1', 'b', '# koo:end', '', '', 'c'];
    expect(render(python)).toEqual(['a', '', '', 'c']);
  });

  it('leaves comments alone that only mention a marker', () => {
    const lines = ['x // koo:if v1', '// see koo:end', '// koo:iffy'];
    expect(render(lines)).toEqual(lines);
  });

  it.each([
    [['// koo:if v1', 'a'], 'koo:end is missing for: v1'],
    [['a', '// koo:end'], 'koo:end without a beginning, after: a'],
  ])('refuses %j', (lines, message) => {
    expect(() => render(lines)).toThrow(message);
  });
});

describe('snippetOf', () => {
  const text = [
    '// koo:if v1',
    '// koo:snippet v1-auth-token v1-body-sign',
    'a',
    '// koo:end',
    '// koo:end',
    'b',
    '// koo:snippet v1-auth-token',
    'c',
    '// koo:end',
  ].join('\n');

  it('has the lines of all regions of the scheme, with a blank line between them', () => {
    expect(snippetOf(text, 'v1-auth-token')).toBe('a\n\nc\n');
    expect(snippetOf(text, 'v1-body-sign')).toBe('a\n');
  });

  it('is empty if there are none', () => {
    expect(snippetOf(text, 'v2-kit')).toBe('');
  });
});
