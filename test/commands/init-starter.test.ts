import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { loadConfig } from '../../src/account/cli/koo-yaml/file.ts';
import { areKnown } from '../../src/account/origins.ts';
import type { InitOptions } from '../../src/callback/cli/init/flags.ts';
import { renderStarters, runStarter } from '../../src/callback/cli/init/starter.ts';
import { writeProject } from '../../src/callback/cli/init/write-project.ts';
import { starterLanguages, starters } from '../../src/callback/starter/languages.ts';
import InitCommand from '../../src/commands/init.ts';
import { KooError } from '../../src/errors/koo-error.ts';
import { useLanguage } from '../../src/text/translate.ts';
import { askingTerminal } from './asking.ts';
import { runCommand } from './run.ts';

const isRoot = process.geteuid?.() === 0;
let folder = '';
let templates = '';

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'koo-starter-')));
  templates = join(folder, 'templates');
  const files = {
    'vectors.json': '{}',
    'go/go.mod': 'module koogallery-callbacks\n',
    'go/v1/old.go': '// koo:if v1-family\npackage v1\n// koo:end\n',
    'node/package.json': '{}',
    'go/v2/new.go': '// koo:if v2-family\npackage v2\n// koo:end\n',
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(templates, path)), { recursive: true });
    writeFileSync(join(templates, path), text);
  }
  vi.stubEnv('KOO_CONFIG_DIR', join(folder, 'config'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  useLanguage('en');
});

const silent = { noInput: true, koo: 'koo' };
const at = (...names: string[]) => join(folder, ...names);

/** Writes a Go starter, by default for V2 into the folder `demo`. */
function write(place = at('demo'), flags: Partial<InitOptions> = {}, language = 'go') {
  const given = { file: 'koo.yaml', force: false, protocol: 'v2', ...flags };
  return runStarter(language, place, given, templates, silent);
}

/** The code of the failure. */
async function failure(work: Promise<unknown>) {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof KooError)) throw error ?? new Error('it did not fail');
  return { ...error.facts, exitCode: error.exitCode, message: error.facts.message.en };
}

