import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { canonicalJson } from '../../src/sandbox/api/usage/verification.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/server/server.ts';
import { sandboxSeller } from '../../src/sandbox/state/accounts.ts';
import { type Credential, signRequest } from '../../src/signing/sdk-hmac.ts';
import { usageSignature } from '../../src/signing/usage-signature.ts';
import type { JsonObject } from '../../src/text/json.ts';

const undo: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'koo-sandbox-'));
  undo.push(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

export async function start(options: Partial<SandboxOptions> = {}): Promise<Sandbox> {
  const sandbox = await startSandbox({ stateFolder: await temporaryFolder(), ...options });
  undo.push(() => sandbox.close());
  return sandbox;
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly json: JsonObject;
}

export interface Sending {
  readonly method?: string;
  readonly headers?: readonly (readonly [string, string])[];
  readonly body?: string | Uint8Array;
  readonly credential?: Credential;
  /** When it is signed. */
  readonly at?: Date;
}

export const api = '/api/mkp-openapi-public/global';
export const usagePath = `${api}/v1/isv/usage-data`;
export const legacyUsagePath = '/rest/marketplace/v1/isv/usage-data';

/** Sends a signed request. */
export async function send(sandbox: { url: string }, path: string, sending: Sending = {}): Promise<Reply> {
  const { body = '', credential = sandboxSeller.credential, at = new Date() } = sending;
  const method = sending.method ?? (sending.body === undefined ? 'GET' : 'POST');
  const url = new URL(path, sandbox.url);
  const given = sending.headers ?? (sending.body === undefined ? [] : [['Content-Type', 'application/json']]);
  const headers = signRequest({ method, url, headers: given as [string, string][], body }, credential, at);
  const reply = await fetch(url, {
    method,
    headers: headers.map(([name, value]) => [name, value] as [string, string]),
    ...(sending.body !== undefined && { body: body as string | Uint8Array<ArrayBuffer> }),
  });
  return { status: reply.status, headers: reply.headers, json: (await reply.json()) as JsonObject };
}

export function post(
  sandbox: { url: string },
  path: string,
  body: unknown,
  more: Sending = {},
): Promise<Reply> {
  return send(sandbox, path, { ...more, body: JSON.stringify(body) });
}

let count = 0;

/** A record that is right at the given time. */
export function record(more: JsonObject = {}, now = new Date()): JsonObject {
  const time = (hoursAgo: number) =>
    new Date(now.getTime() - hoursAgo * 3600_000).toISOString().replace(/[-:]|\.\d+/g, '');
  count += 1;
  return {
    instance_id: 'koo-payg-0001',
    record_time: time(1),
    begin_time: time(3),
    end_time: time(2),
    usage_value: '1.5',
    metering_sn: `sn-${count}`,
    ...more,
  };
}

export interface PushOptions extends Sending {
  readonly key?: string;
  readonly ts?: string;
  readonly nonce?: string;
  /** What is signed, where that is not the body. */
  readonly signed?: string;
  /** What is sent, where that is not the sorted body. */
  readonly sent?: string;
}

/** The records that a usage push has rejected. */
export function rejections(json: JsonObject): readonly JsonObject[] {
  const data = json.data as { readonly abnormal_usage_data: readonly JsonObject[] } | undefined;
  return data?.abnormal_usage_data ?? [];
}

/** Pushes records with the signature of the usage push. */
export function push(sandbox: { url: string }, records: unknown, options: PushOptions = {}): Promise<Reply> {
  const { key = sandboxSeller.accessKey, ts = String((options.at ?? new Date()).getTime()) } = options;
  count += 1;
  const { nonce = `nonce-${count}-${ts}` } = options;
  const sorted = canonicalJson({ usage_records: records } as JsonObject);
  const { sent: body = sorted, signed = sorted } = options;
  const signature = usageSignature({ key, ts, nonce, body: signed });
  const headers = [
    ['Content-Type', 'application/json'],
    ['ts', ts],
    ['nonce', nonce],
    ['signature', signature],
  ] as const;
  return send(sandbox, usagePath, { headers, ...options, body });
}
