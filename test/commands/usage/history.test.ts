import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import UsageHistory from '../../../src/commands/usage/history.ts';
import { accessKey } from '../../usage/receiver.ts';
import { manyRecords } from '../../usage/support.ts';
import { runCommand } from '../run.ts';
import { ended, usePush } from './harness.ts';

const { at, env, receive, file, push, pushWith, start } = usePush();

const history = async (...flags: string[]) => {
  const ran = await runCommand(UsageHistory, [...flags, '--json'], env());
  return { ...ran, rows: JSON.parse(ran.stdout) };
};

describe('koo usage history', () => {
  test('is empty before the first push', async () => {
    for (const flags of [[], ['--records'], ['--records', '--query', '[].push']]) {
      expect(await history(...flags)).toMatchObject({ exitCode: 0, rows: [] });
    }
    expect((await runCommand(UsageHistory, [], env())).stdout).toMatch(/^PUSH +STARTED \(UTC\).*\n$/);
    const records = await runCommand(UsageHistory, ['--records'], env());
    expect(records.stdout).toMatch(/^PUSH +SENT \(UTC\).*\n$/);
  });

  test.each([
    ['is damaged', 'garbage, and more of it', 'JOURNAL_UNUSABLE'],
    ['was emptied', '', 'JOURNAL_UNUSABLE'],
  ])('says that the journal %s', async (_, content, code) => {
    file('usage.sqlite', content);
    file('usage-legacy-1.lock', '');
    expect(await runCommand(UsageHistory, [], env())).toMatchObject({ exitCode: 3, code, stdout: '' });
  });

  test('lists pushes, newest first, with what became of their records', async () => {
    await receive({
      judge: ({ usage_value }) => (usage_value === '2' ? '012' : undefined),
      behave: (request) => (request === 3 ? 'auth' : 'accept'),
    });
    const records = manyRecords(4);
    const path = file('r.ndjson', `${records}\n{"a":1}`);
    await push(path);
    await push(file('one.ndjson', records.replace(/\n.*/s, '')));
    await push(path);
    await push(path);
    const where = { site: 'custom', endpoint: at.receiver.url, profile: null, interface: 'new', input: path };
    const { rows } = await history();
    expect(rows).toEqual([
      expect.objectContaining({ id: 4, outcome: 'failed', code: '94060002', skipped: 3, ...where }),
      expect.objectContaining({ id: 3, outcome: 'partial', code: null, rejected: 1, invalid: 1, skipped: 3 }),
      expect.objectContaining({ id: 2, outcome: 'done', skipped: 1, input: join(at.folder, 'one.ndjson') }),
      expect.objectContaining({
        id: 1,
        outcome: 'partial',
        accepted: 3,
        rejected: 1,
        invalid: 1,
        records: 5,
      }),
    ]);
    expect((await history('--limit', '2')).rows.map(({ id }: { id: number }) => id)).toEqual([4, 3]);
    for (const [flags, count] of [
      [['--site', 'custom'], 4],
      [['--site', 'cn'], 0],
      [['--profile', 'held'], 0],
      [['--push', '2'], 1],
      [['--push', '2', '--site', 'cn'], 0],
      [['--since', '1h'], 4],
      [['--until', '1h'], 0],
      [['--since', '2026-01-01', '--until', '2026-01-02T00:00:00Z'], 0],
    ] as const) {
      expect((await history(...flags)).rows).toHaveLength(count);
    }
    for (const more of [[], ['--records'], ['--records', '--query', '[]']]) {
      expect(await runCommand(UsageHistory, ['--push', '5', ...more], env())).toMatchObject({
        exitCode: 2,
        code: 'UNKNOWN_PUSH',
        stdout: '',
      });
    }
    const shown = await runCommand(UsageHistory, ['--lang', 'zh'], env());
    expect(shown.stdout).toMatch(/推送 +开始时间（UTC）/);
    expect(shown.stdout).toContain('失败（94060002）');

    const { rows: sent } = await history('--records');
    const outcomes = sent.map(({ push, usage_value, outcome, code }: Record<string, unknown>) => [
      push,
      usage_value,
      outcome,
      code,
    ]);
    expect(outcomes).toEqual([
      [1, '1', 'accepted', null],
      [1, '2', 'rejected', '012'],
      [1, '3', 'accepted', null],
      [1, '4', 'accepted', null],
      [3, '2', 'rejected', '012'],
      [4, '2', 'not-sent', '94060002'],
    ]);
    expect(sent[0]).toMatchObject({
      site: 'custom',
      instance_id: 'i-1',
      metering_sn: expect.stringMatching(/^koo-/),
      sentAt: expect.stringMatching(/^20.*Z$/),
    });
    for (const [flags, count] of [
      [['--outcome', 'rejected'], 2],
      [['--outcome', 'rejected', '--push', '3'], 1],
      [['--instance', 'i-1'], 6],
      [['--instance', 'i-2'], 0],
      [['--sn', sent[1].metering_sn], 3],
      [['--records', '--until', '1h'], 0],
      [['--records', '--site', 'cn'], 0],
    ] as const) {
      expect((await history(...flags)).rows).toHaveLength(count);
    }
    expect((await history('--records', '--query', '[?push==`3`].code')).rows).toEqual(['012']);
  });

  test('tells a push of which nothing was accepted from one that was partly accepted', async () => {
    await receive({ judge: ({ usage_value }) => (usage_value === '2' ? '012' : undefined) });
    const [one = '', two = ''] = manyRecords(2).split('\n');
    await push(file('bad.ndjson', '{"a":1}'));
    await push(file('refused.ndjson', two));
    await push(file('both.ndjson', `${one}\n${two}`));
    await push(file('again.ndjson', `${one}\n${two}`));
    const { rows } = await history();
    const outcomes = rows.map(({ outcome }: { outcome: string }) => outcome);
    expect(outcomes).toEqual(['partial', 'partial', 'none', 'none']);
    expect((await runCommand(UsageHistory, ['--push', '1'], env())).stdout).toMatch(/ none accepted +\S+$/m);
  });

  test('names the profile of the keys, and none for the keys of the environment', async () => {
    await receive();
    const endpoint = at.receiver.url;
    const profile = { site: 'custom', endpoint, ak: 'TESTAK', secrets: 'file', accessKeys: ['base'] };
    file('settings.json', JSON.stringify({ current: 'held', profiles: { held: profile } }));
    const secrets = { endpoint, ak: 'TESTAK', sk: 's', accessKeys: { base: accessKey } };
    file('credentials.json', JSON.stringify({ profiles: { held: secrets } }));
    const path = file('r.ndjson', manyRecords(1));
    const none = { KOO_AK: '', KOO_SK: '', KOO_ACCESS_KEY: '' };
    expect((await pushWith(none, path)).result).toMatchObject({ accepted: 1, profile: 'held' });
    expect((await push(path)).result).toMatchObject({ skipped: 1, profile: null });
    const { rows } = await history();
    expect(rows.map(({ profile }: { profile: string | null }) => profile)).toEqual([null, 'held']);
  });

  test('prints records of many batches as one document in each format', async () => {
    await receive();
    await push(file('r.ndjson', manyRecords(25)), '--batch-size', '10');
    const print = async (format: string) =>
      (await runCommand(UsageHistory, ['--records', '-o', format], env())).stdout;
    const values = Array.from({ length: 25 }, (_, index) => String(index + 1));
    const names = (text: string) => text.split('\n').filter((line) => line.includes('usage_value'));
    expect(
      JSON.parse(await print('json')).map(({ usage_value }: { usage_value: string }) => usage_value),
    ).toEqual(values);
    const ndjson = (await print('ndjson')).trimEnd().split('\n');
    expect(ndjson.map((line) => JSON.parse(line).usage_value)).toEqual(values);
    for (const format of ['csv', 'tsv', 'table']) {
      const text = await print(format);
      expect(text.trimEnd().split('\n')).toHaveLength(26);
      expect(names(text)).toHaveLength(1);
    }
    const some = await runCommand(
      UsageHistory,
      ['--fields', 'usage_value,push', '-o', 'csv', '--records'],
      env(),
    );
    expect(some.stdout.split('\n').slice(0, 3)).toEqual(['usage_value,push', '1,1', '2,1']);
    expect(some.stdout.trimEnd().split('\n')).toHaveLength(26);
    const { rows } = await history('--records', '--fields', 'usage_value');
    expect(rows).toEqual(values.map((usage_value) => ({ usage_value })));
    const unknown = await runCommand(UsageHistory, ['--records', '--fields', 'nope'], env());
    expect(unknown).toMatchObject({ exitCode: 2, code: 'UNKNOWN_FIELD', stdout: '' });
    const { parse } = await import('yaml');
    expect(parse(await print('yaml'))).toHaveLength(25);
  });

  test('knows what was sent when a push was killed, and what the next one made of it', async () => {
    await receive({
      delayMs: 200,
      behave: (request) => (request === 3 ? 'lost' : 'accept'),
      judge: ({ usage_value }) => (usage_value === '2' ? '012' : undefined),
    });
    const path = file('r.ndjson', manyRecords(16));
    const child = start(path, {}, '--batch-size', '3', '--concurrency', '1');
    const end = ended(child);
    await expect.poll(() => at.receiver.accepted.size, { timeout: 20_000, interval: 2 }).toBe(8);
    child.kill('SIGKILL');
    await end;
    const counts = {
      records: 9,
      accepted: 5,
      rejected: 1,
      alreadyAccepted: 0,
      unknown: 3,
      maybeThere: 0,
      notSent: 0,
    };
    expect((await history()).rows).toMatchObject([{ id: 1, outcome: 'incomplete', ...counts }]);
    expect((await history('--outcome', 'unknown')).rows).toHaveLength(3);
    await push(path);
    expect((await history('--outcome', 'already-accepted')).rows).toHaveLength(3);
    expect((await history()).rows).toMatchObject([
      { id: 2, outcome: 'partial', skipped: 5, alreadyAccepted: 3, accepted: 7 },
      { id: 1 },
    ]);
  }, 60_000);
});
