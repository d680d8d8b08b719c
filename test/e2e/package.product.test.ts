import { execFileSync, spawnSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, posix, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { koo } from '../support/koo.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'koo-package-'));
const windows = process.platform === 'win32';
const installed = join(folder, 'node_modules/koogallery-cli');
const path = join(installed, 'bin/run.js');
const settings = join(root, 'templates/node/src/.env');

function npm(...args: string[]): string {
  return execFileSync('npm', args, { cwd: root, encoding: 'utf8', shell: windows, stdio: 'pipe' });
}

/** Packs with what a developer of the starters may have there, in a place where it is nobody's. */
function withSettings(pack: () => string): string {
  writeFileSync(settings, 'KOO_ACCESS_KEY=secret');
  try {
    return pack();
  } finally {
    rmSync(settings);
  }
}

describe('the package, packed and installed', () => {
  let files: string[];

  beforeAll(() => {
    // The build is there: `npm test` made it, and its scripts would make it anew under the other tests.
    const [packed] = JSON.parse(
      withSettings(() => npm('pack', '--ignore-scripts', '--json', '--pack-destination', folder)),
    );
    files = packed.files.map((file: { path: string }) => file.path);
    npm('install', '--offline', '--no-audit', '--no-fund', '--prefix', folder, join(folder, packed.filename));
  }, 60_000);

  it('holds what it needs and nothing of the sources', () => {
    for (const needed of [
      'bin/run.js',
      'dist/main.js',
      'dist/completion/main.js',
      'dist/update-check.js',
      'dist/zh.json',
      'dist/data/codes/callback.json',
      'dist/THIRD-PARTY-LICENSES.txt',
      'oclif.manifest.json',
      'schema/koo.schema.json',
      'LICENSE',
    ]) {
      expect(files).toContain(needed);
    }
    expect(
      files.filter((file) => /^(src|test|scripts|bench|node_modules)\/|\.ts$|dev\.js$/.test(file)),
    ).toEqual([]);
  });

  it('holds the starters as they are in the repository', () => {
    const paths = globSync('templates/**/*', { cwd: root, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => relative(root, join(parentPath, name)).replaceAll('\\', '/'));
    expect(paths).toContain('templates/node/dot-gitignore');
    expect(files.filter((file) => file.startsWith('templates/')).sort()).toEqual(paths.sort());
  });

  it('holds what its pages lead to', () => {
    const pages = files.filter((file) => file.endsWith('.md') && !file.startsWith('templates/'));
    expect(pages).toEqual(expect.arrayContaining(['README.md', 'README.zh-CN.md', 'docs/commands.md']));
    for (const page of pages) {
      const text = readFileSync(join(installed, page), 'utf8').replace(/^```.*?^```$/gms, '');
      const links = [...text.matchAll(/\]\(([^):#\s]+)(?:#[^)]*)?\)/g)].map(([, link = '']) =>
        posix.join(posix.dirname(page), link),
      );
      expect(links.filter((link) => !files.includes(link))).toEqual([]);
    }
  });

  it('speaks English where the Chinese cannot be read', async () => {
    const chinese = join(installed, 'dist/zh.json');
    renameSync(chinese, `${chinese}.away`);
    const { code, stderr } = await koo(['nope'], { path, env: { KOO_LANG: 'zh' } });
    renameSync(`${chinese}.away`, chinese);
    expect([code, stderr.split('\n')[0]]).toEqual([2, 'Error: Unknown command: koo nope [UNKNOWN_COMMAND]']);
  });

  it('needs no other package', () => {
    const { dependencies } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
    expect(dependencies).toBeUndefined();
  });

  it('runs', async () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const shown = await koo(['--version'], { path });
    expect(shown).toMatchObject({ code: 0, stderr: '' });
    expect(shown.stdout).toContain(`koogallery-cli/${version} `);
    const list = await koo(['callback', 'activities', '--json'], { path });
    expect(list).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(list.stdout).length).toBeGreaterThan(30);
    expect(await koo(['__complete', 'zsh', 'callback', 'ver'], { path })).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('verify\t'),
    });
    for (const form of ['yaml', 'csv']) {
      expect(await koo(['callback', 'activities', '-o', form], { path })).toMatchObject({
        code: 0,
      });
    }
    expect(await koo(['callback', 'test', '--demo', '--protocol', 'v2'], { path })).toMatchObject({
      code: 0,
    });
  });

  it.skipIf(windows)('ends successfully when its reader closes the pipe', () => {
    const { stdout, stderr, status } = spawnSync(
      'bash',
      ['-c', `set -o pipefail; "${process.execPath}" "${path}" callback activities -o yaml | head -1`],
      { encoding: 'utf8' },
    );
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
    expect(stdout).toBe('- name: newInstance\n');
  });
});
