// Records the terminal session of the README from what koo really prints: docs/session.svg and its Chinese twin.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Language } from '../src/text/localized.ts';
import { signedFromZToA } from './recording/capture.ts';
import { terminalSvg } from './recording/svg.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** A command of the session. */
interface Scene {
  readonly command: string;
  /** How many lines are shown of its beginning and of its end; all without it. */
  readonly show?: readonly [first: number, last: number];
  readonly exitCode?: number;
}

const scenes: readonly Scene[] = [
  { command: 'koo callback test --demo', show: [8, 2] },
  { command: 'koo callback verify capture.txt', show: [2, 0], exitCode: 7 },
  { command: 'koo codes 000106', show: [7, 0] },
  { command: 'koo users check buyers.csv', exitCode: 7 },
  { command: 'koo product diff -f product.yaml', exitCode: 7 },
  { command: 'koo guide access-keys', show: [8, 0] },
];

const buyers = [
  'account_name,account_id',
  'hw12345678,d78cbac186b744899480f25bd022f468',
  'hw87654321,9.1E+31',
  'hw11112222,4c1f0e5b7a9d4c2e8f3a6b5c4d3e2f1a',
];

const product = [
  'product: OFFI758576253042421760',
  'audience: { type: specified, users: { file: good-buyers.csv } }',
  'credit: { cash_coupon: on, credit_line: all }',
];

for (const language of ['en', 'zh'] as const) {
  const file = language === 'en' ? 'docs/session.svg' : 'docs/session.zh-CN.svg';
  const title = language === 'en' ? 'A terminal session with koo' : 'koo 终端会话';
  writeFileSync(join(root, file), terminalSvg(record(language), title));
}

function record(language: Language): string {
  const folder = mkdtempSync(join(tmpdir(), 'koo-recording-'));
  try {
    writeFileSync(join(folder, 'capture.txt'), signedFromZToA('my-access-key'));
    writeFileSync(join(folder, 'buyers.csv'), buyers.join('\n'));
    writeFileSync(join(folder, 'good-buyers.csv'), buyers.toSpliced(2, 1).join('\n'));
    writeFileSync(join(folder, 'product.yaml'), product.join('\n'));
    return scenes.map((scene) => play(scene, folder, language)).join('\n\n');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What a terminal shows of a command: the prompt, and what koo prints on both streams. */
function play({ command, show, exitCode = 0 }: Scene, folder: string, language: Language): string {
  const [, ...words] = command.split(' ');
  const { PATH } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'bin/run.js'), ...words], {
    cwd: folder,
    encoding: 'utf8',
    env: {
      PATH,
      HOME: folder,
      KOO_LANG: language,
      KOO_SITE: 'sandbox',
      KOO_ACCESS_KEY: 'my-access-key',
      FORCE_COLOR: '1',
    },
  });
  if (status !== exitCode) throw new Error(`${command}: exit ${status}\n${stdout}\n${stderr}`);
  const lines = `${stdout}${stderr}`.replaceAll(folder, '~').trimEnd().split('\n');
  return [`\x1b[2m$\x1b[22m \x1b[1m${command}\x1b[22m`, ...(show ? cut(lines, ...show) : lines)].join('\n');
}

function cut(lines: readonly string[], first: number, last: number): readonly string[] {
  if (lines.length <= first + last + 1) return lines;
  return [...lines.slice(0, first), '\x1b[2m  ⋮\x1b[22m', ...(last > 0 ? lines.slice(-last) : [])];
}
