import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Behaviour } from '../../usage/receiver.ts';
import { manyRecords } from '../../usage/support.ts';
import { ended, usePush } from './harness.ts';

const { at, receive, file, push, pushWith, start } = usePush();

const legacyRecords = (count: number) =>
  manyRecords(count)
    .split('\n')
    .map((line) => JSON.stringify({ ...JSON.parse(line), product_id: 'OFFI1' }))
    .join('\n');

const flags = ['--legacy', '--batch-size', '10', '--concurrency', '2'];

/** Values that arrived, which tell the records apart. */
const arrived = () => (at.receiver.state.legacy as { usage_value: string }[]).map((one) => one.usage_value);

describe('a push over the old interface', () => {
  test('requires product_id and sends no metering_sn', async () => {
    await receive();
    const path = file('r.ndjson', `${legacyRecords(3)}\n${manyRecords(1)}`);
    expect(await push(path, '--legacy')).toMatchObject({ exitCode: 8, result: { accepted: 3, invalid: 1 } });
    expect(at.receiver.state.legacy).toHaveLength(3);
    expect(at.receiver.state.legacy[0]).not.toHaveProperty('metering_sn');
    expect(await push(path, '--legacy')).toMatchObject({ result: { skipped: 3, accepted: 0 } });
  });

  test('does not resend a batch whose response is lost; the next run exits with 8', async () => {
    await receive({ behave: (request) => (request === 2 ? 'lost' : 'accept') });
    const path = file('r.ndjson', legacyRecords(30));
    const once = [...flags.slice(0, 3), '--concurrency', '1'];
    const first = await push(path, ...once);
    expect(first).toMatchObject({ exitCode: 6, code: 'CONNECTION_RESET' });
    expect(first.stderr).toContain('10 uncertain and not sent again');
    expect(first.hint).toContain('Run the same command again');
    const rejects = join(at.folder, 'rejects');
    const { exitCode, result } = await push(path, ...once, '--rejects', rejects);
    expect({ exitCode, ...result }).toMatchObject({
      exitCode: 8,
      skipped: 10,
      maybeThere: 10,
      accepted: 10,
    });
    expect(new Set(arrived()).size).toBe(30);
    expect(arrived()).toHaveLength(30);
    const lost = readFileSync(rejects, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lost.map(({ line, code }) => [line, code])).toEqual(
      Array.from({ length: 10 }, (_, index) => [11 + index, 'MAYBE_THERE']),
    );
    // Somebody has looked, and two of them are missing.
    const some = file(
      'some.ndjson',
      lost
        .slice(0, 2)
        .map(({ record }) => JSON.stringify(record))
        .join('\n'),
    );
    expect((await push(some, ...once)).result).toMatchObject({ accepted: 0, maybeThere: 2 });
    expect((await push(some, ...once, '--no-resume')).result).toMatchObject({ accepted: 2 });
    expect(arrived().slice(30)).toEqual(['11', '12']);
    expect((await push(path, ...once, '--no-resume')).result).toMatchObject({
      accepted: 8,
      skipped: 22,
      maybeThere: 0,
    });
    expect(arrived()).toHaveLength(40);
  });

  test.each<[string, (path: string) => void]>([
    ['text', (path) => writeFileSync(path, 'garbage\n')],
    ['a folder', (path) => mkdirSync(path)],
  ])('whose lock is %s names the lock, and leaves the journal alone', async (_, make) => {
    await receive();
    const path = file('r.ndjson', legacyRecords(3));
    expect(await push(path, '--legacy')).toMatchObject({ exitCode: 0 });
    const lock = join(at.folder, 'usage-legacy-1.lock');
    rmSync(lock);
    make(lock);
    const ran = await push(path, '--legacy');
    expect(ran).toMatchObject({ exitCode: 3, code: 'LOCK_UNUSABLE' });
    expect(ran.message).toContain(lock);
    expect(ran.hint).toContain('Delete it');
    expect(ran.hint).not.toContain('move it away');
    rmSync(lock, { recursive: true });
    expect(await push(path, '--legacy')).toMatchObject({ exitCode: 0, result: { skipped: 3, accepted: 0 } });
    expect(at.receiver.state.legacy).toHaveLength(3);
  });

  test.each<[Behaviour, number]>([
    ['auth', 4],
    // Repeated as often as a call is: throttled ones are not carried out.
    ['busy', 5],
  ])('that is refused (%s) is sent again', async (behaviour, exitCode) => {
    let isRefused = true;
    await receive({ behave: () => (isRefused ? behaviour : 'accept') });
    const path = file('r.ndjson', legacyRecords(5));
    expect(await push(path, ...flags, '--timeout', '30')).toMatchObject({ exitCode });
    isRefused = false;
    expect(await push(path, ...flags)).toMatchObject({ exitCode: 0, result: { accepted: 5, maybeThere: 0 } });
  });

  test('resends a batch when the server was unreachable', async () => {
    await receive();
    await at.receiver.close();
    const path = file('r.ndjson', legacyRecords(5));
    const failed = await push(path, ...flags, '--timeout', '30');
    expect(failed).toMatchObject({ exitCode: 6, code: 'CONNECTION_REFUSED' });
    await receive({ port: Number(new URL(at.receiver.url).port) });
    expect(await push(path, ...flags)).toMatchObject({ exitCode: 0, result: { accepted: 5, maybeThere: 0 } });
  });

  test('treats the outcome as unknown after an internal error of the server', async () => {
    let isBroken = true;
    await receive({ behave: () => (isBroken ? 'error' : 'accept') });
    const path = file('r.ndjson', legacyRecords(5));
    expect(await push(path, ...flags)).toMatchObject({ exitCode: 5, code: 'SERVER_ERROR' });
    isBroken = false;
    expect(await push(path, ...flags)).toMatchObject({ exitCode: 8, result: { accepted: 0, maybeThere: 5 } });
  });
});

