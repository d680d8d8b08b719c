import '../../support/short-pauses.ts';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect } from 'vitest';
import UsagePush from '../../../src/commands/usage/push.ts';
import { binary } from '../../support/koo.ts';
import { accessKey, type ReceiverOptions, startReceiver } from '../../usage/receiver.ts';
import { runCommand } from '../run.ts';

/** A folder and a receiver for each test, and the command run against it. */
export function usePush() {
  const at = { folder: '', receiver: undefined as unknown as Awaited<ReturnType<typeof startReceiver>> };

  beforeEach(() => {
    at.folder = mkdtempSync(join(tmpdir(), 'koo-push-'));
  });

  afterEach(async () => {
    await at.receiver?.close();
    rmSync(at.folder, { recursive: true, maxRetries: 3 });
  });

  const env = () => ({
    KOO_AK: 'TESTAK',
    KOO_SK: 'test-secret-key-of-nobody',
    KOO_ACCESS_KEY: accessKey,
    KOO_STATE_DIR: at.folder,
    KOO_CONFIG_DIR: at.folder,
  });

  async function receive(options: ReceiverOptions = {}) {
    at.receiver = await startReceiver(options);
    return at.receiver;
  }

  function file(name: string, content: string): string {
    const path = join(at.folder, name);
    writeFileSync(path, content);
    return path;
  }

  const words = (path: string, ...more: string[]) => [
    path,
    '--endpoint',
    at.receiver.url,
    '--rate',
    '1000',
    ...more,
  ];

  const push = (path: string, ...more: string[]) => pushWith({}, path, ...more);

  /** With other variables in the environment. */
  async function pushWith(own: Readonly<Record<string, string>>, path: string, ...more: string[]) {
    const ran = await runCommand(UsagePush, words(path, '--json', ...more), { ...env(), ...own });
    expect(ran.stdout + ran.stderr).not.toMatch(/test-secret-key|receiver-access-key/);
    return { ...ran, result: ran.stdout ? JSON.parse(ran.stdout) : undefined };
  }

  interface Own {
    /** Descriptor of what it reads. */
    readonly stdin?: number;
    readonly stdout?: number;
    readonly json?: boolean;
    readonly env?: Readonly<Record<string, string>>;
  }

  /** The command in a process of its own. */
  function start(path: string, own: Own, ...flags: string[]): ChildProcess {
    return spawn(
      process.execPath,
      [binary, 'usage', 'push', ...words(path, ...(own.json === false ? [] : ['--json']), ...flags)],
      {
        env: { ...process.env, ...env(), ...own.env },
        stdio: [own.stdin ?? 'ignore', own.stdout ?? 'pipe', 'pipe'],
      },
    );
  }

  return { at, env, receive, file, words, push, pushWith, start };
}

/** How a process ended, and what it printed. */
export function ended(child: ChildProcess): Promise<{ code: number | null; stdout: string }> {
  return new Promise((resolve) => {
    let stdout = '';
    child.stdout?.on('data', (chunk) => {
      stdout += chunk;
    });
    child.on('close', (code) => resolve({ code, stdout }));
  });
}
