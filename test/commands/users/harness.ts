import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import UsersAdd from '../../../src/commands/users/add.ts';
import UsersCheck from '../../../src/commands/users/check.ts';
import UsersExport from '../../../src/commands/users/export.ts';
import UsersImport from '../../../src/commands/users/import.ts';
import UsersList from '../../../src/commands/users/list.ts';
import UsersRemove from '../../../src/commands/users/remove.ts';
import UsersSync from '../../../src/commands/users/sync.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../../src/sandbox/server/server.ts';
import { idOf } from '../../users/support.ts';
import { type Ran, runCommand } from '../run.ts';
import { type Gate, openGate, type Pass } from './gate.ts';

/** Audience `all`; 03 is its trial, open to all. */
export const office = 'OFFI758576253042421760';
/** Audience `specified` with 3 users, a credit line for one. */
export const studio = 'OFFI758576253042421764';

const commands = {
  add: UsersAdd,
  check: UsersCheck,
  export: UsersExport,
  import: UsersImport,
  list: UsersList,
  remove: UsersRemove,
  sync: UsersSync,
};

let folder: string;
let sandbox: Sandbox | undefined;
let gate: Gate | undefined;

/** A folder for each test; what the test starts is closed behind it. */
export function useUsers(): void {
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'koo-users-'));
  });

  afterEach(async () => {
    await gate?.close();
    gate = undefined;
    await sandbox?.close();
    sandbox = undefined;
    rmSync(folder, { recursive: true, maxRetries: 5 });
  });
}

/** Settings and state of the test at hand. */
export function environment(): Record<string, string> {
  return { KOO_CONFIG_DIR: join(folder, 'config'), KOO_STATE_DIR: join(folder, 'state') };
}

/** A sandbox with the state of the test at hand; without one, each command starts its own. */
export async function start(options: Partial<SandboxOptions> = {}): Promise<Sandbox> {
  await sandbox?.close();
  sandbox = await startSandbox({ stateFolder: join(folder, 'state'), ...options });
  return sandbox;
}

/** Has every request of the commands to come wait until something is done first; the sandbox keeps its own address. */
export async function before(pass: Pass): Promise<void> {
  if (!sandbox) throw new Error('no sandbox');
  gate = await openGate(sandbox.port, pass);
}

/** Writes a file of the test at hand. */
export function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** Where a file of the test at hand would be. */
export function pathOf(name: string): string {
  return join(folder, name);
}

/** Runs a command of the topic on the sandbox. */
export function users(name: keyof typeof commands, ...argv: readonly string[]): Promise<Ran> {
  const where = sandbox ? ['--endpoint', (gate ?? sandbox).url] : [];
  const session = name === 'check' || argv.includes('--site') ? [] : ['--site', 'sandbox', ...where];
  return runCommand(commands[name], [...argv, ...session], environment());
}

/** The list of a product as `name:id`. */
export async function listed(product: string, ...argv: readonly string[]): Promise<string[]> {
  const { stdout } = await users('list', '--product', product, '--json', ...argv);
  const rows: { account_name: string; account_id: string }[] = JSON.parse(stdout);
  return rows.map(({ account_name, account_id }) => `${account_name}:${account_id}`);
}

/** CSV of buyers by number. */
export function buyers(from: number, to: number, header = 'account_name,account_id'): string {
  const rows = Array.from({ length: to - from }, (_, index) => buyer(from + index).replace(':', ','));
  return `${[header, ...rows].join('\n')}\n`;
}

export function buyer(index: number): string {
  return `hw${String(index).padStart(8, '0')}:${idOf(index)}`;
}
