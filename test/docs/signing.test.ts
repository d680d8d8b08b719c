import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { signingPages } from '../../scripts/signing-pages.ts';
import { starterLanguages } from '../../src/callback/starter/languages.ts';
import type { Scheme } from '../../src/callback/starter/schemes.ts';
import { snippetLanguages } from '../../src/callback/starter/snippets.ts';
import { binary } from '../support/koo.ts';
import callbacks from '../vectors/callbacks.json' with { type: 'json' };
import openapi from '../vectors/openapi.json' with { type: 'json' };

const pages = signingPages();
const english = pages.filter(({ path }) => !path.endsWith('.zh-CN.md'));
const pageOf = (name: string) => english.find(({ path }) => path === `docs/signing/${name}.md`)?.text ?? '';

/** Shell blocks of a page with the text block behind each: what it prints. */
function examplesOf(text: string): { commands: string; output: string }[] {
  const blocks = text.matchAll(/^```sh\n(.*?)\n```\n\n```text\n(.*?)\n```$/gms);
  return [...blocks].map(([, commands = '', output = '']) => ({ commands, output }));
}

/** Runs the blocks of a page one after the other in a folder of their own. */
function shell(commands: string, cwd: string): string {
  const koo = `${JSON.stringify(process.execPath)} ${JSON.stringify(binary)}`;
  return execFileSync('bash', ['-eo', 'pipefail', '-c', commands.replaceAll('npx koo', koo)], {
    cwd,
    env: { PATH: process.env.PATH, HOME: cwd, LC_ALL: 'C.UTF-8' },
    encoding: 'utf8',
  }).trimEnd();
}

const schemes = english.filter(({ path }) => !path.endsWith('README.md'));

describe('worked examples of docs/signing', () => {
  it('stand on every page', () => {
    expect(schemes).toHaveLength(8);
    for (const { path, text } of schemes) expect(examplesOf(text).length, path).toBeGreaterThan(0);
  });

  // The shell is an independent judge: openssl shares no code with koo.
  it.skipIf(process.platform === 'win32').concurrent.each(schemes.map((page) => [page.path, page] as const))(
    '%s: its commands print what it says',
    async (_, { text }) => {
      const folder = mkdtempSync(join(tmpdir(), 'koo-signing-'));
      for (const { commands, output } of examplesOf(text))
        expect(shell(commands, folder), commands).toBe(output);
    },
  );

  it('hold the vectors that two implementations agree about', () => {
    expect(pageOf('v1-auth-token')).toContain(callbacks.authToken.token);
    expect(pageOf('v1-body-sign')).toContain(callbacks.bodySign.signature);
    expect(pageOf('v2-base').toLowerCase()).toContain(callbacks.v2.signature);
    expect(pageOf('v2-base')).toContain(callbacks.v2.inner);
    expect(pageOf('v2-kit').toLowerCase()).toContain(callbacks.kit.signature);
    const order = openapi.requests.find(({ id }) => id === 'K1');
    expect(pageOf('ak-sk')).toContain(order?.signature);
    expect(pageOf('ak-sk')).toContain(order?.hash);
    expect(pageOf('usage-push')).toContain('X4YhgMOw6nkOQSF7+AYHaosvNawKEcuQLROCUxLDm0g=');
    for (const { field, plain } of callbacks.fields) {
      if (plain === '15905222222') expect(pageOf('sensitive-fields')).toContain(field);
    }
  });

  it('say the same values in Chinese', () => {
    for (const { path, text } of schemes) {
      const chinese = pages.find((page) => page.path === path.replace(/\.md$/, '.zh-CN.md'))?.text ?? '';
      expect(examplesOf(chinese), path).toEqual(examplesOf(text));
      expect(chinese).toMatch(/\p{Script=Han}/u);
    }
  });
});

describe('code of the schemes in docs/signing', () => {
  /** The functions of a starter that each scheme is made of; every language spells them in its own case. */
  const functions: Readonly<Record<Scheme, readonly string[]>> = {
    'v1-auth-token': ['authToken'],
    'v1-body-sign': ['bodySign'],
    'v2-base': ['canonicalPayload', 'v2Signature'],
    'v2-kit': ['canonicalPayload', 'kitSignature'],
    'ak-sk': ['signRequest'],
    'usage-push': ['usageSignature'],
    'sensitive-fields': ['aesKey', 'encryptField', 'decryptField'],
    'client-secret': ['decryptClientSecret'],
  };
  const plain = (code: string) => code.replaceAll('_', '').toLowerCase();

  it.each(starterLanguages.flatMap((language) => schemes.map(({ path }) => [language, path] as const)))(
    'is there in %s: %s',
    (language, path) => {
      const scheme = basename(path, '.md') as Scheme;
      const { title, fence } = snippetLanguages[language];
      for (const page of pages.filter((one) => basename(one.path).split('.')[0] === scheme)) {
        const [, block = ''] = page.text.split(`<summary>${title}</summary>`);
        const [shown = ''] = block.split('</details>');
        const code = [...shown.matchAll(new RegExp(`^\`\`\`${fence}\\n(.*?)^\`\`\`$`, 'gms'))].join('\n');
        for (const name of functions[scheme])
          expect(plain(code), page.path).toMatch(new RegExp(`\\b${name.toLowerCase()}\\b`));
        expect(code).not.toContain('koo:');
      }
    },
  );
});

it('has no Chinese sentence that no page uses', () => {
  const chinese: object = parse(
    readFileSync(new URL('../../scripts/signing/zh.yaml', import.meta.url), 'utf8'),
  );
  const texts = english.map(({ text }) => text).join('\n');
  expect(Object.keys(chinese).filter((sentence) => !texts.includes(sentence))).toEqual([]);
});
