import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { type Account, sandboxBuyer, sandboxSeller } from '../../../../src/sandbox/state/accounts.ts';
import { openStore } from '../../../../src/sandbox/store.ts';
import { unsignedPayload } from '../../../../src/signing/sdk-hmac-canonical.ts';
import { api, send, start, temporaryFolder } from '../../harness.ts';

interface Upload {
  readonly request?: unknown;
  readonly file?: Uint8Array;
  readonly more?: readonly (readonly [string, string])[];
  readonly account?: Account;
}

async function upload(
  sandbox: { url: string },
  event: string,
  { request, file, more = [], account = sandboxSeller }: Upload,
) {
  const form = new FormData();
  if (request !== undefined) {
    form.set('isvUpdateFileReq', new Blob([JSON.stringify(request)], { type: 'application/json' }));
  }
  if (file) form.set('file', new Blob([file as Uint8Array<ArrayBuffer>]), 'license.bin');
  for (const [name, value] of more) form.append(name, value);
  const encoded = new Response(form);
  const headers = [
    ['Content-Type', encoded.headers.get('content-type') ?? ''],
    ['X-Sdk-Content-Sha256', unsignedPayload],
  ] as const;
  const body = new Uint8Array(await encoded.arrayBuffer());
  return send(sandbox, `${api}/v1/market-event/${event}/file`, {
    headers,
    body,
    credential: account.credential,
  });
}

const text = { type: 'CHARACTERS', characters: 'LICENSE-TEXT' };
const bytes = new Uint8Array([0, 1, 2, 255, 254, 13, 10, 45, 45]);
const sha256 = createHash('sha256').update(bytes).digest('hex');

test('a text and a file arrive as they were sent', async () => {
  const stateFolder = await temporaryFolder();
  const sandbox = await start({ stateFolder });
  const done = { error_code: 'CBC.0000', error_msg: 'Success' };
  expect((await upload(sandbox, 'EV1', { request: text })).json).toEqual(done);
  const request = { type: 'FILE', sha256, file_name: '许可证.bin' };
  expect((await upload(sandbox, 'koo-event-0001', { request, file: bytes })).json).toEqual(done);
  const database = openStore(stateFolder);
  const rows = database.prepare("SELECT * FROM events WHERE state = 'delivered' ORDER BY id").all();
  database.close();
  expect(rows).toMatchObject([
    { id: 'EV1', type: 'CHARACTERS', characters: 'LICENSE-TEXT' },
    { id: 'koo-event-0001', type: 'FILE', file: bytes, file_name: '许可证.bin' },
  ]);
});

test.each([
  [400, 'CBC.0101', 'EV1', {}],
  [400, 'CBC.0101', 'EV1', { request: [] }],
  [400, 'CBC.0101', 'EV1', { request: { ...text, type: 'TEXT' } }],
  [400, 'CBC.0101', 'EV1', { request: { ...text, more: 1 } }],
  [400, 'CBC.0101', 'EV1', { request: { type: 'CHARACTERS', characters: 'x'.repeat(1025) } }],
  [400, 'CBC.0101', 'EV1', { request: text, more: [['other', 'x']] }],
  [400, 'CBC.0101', 'EV1', { request: text, file: bytes }],
  [400, 'CBC.0101', 'EV1', { request: { type: 'FILE', sha256 } }],
  [400, 'CBC.0101', 'EV1', { request: { type: 'FILE' }, file: bytes }],
  [400, 'CBC.0101', 'EV1', { request: { type: 'FILE', sha256: '0'.repeat(64) }, file: bytes }],
  [400, 'CBC.0101', 'e'.repeat(65), { request: text }],
  [200, '91381037', 'EV1', { request: { type: 'CHARACTERS', characters: ' ' } }],
  [200, '91381037', 'EV1', { request: { type: 'FILE', sha256 }, file: new Uint8Array() }],
  [400, 'CBC.0101', 'nobody', { request: text }],
  [200, '91381035', 'koo-event-exhausted', { request: text }],
  [200, '91381038', 'koo-event-denied', { request: text }],
  [403, 'CBC.0150', 'koo-event-other-seller', { request: text }],
  [200, '91380150', 'EV1', { request: text, account: sandboxBuyer }],
] satisfies [number, string, string, Upload][])('%i %s for %s %j', async (status, code, event, sending) => {
  const reply = await upload(await start(), event, sending);
  expect([reply.status, reply.json.error_code]).toEqual([status, code]);
});

test('a second upload replaces the first', async () => {
  const stateFolder = await temporaryFolder();
  const sandbox = await start({ stateFolder });
  await upload(sandbox, 'EV1', { request: { type: 'FILE', sha256 }, file: bytes });
  const again = await upload(sandbox, 'EV1', { request: text });
  expect(again.json.error_code).toBe('CBC.0000');
  const database = openStore(stateFolder);
  const row = database.prepare("SELECT type, characters, file, file_name FROM events WHERE id = 'EV1'").get();
  database.close();
  expect(row).toEqual({ type: 'CHARACTERS', characters: 'LICENSE-TEXT', file: null, file_name: null });
});

test('a body that is no form', async () => {
  const path = `${api}/v1/market-event/EV1/file`;
  const sandbox = await start();
  for (const type of ['multipart/form-data', 'multipart/form-data; boundary=x', 'application/json']) {
    const reply = await send(sandbox, path, { headers: [['Content-Type', type]], body: 'no form' });
    expect([reply.status, reply.json.error_code]).toEqual([400, 'CBC.0101']);
  }
});