describe('what it writes', () => {
  it('is what the protocols need, with a koo.yaml that koo takes', async () => {
    expect(await write(at('my demo', 'Shop_1'))).toEqual({
      folder: at('my demo', 'Shop_1'),
      language: 'go',
      protocols: ['v2'],
      sale: 'period',
      files: ['go.mod', 'v2/new.go', 'koo.yaml'],
      needs: starters.find(({ language }) => language === 'go')?.needs,
      next: [`cd '${at('my demo', 'Shop_1')}'`, 'go build ./...', 'koo callback test'],
    });
    expect(readFileSync(at('my demo', 'Shop_1', 'go.mod'), 'utf8')).toBe('module shop-1\n');
    const { config } = await loadConfig(undefined, at('my demo', 'Shop_1'), {});
    expect(config).toEqual({
      callback: {
        url: 'http://127.0.0.1:8080/saasproduce',
        start: 'go run .',
        generateKeys: true,
        protocols: ['v2'],
        sale: 'period',
      },
    });
  });

  it('has the kits of a joint-operation product, and the encryption of V1', async () => {
    const flags = { protocol: 'v1', joint: true, sale: 'on-demand', site: 'sandbox' } as const;
    expect((await write(at('demo'), flags)).protocols).toEqual(['v1', 'v1-kit']);
    const { config } = await loadConfig(undefined, at('demo'), {});
    expect(config).toMatchObject({
      site: 'sandbox',
      callback: { protocols: ['v1', 'v1-kit'], sale: 'on-demand', joint: true, encrypt: 'aes256' },
    });
    await write(at('other'), { protocol: 'v1,v2', encrypt: 'aes128', url: 'http://[::1]:9000/x' });
    const other = await loadConfig(undefined, at('other'), {});
    expect(other.config.callback).toMatchObject({ encrypt: 'aes128', url: 'http://[::1]:9000/x' });
  });

  it('has the addresses of the login, if the starter and the product have one', async () => {
    const flags = { protocol: 'v2,v2-kit', url: 'http://[::1]:9000/x?y' };
    const { next } = await write(at('demo'), flags, 'node');
    expect(next.slice(1)).toEqual(['npm install', 'koo callback test', 'koo sso test']);
    expect((await loadConfig(undefined, at('demo'), {})).config.sso).toEqual({
      login: 'http://[::1]:9000/sso/callback',
      cas: 'http://[::1]:9000/sso/cas?tenant={tenantId}',
      loginPage: 'http://[::1]:9000/sso/login?tenant={tenantId}',
      accountPage: 'http://[::1]:9000/sso/account',
      logout: 'http://[::1]:9000/sso/logout',
    });
    const others = [await write(at('go'), flags), await write(at('base'), { protocol: 'v2' }, 'node')];
    for (const { folder: place, next } of others) {
      expect(next.at(-1)).toBe('koo callback test');
      expect(readFileSync(join(place, 'koo.yaml'), 'utf8')).not.toContain('sso');
    }
  });

  it('goes to the folder of the name, by default koogallery-callbacks', async () => {
    const given = { file: 'koo.yaml', force: false, protocol: 'v2' };
    const here = process.cwd();
    process.chdir(folder);
    try {
      const named = await runStarter('go', undefined, { ...given, name: 'shop-2' }, templates, silent);
      expect(named).toMatchObject({
        folder: 'shop-2',
        next: ['cd shop-2', 'go build ./...', 'koo callback test'],
      });
      const usual = await runStarter('go', undefined, given, templates, silent);
      expect(usual.folder).toBe('koogallery-callbacks');
      expect((await write('.')).next).toEqual(['go build ./...', 'koo callback test']);
    } finally {
      process.chdir(here);
    }
    expect(readFileSync(at('shop-2', 'go.mod'), 'utf8')).toBe('module shop-2\n');
  });

  it.each(starters)('has a start command for $language that cmd.exe takes as well', ({ start }) => {
    expect(start).toMatch(/^[\w ./-]+( && [\w ./-]+)?$/);
    expect(start).not.toMatch(/\b(?:exec|export|nohup)\b/);
  });

  it('has a start command that koo does not ask about, also through a link', async () => {
    mkdirSync(at('real'));
    symlinkSync(at('real'), at('link'));
    await write(at('link', 'demo'));
    const place = pathToFileURL(at('real', 'demo', 'koo.yaml')).href;
    expect(await areKnown(process.env, place, ['go run .'])).toBe(true);
    expect(await areKnown(process.env, place, ['go run ./other'])).toBe(false);
    expect(await areKnown(process.env, pathToFileURL(at('koo.yaml')).href, ['go run .'])).toBe(false);
  });

  it.skipIf(process.platform === 'win32')('can be written by no other user, whatever the umask', async () => {
    chmodSync(join(templates, 'go/go.mod'), 0o777);
    const umask = process.umask(0);
    try {
      await write();
    } finally {
      process.umask(umask);
    }
    expect(statSync(at('demo', 'go.mod')).mode & 0o777).toBe(0o755);
    expect(statSync(at('demo', 'koo.yaml')).mode & 0o777).toBe(0o644);
  });
});

