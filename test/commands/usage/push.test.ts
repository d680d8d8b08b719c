import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import UsagePush from '../../../src/commands/usage/push.ts';
import { accessKey, type Behaviour, type RejectedRecord } from '../../usage/receiver.ts';
import { manyRecords } from '../../usage/support.ts';
import { runCommand } from '../run.ts';
import { ended, usePush } from './harness.ts';

const { at, env, receive, file, words, push, start } = usePush();

describe('a push', () => {
  test('sends all records once, and nothing the second time', async () => {
    await receive();
    const path = file('r.ndjson', manyRecords(2500));
    const first = await push(path);
    expect(first).toMatchObject({ exitCode: 0, result: { records: 2500, accepted: 2500, batches: 3 } });
    expect(at.receiver.state).toMatchObject({ requests: 3, most: 1000 });
    expect(await push(path)).toMatchObject({ exitCode: 0, result: { skipped: 2500, accepted: 0 } });
    expect(at.receiver.state.requests).toBe(3);
    // Without the journal the server itself knows them.
    expect(await push(path, '--no-resume')).toMatchObject({ exitCode: 0, result: { alreadyAccepted: 2500 } });
    expect(at.receiver.accepted.size).toBe(2500);
  });

  test('exits with 8 when some are rejected, and reports which and why', async () => {
    await receive({ judge: ({ usage_value }) => (usage_value === '2' ? '012' : undefined) });
    const lines = [...manyRecords(4).split('\n'), '{"instance_id":"x"}', 'no json'];
    const rejects = join(at.folder, 'rejects.ndjson');
    const { result, exitCode } = await push(file('r.ndjson', lines.join('\n')), '--rejects', rejects);
    expect(exitCode).toBe(8);
    expect(result).toMatchObject({ records: 6, accepted: 3, rejected: 1, invalid: 2, rejects });
    const written = readFileSync(rejects, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(written.filter(({ by }) => by === 'server')).toEqual([
      {
        line: 2,
        by: 'server',
        code: '012',
        meaning: { en: 'the instance is not pay-per-use', zh: '实例不是按需类型' },
        meteringSn: expect.stringMatching(/^koo-/),
        message: 'said 012',
        record: expect.objectContaining({ usage_value: '2' }),
      },
    ]);
    expect(written.filter(({ by }) => by === 'input').map(({ line }) => line)).toEqual([5, 6]);
    expect(readdirSync(at.folder).filter((name) => /reject/.test(name))).toEqual(['rejects.ndjson']);
  });

  test('its rejects can be corrected and pushed as they are', async () => {
    let isFixed = false;
    await receive({ judge: ({ usage_value }) => (!isFixed && usage_value === '2' ? '003' : undefined) });
    const [one = '', two = ''] = manyRecords(2).split('\n');
    const bad = JSON.stringify({ ...JSON.parse(one), usage_value: '-5', metering_sn: 'mine' });
    const rejects = join(at.folder, 'rejects.ndjson');
    const path = file('r.ndjson', [two, bad, '{"cut'].join('\n'));
    expect(await push(path, '--rejects', rejects)).toMatchObject({ exitCode: 8 });
    const again = join(at.folder, 'again.ndjson');
    // As it is, everything is refused again, and nothing left out.
    expect((await push(rejects, '--rejects', again)).result).toMatchObject({ rejected: 1, invalid: 2 });
    isFixed = true;
    const text = readFileSync(rejects, 'utf8')
      .replace('"-5"', '"5"')
      .replace('"usage_value":"2"', '"usage_value":"3"');
    const fixed = file('fixed.ndjson', text.replace(/^.*NOT_JSON.*$/m, ''));
    expect(await push(fixed)).toMatchObject({ exitCode: 0, result: { records: 2, accepted: 2 } });
    const sns = [...at.receiver.accepted].map(([sn, { usage_value }]) => [sn, usage_value]);
    // The corrected record has the id that the corrected input would give it.
    const other = JSON.parse(two);
    expect(await push(file('o.ndjson', JSON.stringify({ ...other, usage_value: '3' })))).toMatchObject({
      result: { skipped: 1 },
    });
    expect(sns).toEqual([
      ['mine', '5'],
      [expect.stringMatching(/^koo-/), '3'],
    ]);
  });

  test('rejects another record with a used metering_sn, with exit 8', async () => {
    await receive();
    const [one = '', two = ''] = manyRecords(2)
      .split('\n')
      .map((line) => JSON.stringify({ ...JSON.parse(line), metering_sn: 'mine' }));
    const path = file('r.ndjson', one);
    expect(await push(path)).toMatchObject({ exitCode: 0, result: { accepted: 1 } });
    expect(await push(file('r.ndjson', [one, two].join('\n')))).toMatchObject({
      exitCode: 8,
      result: {
        skipped: 1,
        rejected: 1,
        byCode: { SN_REUSED: 1 },
        firstRejected: [{ line: 2, code: 'SN_REUSED', meteringSn: 'mine', record: { usage_value: '2' } }],
      },
    });
    expect(at.receiver.accepted.get('mine')?.usage_value).toBe('1');
    const ran = await runCommand(UsagePush, words(path, '--lang', 'zh'), env());
    expect(ran.stderr).toContain('该 metering_sn 已用于另一条使用量记录');
  });

  test('exits with 8 when the server has a given metering_sn from elsewhere, in every run', async () => {
    await receive({ judge: () => '005' });
    const given = JSON.stringify({ ...JSON.parse(manyRecords(1)), metering_sn: 'mine' });
    const path = file('r.ndjson', [given, ...manyRecords(3).split('\n').slice(1)].join('\n'));
    const rejects = join(at.folder, 'rejects.ndjson');
    expect(await push(path, '--rejects', rejects)).toMatchObject({
      exitCode: 8,
      result: { alreadyAccepted: 2, rejected: 1, byCode: { '005': 1 } },
    });
    expect(
      readFileSync(rejects, 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toMatchObject([
      { line: 1, by: 'server', code: '005', meteringSn: 'mine', record: { usage_value: '1' } },
    ]);
    expect(await push(path)).toMatchObject({ exitCode: 8, result: { skipped: 2, rejected: 1 } });
  });

  test('names where it went to, also when it fails', async () => {
    await receive({ behave: (request) => (request > 1 ? 'auth' : 'accept') });
    const target = { site: 'custom', endpoint: at.receiver.url, profile: null };
    const records = manyRecords(2);
    expect((await push(file('r.ndjson', records.replace(/\n.*/, '')))).result).toMatchObject(target);
    const failed = await push(file('r.ndjson', records));
    expect(failed).toMatchObject({ exitCode: 4, facts: { details: { ...target, attempts: 1 } } });
    expect(failed.stderr).toContain(`2 records to ${at.receiver.url} (site custom): 0 accepted, 1 skipped`);
  });

  test('writes its summary to stderr, and nothing to stdout', async () => {
    await receive({ judge: () => '001' });
    const ran = await runCommand(UsagePush, words(file('r.ndjson', manyRecords(2)), '--lang', 'zh'), env());
    expect(ran.stdout).toBe('');
    expect(ran.stderr).toContain('实例不存在（said 001）');
    expect(ran.stderr).toContain('2 条被拒绝');
    expect(ran.exitCode).toBe(8);
  });
});

describe('rejections at a place that is not published', () => {
  const reject = { judge: (one: { usage_value: string }) => (one.usage_value === '2' ? '001' : undefined) };

  test.each<[string, (rejected: readonly RejectedRecord[]) => object]>([
    ['in an object at the root', (list) => ({ abnormal_usage_data_info: { abnormal_usage_data: list } })],
    ['in result', (list) => ({ result: { abnormal_usage_data: list } })],
    ['deep in data', (list) => ({ data: { x: { list } } })],
    ['as data itself', ([one]) => ({ data: one })],
    [
      'as a map',
      (list) => ({ data: Object.fromEntries(list.map((one) => [one.metering_sn, one.error_code])) }),
    ],
    ['as JSON in a text', (list) => ({ data: JSON.stringify({ list }) })],
  ])('%s: the record is rejected, and pushed again by the next run', async (_, tell) => {
    await receive({ ...reject, tell });
    const path = file('r.ndjson', manyRecords(3));
    expect(await push(path)).toMatchObject({
      exitCode: 8,
      result: { accepted: 2, rejected: 1, byCode: { '001': 1 }, firstRejected: [{ line: 2, code: '001' }] },
    });
    expect(await push(path)).toMatchObject({ exitCode: 8, result: { accepted: 0, skipped: 2, rejected: 1 } });
  });

  test.each<[string, (rejected: readonly RejectedRecord[]) => object]>([
    ['as a count', () => ({ data: { fail_count: 1 } })],
    ['as ids alone', (list) => ({ data: { failed: list.map((one) => one.metering_sn) } })],
    ['by code', (list) => ({ data: { '001': list.map((one) => one.metering_sn) } })],
    ['in words', (list) => ({ error_msg: `${list.length} record was not accepted` })],
  ])('%s: the batch is not accepted, the others are, and the response is shown', async (_, tell) => {
    await receive({ ...reject, tell });
    const path = file('r.ndjson', manyRecords(30));
    const small = ['--batch-size', '10', '--concurrency', '1'];
    const failed = await push(path, ...small);
    expect(failed).toMatchObject({
      exitCode: 5,
      code: 'UNREADABLE_ANSWER',
      facts: { details: { accepted: 20, unknown: 10, rejected: 0, batches: 2 } },
      hint: expect.stringContaining('report this response format'),
    });
    expect(failed.message).toContain('"error_code":"MKT.0000"');
    expect(failed.stderr).toContain('20 accepted, 10 sent with an unknown outcome');
    // The next run asks about the ten again; the server has nine of them.
    expect(await push(path, ...small)).toMatchObject({
      exitCode: 5,
      facts: { details: { skipped: 20, unknown: 10 } },
    });
    expect(at.receiver.accepted.size).toBe(29);
  });
});

describe('a push that fails', () => {
  test.each([
    ['nothing', '', 2, 'EMPTY_INPUT'],
    ['a header of another table', 'a,b\n1,2\n', 2, 'BAD_HEADER'],
    ['half an array', '[{"a":1}', 2, 'NOT_JSON'],
  ])('%s', async (_name, content, exitCode, code) => {
    await receive();
    expect(await push(file('input', content))).toMatchObject({ exitCode, code });
    expect(at.receiver.accepted.size).toBe(0);
  });

  test('counts no records in what is not text', async () => {
    await receive();
    const path = join(at.folder, 'latin.csv');
    writeFileSync(path, Buffer.from('caf\xe9,1\n', 'latin1'));
    const ran = await runCommand(UsagePush, words(path, '--lang', 'zh'), env());
    expect(ran).toMatchObject({ exitCode: 2, code: 'NOT_UTF8' });
    expect(ran.stderr).not.toContain('条使用量记录');
  });

  test('a missing input, and a file that cannot be written', async () => {
    await receive();
    expect(await push(join(at.folder, 'none'))).toMatchObject({ exitCode: 2, code: 'UNREADABLE_FILE' });
    expect(await push(at.folder)).toMatchObject({ exitCode: 2, code: 'UNREADABLE_FILE' });
    const rejects = join(at.folder, 'no', 'rejects');
    const ran = await push(file('r.ndjson', manyRecords(1)), '--rejects', rejects);
    expect(ran).toMatchObject({ exitCode: 2, code: 'UNWRITABLE_FILE' });
  });

  test('stops at once when the credentials are rejected', async () => {
    await receive({ behave: () => 'auth' });
    expect(await push(file('r.ndjson', manyRecords(1)))).toMatchObject({ exitCode: 4 });
    expect(at.receiver.state.requests).toBe(1);
  });

  test.each([
    ['{}', 'UNREADABLE_ANSWER'],
    ['{"status":"maintenance"}', 'UNREADABLE_ANSWER'],
    ['{"success":false}', 'UNREADABLE_ANSWER'],
    ['{"error_code":null,"error_msg":"System error"}', 'UNREADABLE_ANSWER'],
    ['{"error_code":"CBC.0000"}', 'UNREADABLE_ANSWER'],
    // The envelope of the order query.
    ['{"resultCode":"MKT.0000","resultMsg":"Success"}', 'UNREADABLE_ANSWER'],
    [
      '{"error_code":"MKT.0000","error_msg":"Success","data":{"success_count":0,"fail_count":5}}',
      'UNREADABLE_ANSWER',
    ],
    ['{"error_code":"MKT.0000","data":["see the console"]}', 'UNREADABLE_ANSWER'],
    ['{"errorCode":"94060001"}', 'REQUEST_REFUSED'],
  ])('does not take %s for a success, and sends the records again in the next run', async (body, code) => {
    await receive({ say: (request) => (request === 1 ? body : undefined) });
    const path = file('r.ndjson', manyRecords(5));
    expect(await push(path)).toMatchObject({ exitCode: 5, code, facts: { details: { accepted: 0 } } });
    expect(at.receiver.accepted.size).toBe(0);
    expect(await push(path)).toMatchObject({ exitCode: 0, result: { accepted: 5, skipped: 0 } });
    expect(at.receiver.accepted.size).toBe(5);
  });

  test('goes on after a success that is not clear, and stops at the envelope of another call', async () => {
    for (const [body, requests, again] of [
      ['{"error_code":"MKT.0000","data":["?"]}', 3, 'report this response format'],
      ['{"resultCode":"MKT.0000"}', 1, 'Run the same command again'],
    ] as const) {
      await receive({ say: () => body });
      const flags = ['--batch-size', '10', '--concurrency', '1', '--no-resume'];
      const failed = await push(file('r.ndjson', manyRecords(30)), ...flags);
      expect(failed).toMatchObject({ exitCode: 5, code: 'UNREADABLE_ANSWER' });
      expect(failed.hint).toContain(again);
      expect(failed.hint).not.toContain('check before you send it again');
      expect(at.receiver.state.requests).toBe(requests);
      await at.receiver.close();
    }
  });

  test('without an access key nothing is sent', async () => {
    await receive();
    const ran = await runCommand(UsagePush, words(file('r.ndjson', manyRecords(1))), {
      ...env(),
      KOO_ACCESS_KEY: '',
    });
    expect(ran).toMatchObject({ exitCode: 3, code: 'NO_ACCESS_KEY' });
    expect(at.receiver.state.requests).toBe(0);
    const keyFile = file('key', `${accessKey}\n`);
    expect(await push(file('r.ndjson', manyRecords(1)), '--access-key-file', keyFile)).toMatchObject({
      exitCode: 0,
    });
    expect(await push('-', '--access-key-file', '-')).toMatchObject({ exitCode: 2, code: 'STDIN_TAKEN' });
  });

  test('continues after an outage of the server, and sends nothing twice', async () => {
    await receive({ behave: (request) => (request > 3 && request < 9 ? 'error' : 'accept') });
    const path = file('r.ndjson', manyRecords(1000));
    const flags = ['--batch-size', '100', '--concurrency', '1'];
    expect(await push(path, ...flags)).toMatchObject({ exitCode: 0, result: { accepted: 1000 } });
    expect(at.receiver.state.requests).toBe(15);
    expect(at.receiver.accepted.size).toBe(1000);
    expect(at.receiver.state.repeated).toBe(0);
  });
});

test('exits with 6 and the counts when the network is lost', async () => {
  await receive();
  const records = manyRecords(150);
  await push(file('r.ndjson', records.split('\n').slice(0, 100).join('\n')));
  // Nobody listens there from now on.
  await at.receiver.close();
  const path = file('r.ndjson', records);
  const { exitCode, code, facts, hint, stderr } = await push(path, '--timeout', '30');
  expect({ exitCode, code }).toEqual({ exitCode: 6, code: 'CONNECTION_REFUSED' });
  expect(facts?.details).toMatchObject({ attempts: 25 });
  expect(hint).toContain('koo doctor');
  expect(hint).toContain('Run the same command again to continue');
  expect(stderr).toContain('0 accepted, 100 skipped (acknowledged in an earlier run)');
}, 60_000);

test('sends every record exactly once to an unreliable server', async () => {
  const kinds: Behaviour[] = ['reset', 'lost', 'half', 'throttle', 'busy', 'error'];
  await receive({
    behave: (request) => (request % 2 === 0 ? 'accept' : kinds[((request - 1) / 2) % kinds.length]!),
  });
  const { result, exitCode } = await push(file('r.ndjson', manyRecords(600)), '--batch-size', '100');
  expect(exitCode).toBe(0);
  expect(result.accepted + result.alreadyAccepted).toBe(600);
  expect(at.receiver.accepted.size).toBe(600);
  expect(at.receiver.state.repeated).toBe(result.alreadyAccepted);
}, 60_000);

describe('a push in a process of its own', () => {
  const flags = ['--batch-size', '100', '--concurrency', '4'];

  test('killed three times, has every record accepted exactly once', async () => {
    await receive({ delayMs: 5, behave: (request) => (request % 9 === 0 ? 'lost' : 'accept') });
    const count = 20_000;
    const path = file('r.ndjson', manyRecords(count));
    for (const wanted of [30, 80, 140]) {
      const child = start(path, {}, ...flags);
      const end = ended(child);
      await expect
        .poll(() => at.receiver.state.acceptedBatches, { timeout: 20_000, interval: 2 })
        .toBeGreaterThan(wanted);
      child.kill('SIGKILL');
      expect((await end).code).toBe(null);
    }
    const acceptedBefore = at.receiver.accepted.size;
    expect(acceptedBefore).toBeLessThan(count);
    const { code, stdout } = await ended(start(path, {}, ...flags));
    const result = JSON.parse(stdout);
    expect(code).toBe(0);
    expect(result).toMatchObject({ records: count, rejected: 0, invalid: 0 });
    expect(result.accepted + result.alreadyAccepted + result.skipped).toBe(count);
    // Only what was under way when it was killed is sent again.
    expect(result.skipped).toBeGreaterThanOrEqual(acceptedBefore - flags.length * 100);
    expect(at.receiver.accepted.size).toBe(count);
    const values = [...at.receiver.accepted.values()].map(({ usage_value }) => Number(usage_value));
    expect(new Set(values).size).toBe(count);
  }, 60_000);

  test.each(['SIGINT', 'SIGTERM'] as const)(
    '%s ends it with 130 and a result, and the next run continues',
    async (signal) => {
      await receive({ delayMs: 10 });
      const path = file('r.ndjson', manyRecords(5000));
      const child = start(path, {}, ...flags);
      const end = ended(child);
      await expect
        .poll(() => at.receiver.state.acceptedBatches, { timeout: 20_000, interval: 2 })
        .toBeGreaterThan(5);
      child.kill(signal);
      const { code, stdout } = await end;
      expect(code).toBe(130);
      const { interrupted, accepted, records, unknown, notSent } = JSON.parse(stdout);
      expect(accepted + unknown + notSent).toBe(records);
      expect({ interrupted, some: accepted > 0 && accepted < 5000 }).toEqual({
        interrupted: true,
        some: true,
      });
      expect((await push(path, ...flags)).result).toMatchObject({ records: 5000, skipped: accepted });
      expect(at.receiver.accepted.size).toBe(5000);
    },
    60_000,
  );
});