describe('the account', () => {
  test('includes what was pushed with its former AK/SK pairs', async () => {
    await receive({ accountOf: (ak) => (ak === 'OTHERAK' ? 'another' : 'account') });
    const path = file('r.ndjson', legacyRecords(5));
    expect((await push(path, '--legacy')).result).toMatchObject({ accepted: 5 });
    const rotated = await pushWith({ KOO_AK: 'NEWAK' }, path, '--legacy');
    expect(rotated.result).toMatchObject({ accepted: 0, skipped: 5 });
    expect(at.receiver.state.identities).toBe(2);
    // By now the journal knows both AKs.
    await push(path, '--legacy');
    expect(at.receiver.state.identities).toBe(2);
    expect((await pushWith({ KOO_AK: 'OTHERAK' }, path, '--legacy')).result).toMatchObject({ accepted: 5 });
  });

  test('is taken from the profile, where there is one', async () => {
    await receive({ accountOf: () => 'account' });
    const path = file('r.ndjson', legacyRecords(5));
    const logIn = (ak: string) => {
      const [site, endpoint] = ['custom', at.receiver.url];
      const account = { id: 'account', name: 'merchant' };
      const profile = { site, endpoint, ak, secrets: 'file', account };
      file('settings.json', JSON.stringify({ current: 'mine', profiles: { mine: profile } }));
      const secrets = { endpoint, ak, sk: 'secret', accessKeys: {} };
      file('credentials.json', JSON.stringify({ profiles: { mine: secrets } }));
    };
    const stored = { KOO_AK: '', KOO_SK: '', KOO_PROFILE: 'mine' };
    expect((await push(path, '--legacy')).result).toMatchObject({ accepted: 5 });
    logIn('AK1');
    const before = at.receiver.state.identities;
    expect((await pushWith(stored, path, '--legacy')).result).toMatchObject({ skipped: 5 });
    logIn('AK2');
    expect((await pushWith(stored, path, '--legacy')).result).toMatchObject({ skipped: 5 });
    expect(at.receiver.state.identities).toBe(before);
  });

  test.each([
    ['is refused', 401, 4],
    ['is broken', 500, 6],
  ])('is unknown since the question %s: sends nothing', async (_name, status, exitCode) => {
    await receive({ accountOf: () => status });
    const path = file('r.ndjson', legacyRecords(5));
    const failed = await push(path, '--legacy', '--timeout', '30');
    expect(failed).toMatchObject({ exitCode, hint: expect.stringContaining('queries the account') });
    expect(at.receiver.state.requests).toBe(0);
  });

  test('is the AK where there is no IAM, with a notice', async () => {
    await receive({ accountOf: () => 404 });
    const path = file('r.ndjson', legacyRecords(5));
    const first = await push(path, '--legacy');
    expect(first).toMatchObject({ exitCode: 0, result: { accepted: 5 } });
    expect(first.stderr).toContain('uses the AK instead');
    expect((await push(path, '--legacy')).result).toMatchObject({ skipped: 5 });
    expect((await push(file('new.ndjson', manyRecords(1)))).stderr).not.toContain('uses the AK instead');
  });
});

