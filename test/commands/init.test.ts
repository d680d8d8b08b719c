import { existsSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { parseConfig } from '../../src/account/cli/koo-yaml/document.ts';
import { runInit } from '../../src/callback/cli/init/run.ts';
import { configText } from '../../src/callback/cli/init/text.ts';
import InitCommand from '../../src/commands/init.ts';
import { useLanguage } from '../../src/text/translate.ts';
import '../support/property-seed.ts';
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
      '  # Production address of your callback server.\n  url: https://isv.example.com/x\n',
    );
    expect(text).toContain('# site: sandbox\n');
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

  it('asks on a terminal for what the flags leave open', async () => {
    const file = newFile();
    const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => undefined });
    const output = Object.assign(new PassThrough(), { isTTY: true, columns: 200 });
    // A terminal stays open when a prompt has ended.
    output.end = () => output;
    let shown = '';
    output.setEncoding('utf8').on('data', (text: string) => {
      shown += text;
    });
    const type = async (question: string, keys: string) => {
      await vi.waitFor(() => expect(shown).toContain(question));
      await sleep(10);
      shown = '';
      input.write(keys);
    };
    const flags = { file, force: false, sale: 'period' as const };
    const done = runInit(flags, { noInput: false, input, output });
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
});

describe('the text', () => {
  it('can be switched on line by line: every comment that is a setting is a valid one', () => {
    for (const language of ['en', 'zh'] as const) {
      useLanguage(language);
      const text = configText({ callback: { url: 'https://a.example' } });
      const settings = text.match(/^ *# [a-z]+: .*$/gm) ?? [];
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
