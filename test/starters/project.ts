import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createPublicKey, randomBytes } from 'node:crypto';
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect } from 'vitest';
import { protocols } from '../../src/callback/protocols/index.ts';
import type { ProtocolId, Sale } from '../../src/callback/protocols/model.ts';
import { isAlive, signalGroup } from '../../src/cli/process-group.ts';
import type { KeyClass } from '../../src/signing/key-class.ts';
import vectors from '../../templates/vectors.json' with { type: 'json' };
import { scratch } from '../support/koo.ts';
import { kooHere } from '../support/koo-here.ts';
import { freePort } from '../support/port.ts';
import type { Command, Language } from './languages.ts';

export const everyProtocol: readonly ProtocolId[] = protocols.map(({ id }) => id);

/** Keys of the four classes, which no text contains by chance. */
export const keys: Readonly<Record<KeyClass, string>> = {
  base: `base-${randomBytes(12).toString('hex')}`,
  kit: `kit-${randomBytes(12).toString('hex')}`,
  license: `license-${randomBytes(12).toString('hex')}`,
  notify: `notify-${randomBytes(12).toString('hex')}`,
};
const { privateKey } = vectors.clientSecret;
/** PEM of the public key that encrypts client secrets. */
export const rsaPublicKey = createPublicKey({
  key: `-----BEGIN PRIVATE KEY-----\n${privateKey}\n-----END PRIVATE KEY-----\n`,
  format: 'pem',
})
  .export({ type: 'spki', format: 'pem' })
  .toString();
export const licenseCode = 'TEST-LICENCE-0001';

/** What a starter reads at its start. */
export const settings: Readonly<Record<string, string>> = {
  KOO_ACCESS_KEY: keys.base,
  KOO_KIT_KEY: keys.kit,
  KOO_LICENSE_KEY: keys.license,
  KOO_NOTIFY_KEY: keys.notify,
  KOO_RSA_PRIVATE_KEY: privateKey,
  KOO_LICENSE_CODES: licenseCode,
};

/** What must stand in no reply and no log. */
export const secrets: readonly string[] = [...Object.values(keys), privateKey.slice(0, 64)];

/** A rendered starter. */
export interface Project {
  readonly language: Language;
  readonly folder: string;
}

