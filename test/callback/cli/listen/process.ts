import type { ChildProcess } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { vi } from 'vitest';
import type { CallLine } from '../../../../src/callback/cli/listen/line.ts';
import { type Ended, koo, scratch } from '../../../support/koo.ts';
import { afterTest } from '../../listen/support.ts';
import type { Overrides, Proof } from '../../merchant/harness.ts';
import { harness } from '../../merchant/harness.ts';

export const key = 'access-key-of-the-listen-tests-0001';

/** A running `koo callback listen`. */
export interface Listening {
  readonly url: string;
  readonly state: string;
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  stdout(): string;
  stderr(): string;
  /** The calls of `--json`. */
  lines(): CallLine[];
}

/** Starts the built command on a free port, and waits until it is ready. */
export async function startListen(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Listening> {
  const state = mkdtempSync(join(scratch, 'listen-'));
  let [stdout, stderr] = ['', ''];
  let child: ChildProcess | undefined;
  const ended = koo(['callback', 'listen', '--port', '0', ...args], {
    env: { KOO_ACCESS_KEY: key, KOO_STATE_DIR: state, KOO_CONFIG_DIR: state, ...env },
    during: (started) => {
      child = started;
      afterTest(() => started.kill('SIGKILL'));
      started.stdout?.on('data', (text) => {
        stdout += text;
      });
      started.stderr?.on('data', (text) => {
        stderr += text;
      });
    },
  });
  await Promise.race([
    vi.waitFor(() => {
      if (!stderr.includes('Ready: ')) throw new Error('not ready');
    }, 20_000),
    ended.then(({ code, stderr: text }) => {
      throw new Error(`ended with ${code}: ${text}`);
    }),
  ]);
  const url = /Ready: (http:\S+)/.exec(stderr)?.[1] ?? '';
  return {
    url,
    state,
    child: child!,
    ended,
    stdout: () => stdout,
    stderr: () => stderr,
    lines: () =>
      stdout
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line)),
  };
}

const sender = harness({ now: () => new Date() });
let count = 0;

/** Sends a signed call of V2; resolves with the text of the answer. */
export async function sendCall(url: string, name: string, values: Overrides = {}, proof: Proof = {}) {
  count += 1;
  const nonce = `${process.pid}-${count}`;
  const request = sender.request('v2', name, values, { key, timestamp: String(Date.now()), nonce, ...proof });
  const { method, url: path, headers, body } = request;
  const reply = await fetch(url + path, { method, headers, body: Buffer.from(body) });
  return { status: reply.status, text: await reply.text() };
}
