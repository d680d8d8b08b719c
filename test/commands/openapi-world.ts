import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { credential, type Reply, serve, type TestServer } from '../openapi/server.ts';
import { type Ran, runCommand } from './run.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A folder that is gone after the test. */
function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'koo-command-'));
  closing.push(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** A file with a content, gone after the test. */
export function temporaryFile(name: string, content: string | Uint8Array): string {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, content);
  return path;
}

/** Starts a server that responds from a list; closed after the test. */
export async function server(replies: readonly Reply[]): Promise<TestServer> {
  const started = await serve(replies);
  closing.push(started.close);
  return started;
}

/** Runs a command against a server that responds from a list, with credentials from the environment. */
export async function against(replies: readonly Reply[]) {
  const { url, received } = await server(replies);
  const folder = temporaryFolder();
  const env = {
    KOO_AK: credential.ak,
    KOO_SK: credential.sk,
    KOO_SECURITY_TOKEN: '',
    KOO_SITE: '',
    KOO_PROFILE: '',
    KOO_CONFIG_DIR: join(folder, 'config'),
    KOO_STATE_DIR: join(folder, 'state'),
  };
  const run = (command: Parameters<typeof runCommand>[0], ...argv: string[]): Promise<Ran> =>
    runCommand(command, [...argv, '--endpoint', url], env);
  const runOn = (site: string, command: Parameters<typeof runCommand>[0], ...argv: string[]): Promise<Ran> =>
    runCommand(command, [...argv, '--site', site], env);
  return { run, runOn, received };
}