const folders: string[] = [];
const running = new Set<ChildProcess>();
afterAll(() => {
  for (const child of running) signalGroup(child, 'SIGKILL');
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A new folder, deleted after the tests. */
export function newFolder(): string {
  const folder = mkdtempSync(join(scratch, 'starter-'));
  folders.push(folder);
  return folder;
}

/** Writes a starter with `koo init --template`, ready to be built or tested. */
export async function render(
  language: Language,
  ids: readonly ProtocolId[],
  sale: Sale,
  name = 'my-shop',
): Promise<Project> {
  const folder = join(newFolder(), name);
  const url = `http://127.0.0.1:${await freePort()}/saasproduce`;
  const args = ['--protocol', ids.join(','), '--sale', sale, '--url', url, '--no-input'];
  const { code, stderr } = await kooHere(['init', folder, '--template', language.name, ...args]);
  expect(code, stderr).toBe(0);
  language.prepare?.(folder);
  return { language, folder };
}

/** Compiles a project, and returns it. */
export async function build(project: Project): Promise<Project> {
  const { language, folder } = project;
  if (language.build) await run(language, language.build, folder);
  return project;
}

/** The paths of the files of a project, without what was installed or compiled. */
export function filesOf({ folder }: Pick<Project, 'folder'>, extension?: string): readonly string[] {
  return globSync(extension === undefined ? '**/*' : `**/*.${extension}`, {
    cwd: folder,
    withFileTypes: true,
    exclude: (entry) => ['node_modules', 'target', 'vendor', '__pycache__'].includes(entry.name),
  })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** The text of a file of a project. */
export function read(path: string): string {
  return readFileSync(path, 'utf8');
}

/** The environment of a program, without settings of koo and of whoever runs the tests. */
function environment(
  { env }: Language,
  folder: string,
  more: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string | undefined>> {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(KOO_|NODE_|VITEST|HOST$|PORT$|DATABASE$)/.test(name),
  );
  return { ...Object.fromEntries(own), LC_ALL: 'C.UTF-8', ...env?.(folder), ...more };
}

/**
 * Runs a command to its end.
 *
 * @param input of a program that reads stdin
 * @returns what it printed
 * @throws Error with what it printed, if it fails
 */
export function run(language: Language, command: Command, folder: string, input = ''): Promise<string> {
  const [program, ...args] = command;
  return new Promise((resolve, reject) => {
    const child = execFile(
      program,
      args,
      { cwd: folder, env: environment(language, folder), maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) => {
        if (!error) resolve(stdout + stderr);
        else reject(new Error(`${command.join(' ')}: ${stderr.slice(-4000)}\n${stdout.slice(-4000)}`));
      },
    );
    child.stdin?.on('error', () => {}).end(input);
  });
}

/** How a server ended. */
export interface End {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A running starter. */
export interface Server {
  /** Production URL. */
  readonly url: string;
  readonly port: number;
  readonly pid: number | undefined;
  /** All that it has printed. */
  output(): string;
  /** Sends SIGTERM, and waits for the end. */
  stop(): Promise<End>;
  /** Sends SIGKILL to all its processes, and waits for the end. */
  kill(): Promise<void>;
}

export interface StartOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Path of the database; default: a new one. */
  readonly database?: string;
}

/** A server that runs on after SIGTERM is killed, which its end shows. */
const stopMs = 30_000;

/** Starts a project that was built, and waits until it answers. */
export async function start(project: Project, options: StartOptions = {}): Promise<Server> {
  const port = await freePort();
  const { child, ended, output } = launch(project, port, { ...settings, ...options.env }, options.database);
  const deadline = Date.now() + 60_000;
  while (!(await answers(port))) {
    if (child.exitCode !== null || child.signalCode !== null || Date.now() > deadline)
      throw new Error(`The starter in ${project.language.name} does not answer:\n${output()}`);
    await sleep(25);
  }
  return {
    url: `http://127.0.0.1:${port}/saasproduce`,
    port,
    pid: child.pid,
    output,
    async stop() {
      process.kill(child.pid ?? Number.NaN, 'SIGTERM');
      const timer = setTimeout(() => signalGroup(child, 'SIGKILL'), stopMs);
      const end = await ended;
      clearTimeout(timer);
      signalGroup(child, 'SIGKILL');
      return end;
    },
    async kill() {
      signalGroup(child, 'SIGKILL');
      await ended;
      while (isAlive(child)) await sleep(5);
    },
  };
}

/** Starts a project that is expected to end by itself. */
export async function startRefused(
  project: Project,
  env: Readonly<Record<string, string>>,
): Promise<End & { readonly output: string }> {
  const { child, ended, output } = launch(project, await freePort(), env);
  const timer = setTimeout(() => signalGroup(child, 'SIGKILL'), 20_000);
  const end = await ended;
  clearTimeout(timer);
  return { ...end, output: output() };
}

function launch(
  { language, folder }: Project,
  port: number,
  env: Readonly<Record<string, string>>,
  database = join(newFolder(), 'koogallery.db'),
) {
  const [program, ...args] = language.start;
  const child = spawn(program, args, {
    cwd: folder,
    env: environment(language, folder, { ...env, PORT: String(port), DATABASE: database }),
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
  const ended = new Promise<End>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      running.delete(child);
      resolve({ code, signal });
    });
  });
  return { child, ended, output: () => text };
}

/** A port that accepts connections does not yet answer, nor stop at SIGTERM. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    get({ host: '127.0.0.1', port, agent: false }, (response) => {
      response.resume().once('close', () => resolve(true));
    }).once('error', () => resolve(false));
  });
}

let keyFile: string | undefined;

/** A file with {@link rsaPublicKey}. */
export function rsaPublicKeyFile(): string {
  if (keyFile === undefined) {
    keyFile = join(newFolder(), 'rsa.pem');
    writeFileSync(keyFile, rsaPublicKey);
  }
  return keyFile;
}
