import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createFaultInjector, faultKinds, parseFault } from '../../../../src/sandbox/api/gateway/fault.ts';
import type { LogEntry } from '../../../../src/sandbox/api/log/log.ts';
import { countRows, openStore } from '../../../../src/sandbox/store.ts';
import { runs } from '../../../support/property-runs.ts';
import { api, post, push, record, send, start, temporaryFolder } from '../../harness.ts';
import { ask } from '../routes/seller/seller.ts';

test('a delay ends when the sandbox closes', async () => {
  const arrived = Promise.withResolvers<void>();
  const now = () => {
    arrived.resolve();
    return new Date();
  };
  const sandbox = await start({ fault: parseFault('latency=600s'), now });
  const reply = send(sandbox, '/v3/auth/domains');
  await arrived.promise;
  await sandbox.close();
  expect(await reply).toMatchObject({ status: 200 });
});

describe('reading', () => {
  test('rates by name, delay and seed', () => {
    expect(parseFault('reset=0.1, 429=5%,latency=50ms,seed=7')).toEqual({
      rates: { reset: 0.1, 429: 0.05 },
      latencyMs: 50,
      seed: 7,
    });
    expect(parseFault('latency=2s')).toEqual({ rates: {}, latencyMs: 2000, seed: 1 });
  });

  test('rates of documented error codes', () => {
    expect(parseFault('MKT.9004=0.1,92020001=5%,APIG.0302=1%,reset=0.2')).toMatchObject({
      rates: { 'MKT.9004': 0.1, '92020001': 0.05, 'APIG.0302': 0.01, reset: 0.2 },
    });
  });

  test('a share alone is a mix in equal parts', () => {
    for (const text of ['20%', '0.2']) {
      const { rates } = parseFault(text);
      expect(Object.keys(rates)).toHaveLength(faultKinds.length);
      for (const kind of faultKinds) expect(rates[kind]).toBeCloseTo(0.04);
    }
  });

  test.each([
    ['', ''],
    ['reset', 'reset'],
    ['reset=0.1,boom=0.2', 'boom=0.2'],
    ['reset=2', 'reset=2'],
    ['MKT.0000=1', 'MKT.0000=1'],
    ['MKT.1234=1', 'MKT.1234=1'],
    ['0302=1', '0302=1'],
    ['MKT.0999=0.6,MKT.0100=0.6', 'MKT.0999=0.6,MKT.0100=0.6'],
    ['latency=fast', 'latency=fast'],
    ['seed=x', 'seed=x'],
    ['reset=0.6,429=0.6', 'reset=0.6,429=0.6'],
  ])('%j cannot be read', (text, part) => {
    expect(() => parseFault(text)).toThrow(`cannot read "${part}"`);
  });
});

test('as often as asked for, and the same for the same seed', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 999_999_999 }), (seed) => {
      const settings = parseFault(`reset=0.1,500=0.2,seed=${seed}`);
      const draw = () => {
        const next = createFaultInjector(settings);
        return Array.from({ length: 5000 }, () => next());
      };
      const drawn = draw();
      const share = (...kinds: unknown[]) => drawn.filter((kind) => kinds.includes(kind)).length / 5000;
      expect(share('reset', 'lost')).toBeCloseTo(0.1, 1);
      expect(share('lost')).toBeGreaterThan(0);
      expect(share('500')).toBeCloseTo(0.2, 1);
      expect(drawn).toEqual(draw());
    }),
    { numRuns: runs(20) },
  );
});

describe('what happens', () => {
  test.each([
    ['429', 429, { error_code: 'APIGW.0308' }],
    ['406', 406, { resultCode: 'MKT.0250', extra_info: expect.any(String) }],
    ['500', 500, { resultCode: 'MKT.0999' }],
  ])('%s', async (kind, status, body) => {
    const sandbox = await start({ fault: parseFault(`${kind}=1`) });
    const reply = await send(sandbox, '/api/mkp-openapi-public/global/v1/order/query?orderId=MOCKONDEMAND');
    expect(reply.status).toBe(status);
    expect(reply.json).toMatchObject(body);
  });

  test.each([
    ['MKT.9004', 500, { resultCode: 'MKT.9004', extra_info: expect.any(String) }],
    ['APIG.0302', 403, { error_code: 'APIG.0302', request_id: expect.any(String) }],
  ])('%s, where it is of the family', async (code, status, body) => {
    const sandbox = await start({ fault: parseFault(`${code}=1`) });
    const reply = await send(sandbox, '/api/mkp-openapi-public/global/v1/order/query?orderId=MOCKONDEMAND');
    expect(reply.status).toBe(status);
    expect(reply.json).toMatchObject(body);
  });

  test('a code of another family does not come', async () => {
    const log: LogEntry[] = [];
    const sandbox = await start({ fault: parseFault('92020001=1'), log: (entry) => log.push(entry) });
    expect((await push(sandbox, [record()])).status).toBe(200);
    const query = '/api/mkp-openapi-public/global/v1/license/heartbeat';
    expect((await post(sandbox, query, { license: 'PLKOOALIVE' })).json.error_code).toBe('92020001');
    expect(log.map((entry) => entry.fault)).toEqual([undefined, '92020001']);
  });

  test.each([
    ['406=1', 406, 'MKT.0250'],
    ['500=1', 500, 'MKT.0999'],
  ])('--fault %s in the envelope of the seller configuration', async (text, status, code) => {
    const reply = await ask(await start({ fault: parseFault(text) }), 'GET', '/products');
    expect([reply.status, reply.json.error_code]).toEqual([status, code]);
  });

  test('a code of the seller configuration alone leaves the calls of Huawei alone', async () => {
    const sandbox = await start({ fault: parseFault('MKT.0409=1') });
    expect((await send(sandbox, `${api}/v1/order/query?orderId=MOCKONDEMAND`)).status).toBe(200);
    const { status } = await send(sandbox, `${api}/v1/attributes`);
    expect(status).toBe(409);
  });

  test('half a body, after the work was done', async () => {
    const stateFolder = await temporaryFolder();
    const sandbox = await start({ stateFolder, fault: parseFault('half=1') });
    await expect(push(sandbox, [record()])).rejects.toThrow();
    expect(stored(stateFolder)).toBe(1);
  });

  test('a reset, before the work or after it', async () => {
    const stateFolder = await temporaryFolder();
    const log: LogEntry[] = [];
    const sandbox = await start({
      stateFolder,
      fault: parseFault('reset=1'),
      log: (entry) => log.push(entry),
    });
    for (let count = 0; count < 20; count++) await expect(push(sandbox, [record()])).rejects.toThrow();
    const lost = log.filter((entry) => entry.fault === 'lost').length;
    expect(lost).toBeGreaterThan(0);
    expect(lost).toBeLessThan(20);
    expect(stored(stateFolder)).toBe(lost);
    expect(log.every(({ status }) => status === undefined)).toBe(true);
  });

  test('a delay', async () => {
    const sandbox = await start({ fault: parseFault('latency=80ms') });
    const started = performance.now();
    await send(sandbox, '/v3/auth/domains');
    // A timer may be early by a fraction.
    expect(performance.now() - started).toBeGreaterThanOrEqual(79);
  });
});

function stored(stateFolder: string): number {
  const database = openStore(stateFolder);
  try {
    return countRows(database).usageRecords;
  } finally {
    database.close();
  }
}