describe('in a process of its own', () => {
  test('refuses a concurrent push; a killed one leaves no lock', async () => {
    await receive({ delayMs: 30 });
    const path = file('r.ndjson', legacyRecords(300));
    const child = start(path, {}, ...flags);
    const end = ended(child);
    await expect.poll(() => arrived().length, { timeout: 20_000, interval: 2 }).toBeGreaterThan(20);
    for (const env of [{}, { KOO_AK: 'NEWAK' }]) {
      const second = await pushWith(env, path, ...flags);
      expect(second).toMatchObject({ exitCode: 3, code: 'PUSH_UNDER_WAY' });
    }
    expect((await push(file('new.ndjson', manyRecords(1)))).exitCode).toBe(0);
    child.kill('SIGKILL');
    await end;
    const { result } = await push(path, ...flags);
    expect(result.accepted).toBeGreaterThan(0);
    expect(new Set(arrived()).size).toBe(arrived().length);
  }, 30_000);

  test('killed three times, no record arrives twice, and all are accounted for', async () => {
    await receive({ delayMs: 10 });
    const count = 1000;
    const path = file('r.ndjson', legacyRecords(count));
    for (const wanted of [100, 300, 600]) {
      const child = start(path, {}, ...flags);
      const end = ended(child);
      await expect.poll(() => arrived().length, { timeout: 20_000, interval: 2 }).toBeGreaterThan(wanted);
      child.kill('SIGKILL');
      expect((await end).code).toBe(null);
    }
    const { code, stdout } = await ended(start(path, {}, ...flags));
    const { accepted, skipped, maybeThere } = JSON.parse(stdout);
    expect(accepted + skipped + maybeThere).toBe(count);
    expect(code).toBe(maybeThere > 0 ? 8 : 0);
    expect(new Set(arrived()).size).toBe(arrived().length);
    expect(arrived().length).toBeGreaterThanOrEqual(count - maybeThere);
  }, 60_000);

  test('Ctrl-C completes the calls in flight; a second one aborts them', async () => {
    await receive({ delayMs: 400 });
    const path = file('r.ndjson', legacyRecords(100));
    const interrupt = async (times: number) => {
      const before = at.receiver.state.requests;
      const child = start(path, {}, ...flags);
      const end = ended(child);
      await expect
        .poll(() => at.receiver.state.requests, { timeout: 20_000, interval: 2 })
        .toBeGreaterThan(before);
      for (let time = 0; time < times; time += 1) {
        child.kill('SIGINT');
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      return end;
    };
    const { code, stdout } = await interrupt(1);
    expect(code).toBe(130);
    const { accepted, maybeThere } = JSON.parse(stdout);
    expect({ accepted, maybeThere }).toEqual({ accepted: arrived().length, maybeThere: 0 });
    expect(accepted).toBeGreaterThan(0);
    const aborted = await interrupt(2);
    expect(aborted.code).toBe(130);
    expect(JSON.parse(aborted.stdout)).toMatchObject({ error: { code: 'INTERRUPTED', exitCode: 130 } });
    const last = await ended(start(path, {}, ...flags));
    expect(last.code).toBe(8);
    expect(JSON.parse(last.stdout).maybeThere).toBeGreaterThan(0);
    expect(new Set(arrived()).size).toBe(arrived().length);
  }, 60_000);
});