describe('a file that is in the way', () => {
  it.each(['go.mod', 'v2/new.go', 'koo.yaml'])('%s stays as it is, and nothing is written', async (path) => {
    mkdirSync(dirname(at('demo', path)), { recursive: true });
    writeFileSync(at('demo', path), 'mine');
    const before = readdirSync(at('demo'), { recursive: true });
    expect(await failure(write())).toMatchObject({
      exitCode: 2,
      code: 'FILE_EXISTS',
      message: `${at('demo', path)} already exists`,
    });
    expect(readFileSync(at('demo', path), 'utf8')).toBe('mine');
    expect(readdirSync(at('demo'), { recursive: true })).toEqual(before);
  });

  it('may be a dangling link, which is not followed', async () => {
    mkdirSync(at('demo'));
    symlinkSync(at('elsewhere'), at('demo', 'koo.yaml'));
    expect(await failure(write())).toMatchObject({ code: 'FILE_EXISTS' });
    expect(existsSync(at('elsewhere'))).toBe(false);
    symlinkSync(at('elsewhere'), at('demo-2'));
    expect(await failure(write(at('demo-2')))).toMatchObject({ code: 'FILE_EXISTS' });
  });

  it.each([
    ['a file', (path: string) => writeFileSync(path, '')],
    ['a link to a folder', (path: string) => symlinkSync(tmpdir(), path)],
  ])('may be %s in the place of a folder', async (_, put) => {
    mkdirSync(at('demo'));
    put(at('demo', 'v2'));
    expect(await failure(write())).toMatchObject({
      code: 'FILE_EXISTS',
      message: `${at('demo', 'v2')} already exists`,
    });
    writeFileSync(at('file'), '');
    expect(await failure(write(at('file')))).toMatchObject({
      exitCode: 2,
      code: 'FILE_EXISTS',
      message: `${at('file')} exists and is not a folder`,
    });
    expect(await failure(write(at('file', 'below')))).toMatchObject({ exitCode: 2, code: 'UNWRITABLE_FILE' });
  });

  it('may stay where the project has no such file', async () => {
    mkdirSync(at('demo', 'v2'), { recursive: true });
    writeFileSync(at('demo', 'v2', 'mine.go'), 'mine');
    await write();
    expect(readdirSync(at('demo', 'v2')).sort()).toEqual(['mine.go', 'new.go']);
  });

  it.skipIf(isRoot)('may be a folder that cannot be written', async () => {
    mkdirSync(at('locked'), { mode: 0o555 });
    expect(await failure(write(at('locked', 'demo')))).toMatchObject({
      exitCode: 2,
      code: 'UNWRITABLE_FILE',
    });
  });

  it('removes what it has written where it fails half-way, and no more', async () => {
    mkdirSync(at('demo', 'kept'), { recursive: true });
    writeFileSync(at('demo', 'kept', 'mine'), 'mine');
    const files = [
      { path: 'kept/a', text: 'a', isExecutable: false },
      { path: 'new/deep/b', text: 'b', isExecutable: false },
      // A name that no file system takes.
      { path: `new/${'x'.repeat(300)}`, text: 'c', isExecutable: false },
    ];
    const blocked = files.with(2, { path: 'new/deep/b', text: 'again', isExecutable: false });
    expect(await failure(writeProject(at('demo'), blocked))).toMatchObject({ code: 'FILE_EXISTS' });
    expect(readdirSync(at('demo'), { recursive: true }).sort()).toEqual(['kept', join('kept', 'mine')]);
    expect(await failure(writeProject(at('demo', 'not', 'yet'), blocked))).toMatchObject({
      code: 'FILE_EXISTS',
    });
    expect(existsSync(at('demo', 'not'))).toBe(false);
    expect(await failure(writeProject(at('demo'), files))).toMatchObject({ code: 'UNWRITABLE_FILE' });
    expect(lstatSync(at('demo')).isDirectory()).toBe(true);
  });
});

