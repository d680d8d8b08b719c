import { existsSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { parseConfig } from '../../src/account/cli/koo-yaml/document.ts';
import { loadConfig } from '../../src/account/cli/koo-yaml/file.ts';
import { configText } from '../../src/callback/cli/init/config-text.ts';
import { runInit } from '../../src/callback/cli/init/run.ts';
import InitCommand from '../../src/commands/init.ts';
import { useLanguage } from '../../src/text/translate.ts';
import { askingTerminal } from './asking.ts';
import { runCommand } from './run.ts';

const newFile = () => join(mkdtempSync(join(tmpdir(), 'koo-init-')), 'koo.yaml');

describe('koo init', () => {
  it('writes what the flags say, with comments, and prints it', async () => {
    const file = newFile();
    const flags = ['--url', 'https://isv.example.com/x', '-p', 'v2-kit,v2', '--sale', 'on-demand', '--joint'];
    const { stdout, exitCode } = await runCommand(InitCommand, ['--file', file, ...flags, '--json']);
    expect(exitCode).toBe(0);
    const config = {
      callback: {
        url: 'https://isv.example.com/x',
        protocols: ['v2', 'v2-kit'],
        sale: 'on-demand',
        joint: true,
      },
    };
    expect(JSON.parse(stdout)).toEqual({ path: file, config });
    const text = readFileSync(file, 'utf8');
    expect(parseConfig(text, file)).toEqual(config);
    expect(text).toContain(
      '  # Address of your callback server: in production, or on this machine.\n  url: https://isv.example.com/x\n',
    );
    expect(text).toContain('# site: sandbox\n');
  });

  it.skipIf(process.platform === 'win32')('writes a file that koo reads, whatever the umask', async () => {
    const umask = process.umask(0);
    try {
      for (const force of [[], ['--force']]) {
        const file = newFile();
        await runCommand(InitCommand, ['--file', file, '--site', 'sandbox', ...force]);
        expect(await loadConfig(undefined, dirname(file), {})).toMatchObject({ path: file });
      }
    } finally {
      process.umask(umask);
    }
  });

  it('refuses - as a file', async () => {
    const ended = await runCommand(InitCommand, ['--file', '-', '--site', 'sandbox', '--no-input']);
    expect(ended).toMatchObject({ exitCode: 2, code: 'INVALID_VALUE' });
    expect(existsSync('-')).toBe(false);
  });

  it('never overwrites a file or a link without --force', async () => {
    const file = newFile();
    writeFileSync(file, 'mine');
    const refused = await runCommand(InitCommand, ['--file', file, '--site', 'cn']);
    expect(refused).toMatchObject({ exitCode: 2, code: 'FILE_EXISTS' });
    expect(readFileSync(file, 'utf8')).toBe('mine');
    const forced = await runCommand(InitCommand, ['--file', file, '--site', 'cn', '--force', '--lang', 'zh']);
    expect(forced).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('已写入') });
    expect(readFileSync(file, 'utf8')).toContain('\nsite: cn\n');
    const [link, target] = [newFile(), newFile()];
    symlinkSync(target, link);
    expect(await runCommand(InitCommand, ['--file', link, '--site', 'cn'])).toMatchObject({
      code: 'FILE_EXISTS',
    });
    expect(existsSync(target)).toBe(false);
  });

  it.each([
    [[], 'MISSING_VALUE'],
    [['--url', 'isv.example.com'], 'INVALID_URL'],
    [['--url', 'https://user:pass@isv.example.com'], 'INVALID_URL'],
    [['--protocol', 'v9'], 'UNKNOWN_PROTOCOL'],
    [['--profile', '../x'], 'INVALID_NAME'],
  ])('refuses %j and writes nothing', async (flags, code) => {
    const file = newFile();
    const ended = await runCommand(InitCommand, ['--file', file, ...flags]);
    expect(ended).toMatchObject({ exitCode: 2, code });
    expect(existsSync(file)).toBe(false);
  });

  it('tells a folder that is not there', async () => {
    const ended = await runCommand(InitCommand, ['--site', 'cn', '--file', '/nowhere/koo.yaml']);
    expect(ended).toMatchObject({ exitCode: 2, code: 'UNWRITABLE_FILE' });
  });

  function asking(file: string, flags = {}) {
    const { options, type } = askingTerminal();
    const notice = vi.fn();
    return { done: runInit({ file, force: false, ...flags }, { ...options, notice }), type, notice };
  }

  it('asks on a terminal for what the flags leave open', async () => {
    const file = newFile();
    const { done, type } = asking(file, { sale: 'period' });
    await type('Production address', 'nonsense\r');
    await type('is not an http or https URL', '\x15http://127.0.0.1:8787/\r');
    await type('Protocols of the server', '\r');
    await type('Which site of the open API', '\x1b[B\r');
    const config = {
      site: 'sandbox',
      callback: { url: 'http://127.0.0.1:8787/', protocols: ['v2'], sale: 'period' },
    };
    expect(await done).toEqual({ path: file, config });
    expect(parseConfig(readFileSync(file, 'utf8'), file)).toEqual(config);
  });

  it('takes the protocols from a checklist, in the order of the list, at least one', async () => {
    const { done, type } = asking(newFile(), { url: 'https://isv.example.com/', sale: 'period', site: 'cn' });
    // V2 is selected at first: all, then none.
    await type('Protocols of the server', 'aa\r');
    await type('Select at least one protocol.', '4');
    await type('v2-kit', '1\r');
    expect((await done).config.callback?.protocols).toEqual(['v1', 'v2-kit']);
  });

  it.each(['https://192.0.2.7/cb', 'https://[2001:db8::7]/cb'])(
    'questions the IP address of %s',
    async (ip) => {
      const typed = asking(newFile(), { protocol: 'v2', sale: 'period', site: 'cn' });
      await typed.type('Production address', `${ip}\r`);
      await typed.type('only a domain name. Keep the address?', 'n\r');
      await typed.type('Production address', 'https://isv.example.com/cb\r');
      expect((await typed.done).config.callback?.url).toBe('https://isv.example.com/cb');
      const given = asking(newFile(), { url: ip, protocol: 'v2', sale: 'period', site: 'cn' });
      await given.type('Keep the address?', 'y\r');
      expect((await given.done).config.callback?.url).toBe(ip);
      const ran = await runCommand(InitCommand, ['--file', newFile(), '--url', ip, '--no-input']);
      expect(ran).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('only a domain name.') });
    },
  );

  it.each(['https://isv.example.com/', 'http://127.0.0.1:1/', 'http://[::1]:1/', 'http://localhost:1/'])(
    'does not question %s',
    async (url) => {
      const ran = await runCommand(InitCommand, ['--file', newFile(), '--url', url, '--no-input']);
      expect(ran).toMatchObject({ exitCode: 0, stderr: '' });
    },
  );
});

describe('the text', () => {
  it('can be switched on line by line: every comment that is a setting is a valid one', () => {
    for (const language of ['en', 'zh'] as const) {
      useLanguage(language);
      const text = configText({ callback: { url: 'https://a.example' } });
      const settings = text.match(/^ *# [a-zA-Z]+: .*$/gm) ?? [];
      expect(settings.length).toBeGreaterThan(6);
      for (const line of settings)
        expect(() => parseConfig(text.replace(line, line.replace('# ', '')), 'f')).not.toThrow();
      expect(parseConfig(configText({}), 'f')).toEqual({});
    }
    expect(configText({})).toContain('reason: 前置网关负责 nonce 去重');
  });

  it('writes any value that it was given', () => {
    const text = fc.string({ minLength: 1 });
    fc.assert(
      fc.property(text, text, (url, profile) => {
        const config = { profile, callback: { url } };
        expect(parseConfig(configText(config, './schema.json'), 'f')).toEqual(config);
      }),
    );
  });
});
