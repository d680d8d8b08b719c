import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { applySettings } from '../../../src/app/invocation/environment.ts';
import { isNewer, isVersion, readUpdateCache, writeUpdateCache } from '../../../src/app/update/cache.ts';
import { askInBackground, updateNotice, wantsUpdateNotice } from '../../../src/app/update/notice.ts';
import { useLanguage } from '../../../src/text/translate.ts';

const day = 24 * 3600 * 1000;
const start = Date.parse('2026-01-01T00:00:00Z');

/** koo with its own state folder. */
function machine() {
  const folder = mkdtempSync(join(tmpdir(), 'koo-update-'));
  const path = join(folder, 'state/update.json');
  const printed: string[] = [];
  let asked = 0;
  return {
    folder,
    path,
    printed: printed,
    asked: () => asked,
    run: (now: number) =>
      updateNotice({
        env: { KOO_STATE_DIR: join(folder, 'state') },
        name: 'koogallery-cli',
        version: '0.1.0',
        now,
        print: (text) => printed.push(text),
        ask: () => {
          asked += 1;
        },
      }),
  };
}

describe('the notice', () => {
  it('queries once a day, and prints nothing before the first result', () => {
    const { run, asked, printed, path } = machine();
    run(start);
    run(start + 1000);
    expect(asked()).toBe(1);
    run(start + day);
    expect(asked()).toBe(2);
    expect(printed).toEqual([]);
    expect(statSync(path).mode & 0o777).toBe(process.platform === 'win32' ? 0o666 : 0o600);
  });

  it('prints a notice about a newer version once a day, in the chosen language', () => {
    const { run, printed, path } = machine();
    writeUpdateCache(path, { askedAt: start, toldAt: 0, latest: '0.2.0' });
    run(start + 1);
    run(start + 2);
    expect(printed).toEqual([
      expect.stringMatching(/^koo 0\.2\.0 is available \(this is 0\.1\.0\)\. Update with `npm install/),
    ]);
    useLanguage('zh');
    run(start + day + 1);
    expect(printed[1]).toContain('已发布');
  });

  it('prints nothing for the same or an older version', () => {
    const { run, printed, path } = machine();
    for (const latest of ['0.1.0', '0.0.9']) {
      writeUpdateCache(path, { askedAt: start, toldAt: 0, latest });
      run(start + 1);
    }
    expect(printed).toEqual([]);
  });

  it('neither queries nor prints if the cache cannot be written', () => {
    const { run, printed, asked, folder } = machine();
    writeFileSync(join(folder, 'state'), 'a file');
    run(start);
    expect({ printed: printed, asked: asked() }).toEqual({ printed: [], asked: 0 });
  });

  it('ignores a damaged file, and one whose version is invalid', () => {
    const { path, run, printed } = machine();
    run(start);
    for (const text of [
      '',
      '{',
      '[]',
      '{"latest":"1.0.0; rm -rf","toldAt":"x"}',
      '{"latest":"\\u001b[31m9.9.9"}',
    ]) {
      writeFileSync(path, text);
      expect(readUpdateCache(path)).toEqual({ askedAt: 0, toldAt: 0 });
      run(start);
    }
    expect(printed).toEqual([]);
  });
});

describe('recipients', () => {
  const terminal = { stdout: { isTTY: true }, stderr: { isTTY: true } };

  it('prints the notice on a terminal', () => {
    expect(wantsUpdateNotice(['order', 'get', 'X'], {}, terminal)).toBe(true);
    expect(wantsUpdateNotice(['api', '--', '--json'], { CI: 'false' }, terminal)).toBe(true);
  });

  it.each<[string[], Record<string, string>]>([
    [['whoami', '--json'], {}],
    [['whoami', '-o', 'csv'], {}],
    [['whoami', '-ojson'], {}],
    [['whoami', '--output=yaml'], {}],
    [['whoami', '-qojson'], {}],
    [['whoami', '-o', 'table', '-yq'], {}],
    [['whoami', '-q'], {}],
    [['whoami'], { CI: 'true' }],
    [['whoami'], { KOO_NO_UPDATE_NOTIFIER: '1' }],
  ])('prints nothing for %j in %j', (argv, env) => {
    expect(wantsUpdateNotice(argv, env, terminal)).toBe(false);
  });

  it('prints nothing without a terminal', () => {
    expect(wantsUpdateNotice([], {}, { ...terminal, stdout: {} })).toBe(false);
    expect(wantsUpdateNotice([], {}, { ...terminal, stderr: {} })).toBe(false);
  });

  it('prints nothing when the setting is off', () => {
    const folder = mkdtempSync(join(tmpdir(), 'koo-update-'));
    writeFileSync(join(folder, 'settings.json'), '{"options":{"update-notifier":"false"}}');
    const env: Record<string, string | undefined> = { KOO_CONFIG_DIR: folder };
    applySettings(env);
    expect(wantsUpdateNotice([], env, terminal)).toBe(false);
  });
});

it.each([
  ['1.0.0', '0.9.9', true],
  ['0.10.0', '0.9.0', true],
  ['0.1.0', '0.1.0', false],
  ['0.1.0', '0.1.1', false],
  ['1.0.0', '1.0.0-beta.1', true],
  ['1.0.0', '1.0.1-beta.1', false],
])('%s is newer than %s: %s', (release, version, expected) => {
  expect(isNewer(release, version)).toBe(expected);
});

it('accepts only three numbers as a version', () => {
  for (const text of ['1.20.3', '0.0.0', '10.0.100']) expect(isVersion(text)).toBe(true);
  for (const text of ['1.2', '1.2.3-beta', 'v1.2.3', '', '1.2.3\n', '1.2.3 x', '00.1.1', '1.02.3'])
    expect(isVersion(text)).toBe(false);
});

describe.skipIf(process.platform === 'win32')('the query', () => {
  /** Runs it with a fake npm. */
  function lookUp(npm: string) {
    const { folder, path } = machine();
    writeFileSync(join(folder, 'npm'), `#!/bin/sh\n${npm}\n`);
    chmodSync(join(folder, 'npm'), 0o755);
    const script = fileURLToPath(new URL('../../../dist/update-check.js', import.meta.url));
    const output = execFileSync(process.execPath, [script], {
      encoding: 'utf8',
      stdio: 'pipe',
      env: {
        PATH: [folder, dirname(process.execPath), process.env.PATH].join(delimiter),
        HOME: folder,
        KOO_STATE_DIR: join(folder, 'state'),
      },
    });
    return { output, latest: existsSync(path) ? readUpdateCache(path).latest : undefined };
  }

  it('caches the version that npm reports, which is told nothing else, outside the project', () => {
    const told = '[ "$*" = "view koogallery-cli version --loglevel silent" ]';
    expect(lookUp(`${told} && [ "$PWD" = "$HOME" ] && echo 1.2.3`)).toEqual({ output: '', latest: '1.2.3' });
  });

  it('has no key in its environment', async () => {
    const { folder } = machine();
    mkdirSync(join(folder, 'dist'));
    const program = `require('node:fs').writeFileSync(process.env.HOME + '/seen', JSON.stringify(process.env));`;
    writeFileSync(join(folder, 'dist/update-check.js'), program);
    askInBackground(folder, {
      PATH: process.env.PATH,
      HOME: folder,
      KOO_SK: 'the-sk',
      KOO_ACCESS_KEY: 'a-key',
    });
    await expect.poll(() => existsSync(join(folder, 'seen'))).toBe(true);
    await expect.poll(() => readFileSync(join(folder, 'seen'), 'utf8')).toMatch(/}$/);
    const seen = JSON.parse(readFileSync(join(folder, 'seen'), 'utf8'));
    expect(Object.keys(seen).filter((name) => name.startsWith('KOO_'))).toEqual([]);
    expect(seen.HOME).toBe(folder);
  });

  it.each(['echo "npm error 404" >&2; exit 1', 'echo nonsense', 'exit 0'])(
    'is silent when it fails: %s',
    (npm) => {
      expect(lookUp(npm)).toEqual({ output: '', latest: undefined });
    },
  );
});
