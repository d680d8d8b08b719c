import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { OpenApiOptions } from '../../src/openapi/client.ts';
import { describeFile, uploadFile, uploadText } from '../../src/openapi/events.ts';
import { fetchAccount, isSeller } from '../../src/openapi/identity.ts';
import {
  activateLicense,
  activateLicenses,
  queryLicense,
  queryLicenses,
  reportLicenseUsage,
} from '../../src/openapi/licenses.ts';
import { queryOrder } from '../../src/openapi/orders.ts';
import { parseFault } from '../../src/sandbox/api/gateway/fault.ts';
import { startSandbox } from '../../src/sandbox/server/server.ts';
import { sandboxCredential } from '../../src/sandbox/state/accounts.ts';
import { client } from './server.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function sandbox(faultText?: string, options: Partial<OpenApiOptions> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'koo-client-'));
  const fault = faultText === undefined ? undefined : parseFault(faultText);
  const running = await startSandbox({ stateFolder: folder, ...(fault && { fault }) });
  const made = client(running.url, { credential: sandboxCredential, ...options });
  closing.push(made.api.close, running.close, () => rmSync(folder, { recursive: true }));
  return { ...made, folder };
}

const failure = (resultCode: string) => ({ facts: { resultCode } });

describe('against the sandbox', () => {
  test('account, role, orders', async () => {
    const { api } = await sandbox();
    expect((await fetchAccount(api)).name).toBe('koo_sandbox_seller');
    expect(await isSeller(api)).toBe(true);
    const order = await queryOrder(api, { orderId: 'MOCKONDEMAND', orderLineId: 'MOCKONDEMAND-000001' });
    expect(order).toMatchObject({ orderInfo: { orderId: 'MOCKONDEMAND' } });
    await expect(queryOrder(api, { orderId: 'NONE' })).rejects.toMatchObject({
      facts: { category: 'business' },
    });
  });

  test('licences, single and batch', async () => {
    const { api } = await sandbox();
    expect(await activateLicense(api, 'PLKOO000001')).toMatchObject({ status: 'ALIVE' });
    await expect(activateLicense(api, 'PLKOO000001')).rejects.toMatchObject(failure('92020003'));
    await expect(queryLicense(api, 'PLKOO000002')).rejects.toMatchObject(failure('92020011'));
    await activateLicenses(api, ['PLKOO000002', 'PLKOO000003']);
    expect(await queryLicense(api, 'PLKOO000002')).toMatchObject({ status: 'ALIVE' });
    expect(await queryLicenses(api, ['PLKOO000002', 'PLKOO000003'])).toMatchObject([
      { license_code: 'PLKOO000002' },
      { license_code: 'PLKOO000003' },
    ]);
    await expect(queryLicense(api, 'NONE')).rejects.toMatchObject(failure('92020005'));
    await reportLicenseUsage(api, [{ license: 'PLKOO000001', entries: [{ id: 'a' }, { active_num: 3 }] }]);
  });

  test('uploads: text, file, rejection', async () => {
    const { api, folder } = await sandbox();
    await uploadText(api, 'koo-event-0001', 'XXXX-中');
    const path = join(folder, '授权 1.lic');
    writeFileSync(path, Buffer.alloc(200_000, 7));
    await uploadFile(api, 'koo-event-0002', await describeFile(path));
    await expect(uploadText(api, 'koo-event-denied', 'x')).rejects.toMatchObject(failure('91381038'));
  });

  test('a wrong secret is rejected, and both canonical requests can be compared', async () => {
    const { api, lines } = await sandbox(undefined, {
      credential: { ...sandboxCredential, sk: 'wrong-one' },
    });
    await expect(fetchAccount(api)).rejects.toMatchObject({
      facts: { code: 'SIGNATURE_REFUSED', category: 'permission' },
    });
    const shown = lines.join('\n');
    const [, mine = '', theirs] =
      /koo signed:\n(.*)\ncanonical request of the server:\n(.*)\nthey are equal/s.exec(shown) ?? [];
    expect(mine).toMatch(/^GET\n\/v3\/auth\/domains\/\n/);
    expect(theirs).toBe(mine);
    expect(lines.at(-1)).toBe('they are equal: the SK does not belong to the AK');
    expect(shown).not.toContain('wrong-one');
  });

  test('reports a wrong clock', async () => {
    const { api } = await sandbox(undefined, { now: () => new Date(Date.now() + 3_600_000) });
    await expect(fetchAccount(api)).rejects.toMatchObject({
      facts: { code: 'CLOCK_SKEW', category: 'permission' },
    });
  });

  test('queries orders although four in ten requests fail', async () => {
    const { api, waits } = await sandbox('40%,seed=3', { timeoutMs: 60_000 });
    const results = await Promise.all(
      Array.from({ length: 20 }, () => queryOrder(api, { orderId: 'MOCKONDEMAND' }).catch((error) => error)),
    );
    const orders = results.filter((result) => 'orderInfo' in result);
    expect(waits.length).toBeGreaterThan(4);
    // Five attempts each: one in a hundred may fail still.
    expect(orders.length).toBeGreaterThanOrEqual(18);
  });
});