describe('what it refuses', () => {
  it.each([
    [{ force: true }, 'FLAG_CONFLICT'],
    [{ file: 'other.yaml' }, 'FLAG_CONFLICT'],
    [{ encrypt: 'aes256' }, 'FLAG_CONFLICT'],
    [{ url: 'https://isv.example.com/' }, 'INVALID_VALUE'],
    [{ url: 'nonsense' }, 'INVALID_URL'],
    [{ profile: '../x' }, 'INVALID_NAME'],
    [{ protocol: 'v3' }, 'UNKNOWN_PROTOCOL'],
    [{ name: 'Shop' }, 'INVALID_NAME'],
    [{ name: 'shop-' }, 'INVALID_NAME'],
    [{ name: '1shop' }, 'INVALID_NAME'],
    [{ name: 'a'.repeat(51) }, 'INVALID_NAME'],
    [{ name: '../shop' }, 'INVALID_NAME'],
  ] as const)('%j', async (flags, code) => {
    expect(await failure(write(at('demo'), flags))).toMatchObject({ exitCode: 2, code });
    expect(existsSync(at('demo'))).toBe(false);
  });

  it('a folder that is empty text, or whose name is that of no project', async () => {
    expect(await failure(write(''))).toMatchObject({ code: 'INVALID_VALUE' });
    const { hint, ...told } = await failure(write(at('云商店')));
    expect(told).toMatchObject({ exitCode: 2, code: 'INVALID_NAME' });
    expect(hint.en).toContain('--name. Use up to 50 lower-case letters, digits and hyphens');
    expect((await write(at('云商店'), { name: 'a'.repeat(50) })).folder).toBe(at('云商店'));
  });

  it.each([
    ['2024 Demo', 'demo'],
    ['Koo.Gallery--Callbacks_', 'koo-gallery-callbacks'],
    [`${'a'.repeat(49)}-b`, 'a'.repeat(49)],
  ])('not the folder %s, which makes the name %s', async (name, made) => {
    await write(at(name));
    expect(readFileSync(at(name, 'go.mod'), 'utf8')).toBe(`module ${made}\n`);
  });

  it('a project without protocols, where it cannot ask', async () => {
    const ended = await runCommand(InitCommand, ['--template', 'go', at('demo'), '--encrypt', 'aes256']);
    expect(ended).toMatchObject({ exitCode: 2, code: 'MISSING_VALUE', message: '--protocol is missing' });
    expect(existsSync(at('demo'))).toBe(false);
  });

  it('licences on demand, which are not sold', async () => {
    const args = ['--template', 'go', at('demo'), '-p', 'license-code,online-license', '--sale'];
    const refused = await runCommand(InitCommand, [...args, 'on-demand']);
    expect(refused).toMatchObject({ exitCode: 2, message: 'Licences are not sold on demand' });
    expect(existsSync(at('demo'))).toBe(false);
    expect(
      (await runCommand(InitCommand, [...args, 'one-time'], { KOO_CONFIG_DIR: at('config') })).exitCode,
    ).toBe(0);
  });

  it('an unknown language, for which it tells the others', async () => {
    const given = { file: 'koo.yaml', force: false, protocol: 'v2' };
    const { hint, ...told } = await failure(runStarter('pythn', at('x'), given, templates, silent));
    expect(told).toMatchObject({ exitCode: 2, code: 'UNKNOWN_TEMPLATE' });
    expect(hint.en).toBe(
      'Did you mean python? Use one of: node (Express), java (Spring MVC), python (Flask), php (plain PHP), go (net/http). `koo init --template list` shows what each needs.',
    );
    const none = await failure(runStarter('', at('x'), given, templates, silent));
    expect(none).toMatchObject({ exitCode: 2, code: 'MISSING_VALUE' });
    expect(`Did you mean python? ${none.hint.en}`).toBe(hint.en);
  });

  it('a folder or a name without --template', async () => {
    expect(await runCommand(InitCommand, ['demo'])).toMatchObject({ exitCode: 2, code: 'MISSING_FLAG' });
    expect(await runCommand(InitCommand, ['--name', 'x'])).toMatchObject({
      exitCode: 2,
      code: 'MISSING_FLAG',
    });
  });
});

