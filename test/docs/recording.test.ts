import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { recordingSvg, terminalSvg } from '../../scripts/recording/svg.ts';
import { sandboxAccessKey, sandboxCredential } from '../../src/sandbox/state/accounts.ts';

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

describe('recordingSvg', () => {
  const svg = recordingSvg(
    [
      { content: 'one', seconds: 1 },
      { content: 'two\nlines', seconds: 3 },
    ],
    'T',
  );

  it('shows each screen for its time', () => {
    expect(svg).toContain('animation-duration: 4s');
    expect(svg).toContain(
      '@keyframes f0 { 0% { visibility: hidden } 0.00% { visibility: visible } 25.00%, 100%',
    );
    expect(svg).toContain(
      '@keyframes f1 { 0% { visibility: hidden } 25.00% { visibility: visible } 100.00%, 100%',
    );
    expect(svg).toMatch(/<g class="frame f0"><text [^>]*>one<\/text><\/g>/);
  });

  it('is as high as the highest screen, and still where nothing is to move', () => {
    const height = (text: string) => /height="(\d+)"/.exec(text)?.[1];
    expect(height(svg)).toBe(height(terminalSvg('two\nlines', 'T')));
    expect(svg).toContain(
      '@media (prefers-reduced-motion: reduce) { .frame { animation: none } .frame:last-of-type { visibility: visible } }',
    );
  });
});

const recordings = ['session', 'login'].flatMap((name) => [`docs/${name}.svg`, `docs/${name}.zh-CN.svg`]);

describe.each(recordings)('%s', (path) => {
  const svg = readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), 'utf8');

  it('loads nothing external, and supports light and dark', () => {
    const shown = /(?<=>)[^<>]+(?=<\/(text|tspan)>)/g;
    expect(svg.replace('xmlns="http://www.w3.org/2000/svg"', '').replaceAll(shown, '')).not.toMatch(
      /https?:|url\(|@import|<script|<image|href/,
    );
    expect(svg).toContain('prefers-color-scheme: dark');
    expect(svg).toContain('<title>');
  });

  it('holds no control characters, no paths and no keys of the machine it was made on', () => {
    expect(svg).not.toMatch(/[\0-\x08\x0b-\x1f]|\/tmp\/|\/home\/|my-access-key/);
    for (const secret of [sandboxCredential.sk, sandboxAccessKey]) expect(svg).not.toContain(secret);
  });
});
