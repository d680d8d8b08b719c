import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { terminalSvg } from '../../scripts/recording/svg.ts';

const lineOf = (content: string) =>
  terminalSvg(content, 'T')
    .split('\n')
    .filter((line) => line.startsWith('<text'));

describe('terminalSvg', () => {
  it('places words by columns and Chinese characters two columns apart', () => {
    expect(lineOf('ab  c 中文')).toEqual([
      '<text class="fg" y="58.3" x="18.0" textLength="16.8">ab</text>',
      '<text class="fg" y="58.3" x="51.6" textLength="8.4">c</text>',
      '<text class="fg" y="58.3"><tspan x="68.4">中</tspan><tspan x="85.2">文</tspan></text>',
    ]);
  });

  it('keeps colours and ends them', () => {
    const classes = lineOf('\x1b[1m\x1b[31ma\x1b[39m\x1b[22m \x1b[2mb\x1b[0m c').map(
      (line) => /class="(.*?)"/.exec(line)?.[1],
    );
    expect(classes).toEqual(['fg bold red', 'fg dim', 'fg']);
  });

  it('goes on below behind 100 columns, as a terminal does', () => {
    expect(lineOf('x'.repeat(150)).map((line) => /textLength="(.*?)"/.exec(line)?.[1])).toEqual([
      '840.0',
      '420.0',
    ]);
  });

  it('escapes what XML would take for its own', () => {
    expect(lineOf('<a>&')[0]).toContain('>&lt;a&gt;&amp;<');
  });
});

describe.each(['docs/session.svg', 'docs/session.zh-CN.svg'])('%s', (path) => {
  const svg = readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), 'utf8');

  it('loads nothing external, and supports light and dark', () => {
    expect(svg.replace('xmlns="http://www.w3.org/2000/svg"', '')).not.toMatch(
      /https?:|url\(|@import|<script|<image|href/,
    );
    expect(svg).toContain('prefers-color-scheme: dark');
    expect(svg).toContain('<title>');
  });

  it('holds no control characters, no paths and no keys of the machine it was made on', () => {
    expect(svg).not.toMatch(/[\0-\x08\x0b-\x1f]|\/tmp\/|\/home\/|my-access-key/);
  });
});
