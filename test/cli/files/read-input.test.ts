import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, expect, test } from 'vitest';
import { readInput } from '../../../src/cli/files/input-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'koo-input-'));
afterAll(() => rmSync(folder, { recursive: true }));

const stdin = (text: string, isTTY = false) => ({
  stdin: Object.assign(Readable.from([Buffer.from(text)]), { isTTY }),
});
type Sources = Parameters<typeof readInput>[2];
const text = async (argument?: string, flags: object = {}, sources?: Sources) =>
  Buffer.from(await readInput(argument, { limit: 20, flags }, sources)).toString();

test('reads an argument, a file or stdin', async () => {
  const path = join(folder, 'input');
  writeFileSync(path, 'in the file\n');
  expect(await text('literal')).toBe('literal');
  expect(await text(`@${path}`)).toBe('in the file\n');
  expect(await text('-', {}, stdin('piped\n'))).toBe('piped\n');
  expect(await text(undefined, {}, stdin('piped'))).toBe('piped');
});

test('does not block on a terminal', async () => {
  await expect(text(undefined, {}, stdin('', true))).rejects.toMatchObject({
    exitCode: 2,
    facts: { code: 'NO_INPUT' },
  });
});

test('reads stdin only once', async () => {
  const taken = { 'kit-key-file': '-' };
  await expect(text('-', taken, stdin('x'))).rejects.toMatchObject({ facts: { code: 'STDIN_TAKEN' } });
  expect(await text('literal', taken, stdin('x'))).toBe('literal');
  const otherFlags = { data: '-', 'kit-key-file': 'kit.key' };
  expect(await text('-', otherFlags, stdin('x'))).toBe('x');
});

test('reports a missing file', async () => {
  await expect(text(`@${folder}/none`)).rejects.toMatchObject({
    exitCode: 2,
    facts: { code: 'UNREADABLE_FILE' },
  });
});

test('accepts an input at the limit, and refuses one byte more', async () => {
  const path = join(folder, 'long');
  writeFileSync(path, 'x'.repeat(20));
  expect(await text(`@${path}`)).toBe('x'.repeat(20));
  expect(await text('-', {}, stdin('x'.repeat(20)))).toBe('x'.repeat(20));
  writeFileSync(path, 'x'.repeat(21));
  const tooLarge = { exitCode: 2, facts: { code: 'TOO_LARGE' } };
  await expect(text(`@${path}`)).rejects.toMatchObject(tooLarge);
  await expect(text('-', {}, stdin('x'.repeat(21)))).rejects.toMatchObject(tooLarge);
});