describe('the command', () => {
  const env = () => ({ KOO_CONFIG_DIR: at('config') });

  it('ends with what to run next, and has a template of each language', async () => {
    for (const language of starterLanguages) {
      const place = at(language);
      const args = ['--template', language, place, '-p', 'v1', '--lang', 'zh'];
      const { stdout, exitCode } = await runCommand(InitCommand, args, env());
      expect(exitCode).toBe(0);
      const setup = starters.find((starter) => starter.language === language)?.setup;
      expect(stdout.split('\n').slice(1)).toEqual([
        `  cd ${place}`,
        ...(setup ? [`  ${setup}`] : []),
        '  koo callback test',
        '',
      ]);
      expect(stdout).toContain('接下来请运行');
      expect(existsSync(join(place, 'koo.yaml'))).toBe(true);
    }
  });

  it('lists the starters with a --template that has no language', async () => {
    const listed = await runCommand(InitCommand, ['--template', 'list'], env());
    expect(listed.stdout).toContain('Spring MVC');
    expect(await runCommand(InitCommand, ['--template'], env())).toMatchObject(listed);
    const { stdout } = await runCommand(InitCommand, ['--template', '--json'], env());
    expect(JSON.parse(stdout)).toHaveLength(starterLanguages.length);
    for (const args of [['--template='], [at('demo'), '--template']]) {
      const missing = await runCommand(InitCommand, args, env());
      expect(missing).toMatchObject({ exitCode: 2, stdout: '', message: '--template has no language' });
    }
    expect(existsSync(at('demo'))).toBe(false);
  });

  it('refuses a folder for the list', async () => {
    for (const args of [
      ['--template', 'list', at('demo')],
      [at('demo'), '--template=list'],
    ]) {
      const refused = await runCommand(InitCommand, args, env());
      expect(refused).toMatchObject({
        exitCode: 2,
        stdout: '',
        message: '--template list takes no folder: it writes nothing',
      });
    }
    expect(existsSync(at('demo'))).toBe(false);
  });

  it.each([
    ['koo init --template go', true],
    ["'koo'", true],
    ['"koo" init', true],
    ['koo-2', false],
    ['koogle', false],
    ['vitest run', false],
  ])('runs koo by its path only where npx has found it: %s', async (script, isNpx) => {
    const npx = { npm_lifecycle_event: 'npx', npm_lifecycle_script: script };
    const args = ['--template', 'go', at('demo'), '-p', 'v2'];
    const { stdout } = await runCommand(InitCommand, args, { ...env(), ...npx });
    const path = join(process.cwd(), 'bin', 'run.js');
    expect(stdout).toContain(isNpx ? `\n  node ${path} callback test\n` : '\n  koo callback test\n');
    expect(existsSync(path)).toBe(true);
    const settings = ['--site', 'cn', '--no-input', '--file', at('koo.yaml')];
    const plain = await runCommand(InitCommand, settings, { ...env(), ...npx });
    expect(plain.stdout).toContain(isNpx ? `run: node ${path} callback test --demo` : 'run: koo callback');
  });

  it('names the current folder by its path', async () => {
    mkdirSync(at('here'));
    const old = process.cwd();
    process.chdir(at('here'));
    try {
      const { stdout } = await runCommand(InitCommand, ['--template', 'go', '.', '-p', 'v2'], env());
      expect(stdout).toContain(` to ${at('here')}. They need Go`);
    } finally {
      process.chdir(old);
    }
  });

  it('lists the languages, as a table and as data', async () => {
    const { stdout } = await runCommand(InitCommand, ['--template', 'list']);
    expect(stdout).toMatch(/^LANGUAGE +FRAMEWORK +REQUIRES\n/);
    for (const language of starterLanguages) expect(stdout).toMatch(new RegExp(`^${language} `, 'm'));
    const listed = await runCommand(InitCommand, ['--template', 'list', '--json']);
    expect(JSON.parse(listed.stdout)).toEqual(starters);
    useLanguage('zh');
    expect(renderStarters(starters)).toContain('需要安装');
  });
});

describe('on a terminal', () => {
  it('tells of a folder that is taken before it asks', async () => {
    mkdirSync(at('taken'));
    writeFileSync(at('taken', 'koo.yaml'), '');
    const { options } = askingTerminal();
    const given = { file: 'koo.yaml', force: false };
    await expect(
      runStarter('', at('taken'), given, templates, { ...options, koo: 'koo' }),
    ).rejects.toMatchObject({ facts: { code: 'FILE_EXISTS' } });
  });

  it('asks for the language, the protocols, the sale mode and the name', async () => {
    const { options, type } = askingTerminal();
    const given = { file: 'koo.yaml', force: false };
    const old = process.cwd();
    process.chdir(folder);
    try {
      const done = runStarter('', undefined, given, templates, { ...options, koo: 'koo' });
      await type('Language of the starter', '\x1b[A\r');
      await type('Protocols of the server', '1\r');
      await type('How is the product charged?', '\x1b[B\r');
      await type('Name of the project', 'My Shop\r');
      await type('Use up to 50 lower-case letters', '\x15my-shop\r');
      expect(await done).toMatchObject({
        folder: 'my-shop',
        language: 'go',
        protocols: ['v1', 'v2'],
        sale: 'on-demand',
      });
    } finally {
      process.chdir(old);
    }
  });

  it('asks for nothing that is given', async () => {
    const { options } = askingTerminal();
    const given = { file: 'koo.yaml', force: false, protocol: 'v2', sale: 'period' } as const;
    expect(await runStarter('go', at('demo'), given, templates, { ...options, koo: 'koo' })).toMatchObject({
      folder: at('demo'),
    });
  });
});
