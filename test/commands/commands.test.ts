import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { commandTree, flatCommands } from '../../src/app/manifest/command-tree.ts';
import { readCommands } from '../../src/app/manifest/manifest.ts';
import CommandsCommand from '../../src/commands/commands.ts';
import { runCommand } from './run.ts';

const ids = Object.keys(readCommands(fileURLToPath(new URL('../..', import.meta.url))));

describe('koo commands', () => {
  it('is a tree as JSON, with what each command does to the world', async () => {
    const { stdout, exitCode } = await runCommand(CommandsCommand, ['--json']);
    expect(exitCode).toBe(0);
    const tree = JSON.parse(stdout);
    const callback = tree.find(({ path }: { path: string }) => path === 'callback');
    expect(callback).toMatchObject({ kind: 'topic', summary: { zh: expect.stringContaining('回调') } });
    const sent = callback.commands.find(({ path }: { path: string }) => path === 'callback send');
    expect(sent).toMatchObject({
      kind: 'command',
      readOnly: false,
      destructive: expect.any(Boolean),
      idempotent: expect.any(Boolean),
      args: [
        { name: 'activity', required: true },
        { name: 'url', required: false },
      ],
    });
    expect(sent.flags).toContainEqual(
      expect.objectContaining({ name: 'protocol', char: 'p', takesValue: true, options: expect.any(Array) }),
    );
    expect(sent.flags).toContainEqual(
      expect.objectContaining({
        name: 'json',
        global: true,
        summary: { en: expect.any(String), zh: expect.any(String) },
      }),
    );
    expect(sent.examples[0]).toMatch(/^koo callback send /);
  });

  it('has every command once', () => {
    const commands = readCommands(fileURLToPath(new URL('../..', import.meta.url)));
    const paths = flatCommands(commandTree(commands)).map(({ path }) => path);
    expect(paths.sort()).toEqual(ids.map((id) => id.replaceAll(':', ' ')).sort());
  });

  it('has a row for each command in other formats', async () => {
    const { stdout } = await runCommand(CommandsCommand, ['--fields', 'path,readOnly', '-o', 'csv']);
    expect(stdout).toContain('path,readOnly\n');
    expect(stdout).toContain('\ncallback activities,true\n');
    expect((await runCommand(CommandsCommand, ['-o', 'ndjson'])).stdout.trim().split('\n')).toHaveLength(
      ids.length,
    );
    const table = await runCommand(CommandsCommand, ['--lang', 'zh']);
    expect(table.stdout).toMatch(/^命令 +影响 +说明\n/);
  });
});
