import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { koo, scratch } from '../support/koo.ts';

/** Prints every file that koo loads or reads at run time, a line each, when it ends. */
const listing = join(scratch, 'listing.mjs');
writeFileSync(
  listing,
  `import fs, { realpathSync } from 'node:fs';
   import { registerHooks, syncBuiltinESMExports } from 'node:module';
   import { fileURLToPath } from 'node:url';
   const files = [];
   registerHooks({
     load(url, context, next) {
       if (url.startsWith('file:')) files.push(fileURLToPath(url));
       return next(url, context);
     },
   });
   const { readFileSync } = fs;
   fs.readFileSync = (path, ...rest) => {
     if (typeof path === 'string') files.push(path);
     return readFileSync(path, ...rest);
   };
   syncBuiltinESMExports();
   process.on('exit', () => fs.writeFileSync(process.env.LISTING, files.join('\\n')));`,
);

async function filesOf(...args: string[]): Promise<string[]> {
  const list = join(scratch, `files-${args.join('-')}`);
  const { code } = await koo(args, {
    env: { NODE_OPTIONS: `--import=${pathToFileURL(listing)}`, LISTING: list },
  });
  expect(code).toBe(0);
  return readFileSync(list, 'utf8').split('\n');
}

const holding = (files: readonly string[], text: string) =>
  files.filter((file) => /[\\/]dist[\\/].*\.js$/.test(file) && readFileSync(file, 'utf8').includes(text));
const named = (files: readonly string[], name: string) => files.filter((file) => file.endsWith(name));

describe('koo loads', () => {
  it.each(['--version', '-v', '--help', 'users --help', 'help exit-codes'])(
    'no oclif for %s',
    async (line) => {
      const files = await filesOf(...line.split(' '));
      expect(named(files, 'main.js')).toHaveLength(1);
      expect(holding(files, '@oclif/core/lib/command.js')).toEqual([]);
    },
  );

  it('oclif for a command', async () => {
    expect(holding(await filesOf('version'), '@oclif/core/lib/command.js')).toHaveLength(1);
  });

  it('conf for a change of the settings', async () => {
    const conf = 'Something went wrong during the migration';
    for (const line of ['version', 'codes 000105', 'profile list', 'config get lang']) {
      expect(holding(await filesOf(...line.split(' ')), conf)).toEqual([]);
    }
    expect(holding(await filesOf('config', 'unset', 'lang'), conf)).toHaveLength(1);
  });

  it('the Chinese for Chinese only', async () => {
    expect(named(await filesOf('codes', '000105'), 'zh.json')).toEqual([]);
    expect(named(await filesOf('codes', '000105', '--lang', 'zh'), 'zh.json')).toHaveLength(1);
  });

  it('the codes of one family for a code', async () => {
    expect((await filesOf('codes', '000105')).filter((file) => /dist.data.codes/.test(file))).toHaveLength(1);
  });

  it('what makes lives when lives are made', async () => {
    const test = ['callback', 'test', '--demo', '-p', 'order-notify'];
    const sentence = 'not every time: the same life passed';
    expect(holding(await filesOf(...test, '--explore', '0'), sentence)).toEqual([]);
    expect(holding(await filesOf(...test), sentence)).toHaveLength(1);
  });
});

it.skipIf(process.platform === 'win32')('compiled code is cached among the caches of the user', async () => {
  const home = join(scratch, 'home of the cache');
  const temporary = join(scratch, 'shared');
  mkdirSync(temporary, { recursive: true });
  const env = { HOME: home, XDG_CACHE_HOME: '', NODE_COMPILE_CACHE: '', TMPDIR: temporary };
  expect((await koo(['--version'], { env })).code).toBe(0);
  expect(readdirSync(join(home, '.cache/koo/compile-cache'))).not.toEqual([]);
  expect(readdirSync(temporary)).toEqual([]);
});
