import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execPath as nodePath } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
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

/** Ports of the pages: the sandbox, the callback server, one where no server listens, the receiver, and a server of the page. */
const ports = ['8788', '8787', '8786', '8790', '8080'] as const;

/** A shell as the page needs it, with a folder of its own, free ports, and a callback server in the background. */
async function openShell(language: string) {
  const folder = await mkdtemp(join(tmpdir(), 'koo-page-'));
  const own = (await Promise.all(ports.map(() => freePort()))).map(String);
  const env: Record<string, string> = { HOME: folder, KOO_LANG: language };
  const servers: { readonly process: ChildProcess; readonly ended: Promise<unknown> }[] = [];
  let server: (typeof servers)[number] | undefined;
  const ids = new Map<string, string>();
  /** The login domain of the organisation, and codes. */
  const others = new Map<string, string>();
  let code: number | null = 0;

  /** Notes values that the page has others for. */
  function noteIds(output: string): void {
    for (const [, id = ''] of output.matchAll(/instanceId=([0-9a-f]{32})\b/g)) {
      if (!ids.has(id)) ids.set(id, madeId(ids.size + 1));
    }
    for (const [domain] of output.matchAll(/(?<=domainName=http:\/\/)127\.0\.0\.1:\d+/g)) {
      others.set(domain, '127.0.0.1:8801');
    }
    for (const [code] of output.matchAll(/(?<=\?code=)[^&\s]{64,}/g)) others.set(code, 'aB3dE6fG9h');
  }

  /** What is different at each run, as the page has it. */
  function stable(output: string): string {
    let text = output.replaceAll(folder, '~');
    for (const [index, port] of ports.entries()) {
      text = text.replaceAll(new RegExp(`(?<=:|%3A)${own[index]}\\b`, 'g'), port);
    }
    for (const [id, made] of [...ids, ...others]) text = text.replaceAll(id, made);
    return (
      text
        .replaceAll(/(signature|timestamp|nonce)=[0-9A-F]+/g, '$1=…')
        .replaceAll(/<accessKey>\w+/g, '<accessKey>…')
        .replaceAll(/(process|进程) \d+/g, '$1 4711')
        .replaceAll(/(?<=HTTP 200 ?[(（])\d+/g, '12')
        .replaceAll(/^\d\d:\d\d:\d\d( {2}(?:GET|POST) .*?) +[\d.]+ ms /gm, '02:00:00$1  3.1 ms ')
        .replaceAll(/Date: .* GMT/g, 'Date: Mon, 02 Mar 2026 02:00:00 GMT')
        // A group of checks that took long.
        .replaceAll(/(?<=^ *[✔✖−] .*?) {2}\d+\.\d (?:s|秒)$/gm, '')
        .replaceAll(/\d+\.\d(?= s\b| 秒)/g, '0.1')
        .replaceAll(/(?<![.\d])\d+ (ms\b|毫秒)/g, '12 $1')
        .replaceAll(/^\d\d:\d\d:\d\d(?= {2}#\d)/gm, '10:00:00')
        // The wall clock, which is not that of the marketplace.
        .replaceAll(/(?<=^(?:\d+ {2,}|# \d+ \w+ |[^ ]+[:：] ?))20[-T\d:]{17}(?:\.\d{3})?Z/gm, (time) =>
          time.length > 20 ? '2026-03-02T02:00:00.000Z' : '2026-03-02T02:00:00Z',
        )
        .replaceAll(/(?<=\d\dZ ?[(（](?:收到时为 )?)\d+(?= s ago| 秒)/g, '0')
        .replaceAll(/^(?<head>\d+ {2,})20[-\d]{8} [\d:]{8}(?= )/gm, '$<head>2026-03-02 10:00:00')
        .replaceAll(/20[-\d]{8} [\d:]{8}(?= ?[(（]UTC)/g, '2026-03-02 10:00:00')
        .replaceAll(/UTC[+-]\d\d:\d\d/g, 'UTC+08:00')
        .replaceAll(/\b[0-9A-F]{64}\b/g, '…')
        // Tokens and codes, of which the start and the length are shown.
        .replaceAll(/[\w+/=.-]{4}(?=… ?[(（]\d+)/g, 'aB3d')
        // The names that a run of the login test makes up.
        .replaceAll(/(?<=李华|lihua-|测试企业甲)[0-9a-f]{6}/g, 'a1b2c3')
    );
  }

  /** The command of the page, as it has to be run here. */
  function prepared(command: string): string {
    let text = command;
    for (const [index, port] of ports.entries()) {
      text = text.replaceAll(new RegExp(`(?<=[:(])${port}\\b`, 'g'), own[index] ?? '');
    }
    for (const [id, made] of [...ids, ...others]) text = text.replaceAll(made, id);
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
    if (name === 'curl') return args.includes('-d') ? submit(args) : (await fetch(args.at(-1) ?? '')).text();
    if (name === 'node') return restart(args);
    if (name === 'cat') return written(args[0] ?? '');
    const log = args.indexOf('|') < 0 ? undefined : args.at(-1);
    if (args[1] === 'serve')
      return background([...args, '--port', own[1] ?? ''], new RegExp(`:${own[1]} ?[(（]`));
    if (args[1] === 'listen') {
      const flags = [...args.slice(0, args.indexOf('|')), '--port', own[3] ?? ''];
      return background(flags, new RegExp(`:${own[3]} `), log);
    }
    const options = { env, cwd: folder };
    const isStart = args[1] === 'start';
    const execute = () =>
      isStart ? koo([...args, '--port', own[0] ?? ''], options) : kooHere(args, options);
    let ran = await execute();
    // The sandbox writes its log a moment after it has answered.
    const isLogged = (last: string) => ran.code !== 0 || (ran.stdout !== '' && ran.stdout === last);
    for (let last = ''; args[1] === 'log' && !isLogged(last); ) {
      last = ran.stdout;
      await sleep(200);
      ran = await execute();
    }
    // A call is judged a moment after it is answered.
    while (args[1] === 'history' && isUnjudged.test(ran.stdout)) ran = await execute();
    const { stdout, stderr, code: exit } = ran;
    code = exit;
    noteIds(stdout);
    return stderr + cut(stdout).join('\n');
  }

  /** What curl prints of a form that it submits, with `-w '%{redirect_url}'`. */
  async function submit(args: readonly string[]): Promise<string> {
    const body = args.filter((_, index) => args[index - 1] === '-d').join('&');
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
    const address = args.find((word) => word.startsWith('http')) ?? '';
    const response = await fetch(address, { method: 'POST', body, headers, redirect: 'manual' });
    const text = (await response.text()) + (response.headers.get('location') ?? '');
    noteIds(text);
    return text;
  }

  /** Starts a command that ends with the shell; gives what it says until it listens. */
  async function background(args: readonly string[], ready: RegExp, log?: string): Promise<string> {
    const process = start([binary, ...args]);
    if (log) process.stdout.on('data', (text) => appendFileSync(join(folder, log), text));
    let heard = '';
    for await (const chunk of process.stderr.iterator({ destroyOnReturn: false })) {
      heard += String(chunk);
      if (ready.test(heard)) break;
    }
    return heard;
  }

  /** Starts a server of the page, in place of the one before. */
  async function restart(args: readonly string[]): Promise<string> {
    server?.process.kill('SIGKILL');
    await server?.ended;
    start(args);
    server = servers.at(-1);
    while (!(await isListening(Number(own[4])))) await sleep(20);
    return '';
  }

  function start(args: readonly string[]) {
    const process = spawn(nodePath, args, {
      cwd: folder,
      env: { ...neutral, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    servers.push({ process, ended: once(process, 'close') });
    return process;
  }

  /** A line may be written a moment after what it tells. */
  async function written(name: string): Promise<string> {
    for (let last = ''; ; ) {
      await sleep(200);
      const text = readFileSync(join(folder, name), 'utf8');
      if (text !== '' && text === last) return text;
      last = text;
    }
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

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
      .once('connect', () => resolve(true))
      .once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

/** What a list of calls says of one that is not judged yet, in both languages. */
const isUnjudged = /koo has not judged|尚未判断响应/;

/** An instance ID that is the same at each run. */
function madeId(number: number): string {
  return createHash('sha256').update(`instance ${number}`).digest('hex').slice(0, 32);
}
