import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execPath as nodePath } from 'node:process';
import { expect } from 'vitest';
import { binary, koo, neutral } from './koo.ts';
import { kooHere } from './koo-here.ts';
import { freePort } from './port.ts';

/**
 * Executes the commands of a page of the documentation, and compares what they print with what the page shows. With
 * `vitest run -u`, it is written into the page. A block that names a file is written to that file first.
 *
 * @param page below the root of the project
 */
export async function expectPageToBeTrue(page: string, language: string): Promise<void> {
  const path = join(import.meta.dirname, '../..', page);
  const text = readFileSync(path, 'utf8');
  const shell = await openShell(language);
  try {
    let shown = '';
    let end = 0;
    for (const block of text.matchAll(/^```(console|(?:csv|js) ([\w.]+))\n(.*?)^```$/gms)) {
      const [all, kind, file, content = ''] = block;
      shown += text.slice(end, block.index);
      shown += kind === 'console' ? `\`\`\`console\n${await shell.runAll(content)}\`\`\`` : all;
      if (file !== undefined) shell.write(file, content);
      end = block.index + all.length;
    }
    await expect(shown + text.slice(end)).toMatchFileSnapshot(path);
  } finally {
    await shell.close();
  }
}

/** Ports of the page: the sandbox, the callback server, and one where no server listens. */
const ports = ['8788', '8787', '8786'] as const;

/** A shell as the page needs it, with a folder of its own, free ports, and a callback server in the background. */
async function openShell(language: string) {
  const folder = await mkdtemp(join(tmpdir(), 'koo-page-'));
  const own = [await freePort(), await freePort(), await freePort()].map(String);
  const env: Record<string, string> = { HOME: folder, KOO_LANG: language };
  const servers: { readonly process: ChildProcess; readonly ended: Promise<unknown> }[] = [];
  const ids = new Map<string, string>();
  let code: number | null = 0;

  function noteIds(output: string): void {
    for (const [, id = ''] of output.matchAll(/instanceId=([0-9a-f]{32})\b/g)) {
      if (!ids.has(id)) ids.set(id, madeId(ids.size + 1));
    }
  }

  /** What is different at each run, as the page has it. */
  function stable(output: string): string {
    let text = output.replaceAll(folder, '~');
    for (const [index, port] of ports.entries()) text = text.replaceAll(`:${own[index]}`, `:${port}`);
    for (const [id, made] of ids) text = text.replaceAll(id, made);
    return text
      .replaceAll(/(signature|timestamp|nonce)=[0-9A-F]+/g, '$1=…')
      .replaceAll(/<accessKey>\w+/g, '<accessKey>…')
      .replaceAll(/(process|进程) \d+/g, '$1 4711')
      .replaceAll(/(?<=HTTP 200 ?[(（])\d+/g, '12')
      .replaceAll(/^\d\d:\d\d:\d\d( {2}GET .*?) +[\d.]+ ms /gm, '02:00:00$1  3.1 ms ')
      .replaceAll(/Date: .* GMT/g, 'Date: Mon, 02 Mar 2026 02:00:00 GMT')
      .replaceAll(/\d+\.\d(?= s\b| 秒)/g, '0.1');
  }

  /** The command of the page, as it has to be run here. */
  function prepared(command: string): string {
    let text = command;
    for (const [index, port] of ports.entries()) text = text.replaceAll(`:${port}`, `:${own[index]}`);
    for (const [id, made] of ids) text = text.replaceAll(made, id);
    return text;
  }

  async function run(command: string): Promise<string> {
    const [, words = '', which, count] = /^(.*?)(?: \| (head|tail) -n (\d+))?$/.exec(command) ?? [];
    const [name = '', ...args] = (words.match(/'[^']*'|\S+/g) ?? []).map((word) => word.replaceAll("'", ''));
    const cut = (text: string) => {
      const lines = text.trimEnd().split('\n');
      return which === 'head' ? lines.slice(0, Number(count)) : lines.slice(which ? -Number(count) : 0);
    };
    if (name === 'export') {
      for (const pair of args) env[pair.slice(0, pair.indexOf('='))] = pair.slice(pair.indexOf('=') + 1);
      return '';
    }
    if (name === 'echo') return String(code);
    if (name === 'curl') return (await fetch(args.at(-1) ?? '')).text();
    if (args[1] === 'serve') return serve([...args, '--port', own[1] ?? '']);
    const options = { env, cwd: folder };
    const isStart = args[1] === 'start';
    const execute = () =>
      isStart ? koo([...args, '--port', own[0] ?? ''], options) : kooHere(args, options);
    let ran = await execute();
    // The sandbox writes its log a moment after it has answered.
    while (args[1] === 'log' && ran.code === 0 && ran.stdout === '') ran = await execute();
    const { stdout, stderr, code: exit } = ran;
    code = exit;
    noteIds(stdout);
    return stderr + cut(stdout).join('\n');
  }

  /** Starts the callback server, which ends with the shell; gives what it says until it listens. */
  async function serve(args: readonly string[]): Promise<string> {
    const process = spawn(nodePath, [binary, ...args], { cwd: folder, env: { ...neutral, ...env } });
    servers.push({ process, ended: once(process, 'close') });
    let heard = '';
    for await (const chunk of process.stderr) {
      heard += String(chunk);
      if (heard.includes(`:${own[1]}`)) break;
    }
    return heard;
  }

  return {
    /** The commands of a block, with what they print. */
    async runAll(block: string): Promise<string> {
      let shown = '';
      for (const [line] of block.matchAll(/^\$ .*$/gm)) {
        const output = stable(await run(prepared(line.slice(2)))).trimEnd();
        shown += `${line}\n${output === '' ? '' : `${output}\n`}`;
      }
      return shown;
    },
    write: (name: string, content: string) => writeFileSync(join(folder, name), prepared(content)),
    async close() {
      await kooHere(['sandbox', 'stop'], { env, cwd: folder });
      for (const { process, ended } of servers) {
        process.kill('SIGKILL');
        await ended;
      }
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

/** An instance ID that is the same at each run. */
function madeId(number: number): string {
  return createHash('sha256').update(`instance ${number}`).digest('hex').slice(0, 32);
}
