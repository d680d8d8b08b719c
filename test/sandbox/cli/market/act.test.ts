import { readFile, writeFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { type ActOptions, runAct } from '../../../../src/sandbox/cli/market/act.ts';
import type { Market } from '../../../../src/sandbox/market/engine/market.ts';
import type { Entry } from '../../../../src/sandbox/market/model/journal.ts';
import type { EntryDocument } from '../../../../src/sandbox/market/views/entry-text.ts';
import { announceSandbox, proofOf, withdrawSandbox } from '../../../../src/sandbox/state/running.ts';
import { withStore } from '../../../../src/sandbox/store.ts';
import { type Localized, verbatim } from '../../../../src/text/translate.ts';
import { start, temporaryFolder } from '../../harness.ts';
import { fakeEngine, result, stateEntry } from '../../market/engine.ts';

const undo: (() => unknown)[] = [];

afterEach(async () => {
  for (const step of undo.splice(0)) await step();
});

/** A sandbox that other processes find, with a marketplace of the test. */
async function shared(perform?: Market['perform']) {
  const stateFolder = await temporaryFolder();
  const engine = fakeEngine(perform);
  const sandbox = await start({ stateFolder, openMarket: engine.open });
  announceSandbox(stateFolder, sandbox);
  undo.push(() => withdrawSandbox(stateFolder));
  return { stateFolder, engine };
}

function act(stateFolder: string, more: Partial<ActOptions> = {}) {
  const told: EntryDocument[] = [];
  const notices: Localized[] = [];
  const done = runAct(
    { do: 'close', instance: 'i-1' },
    {
      stateFolder,
      wait: false,
      quiet: true,
      notice: (text) => notices.push(text),
      onStarted: (text) => notices.push(text),
      onEntry: (entry) => told.push(entry),
      signal: new AbortController().signal,
      ...more,
    },
  );
  return { told, notices, done };
}

const addInstance = (stateFolder: string, instanceId: string | null, license: string | null = null) =>
  withStore(stateFolder, (database) =>
    database
      .prepare("REPLACE INTO market_instances VALUES (1, 'p', 's', 'b', 'o', 'l', 'res', ?, ?, 'live', '{}')")
      .run(instanceId, license),
  );

const addDelivery = (stateFolder: string, id: number, state: string, due?: number) =>
  withStore(stateFolder, (database) => {
    database
      .prepare(
        `REPLACE INTO market_deliveries VALUES (?, '1', 1, 'p', NULL, ?, 0, 0, '{"activity":"newInstance"}')`,
      )
      .run(id, state);
    database.prepare("DELETE FROM market_events WHERE type = 'attempt' AND subject = ?").run(String(id));
    if (due === undefined) return;
    database
      .prepare("INSERT INTO market_events (due, sequence, type, subject) VALUES (?, 1, 'attempt', ?)")
      .run(due, String(id));
  });

const gaveUp = (id: number, delivery: number): Entry => ({
  id,
  at: 0,
  instance: 1,
  type: 'gave-up',
  delivery,
  activity: 'newInstance',
  text: verbatim('gave up'),
});

test('the running sandbox performs the act; entries name the instance', async () => {
  const { stateFolder, engine } = await shared(async (_, onEntry) => {
    onEntry(stateEntry(1, 'creating'));
    addInstance(stateFolder, null, 'PL1');
    onEntry(stateEntry(2, 'creating'));
    return result;
  });
  addInstance(stateFolder, null);
  const { done, told, notices } = act(stateFolder);
  const document = await done;
  expect(engine.commands).toEqual([{ do: 'close', instance: 'i-1' }]);
  expect(document).toEqual({
    now: result.now,
    clock: 'virtual',
    entries: told,
    due: [],
    underWay: [],
    gaveUp: [],
  });
  expect(told).toEqual([
    {
      id: 1,
      time: result.now,
      type: 'state',
      instance: 'PL1',
      state: 'creating',
      text: verbatim('creating'),
    },
    expect.objectContaining({ id: 2, instance: 'PL1' }),
  ]);
  expect(notices).toEqual([]);
});

test('without a running sandbox, one is started for the act, and closed after it', async () => {
  const stateFolder = await temporaryFolder();
  const engine = fakeEngine(async (_, onEntry) => {
    onEntry(stateEntry(1));
    return result;
  });
  const { done, notices } = act(stateFolder, { openMarket: engine.open });
  expect((await done).entries).toHaveLength(1);
  expect(notices).toHaveLength(1);
  const [, url = ''] =
    /(http:\/\/127\.0\.0\.1:\d+) for this command\. `koo sandbox start --detach`/.exec(
      notices[0]?.en ?? '',
    ) ?? [];
  await expect(fetch(url)).rejects.toThrow();
  expect(engine).toMatchObject({ closed: 1, running: 0 });
});

test('a refusal closes the sandbox that was started', async () => {
  const stateFolder = await temporaryFolder();
  const engine = fakeEngine(() => Promise.reject(new Error('x')));
  await expect(act(stateFolder, { openMarket: engine.open }).done).rejects.toMatchObject({
    facts: { code: 'INTERNAL_ERROR' },
  });
  expect(engine.closed).toBe(1);
});

test('deliveries that are not finished are told', async () => {
  const { stateFolder } = await shared(async (_, onEntry) => {
    onEntry(stateEntry(1));
    return result;
  });
  addDelivery(stateFolder, 4, 'active', 1);
  addDelivery(stateFolder, 5, 'queued');
  addDelivery(stateFolder, 6, 'succeeded');
  expect((await act(stateFolder).done).underWay).toEqual([4, 5]);
});

test('--wait advances a virtual clock until nothing of the act is under way', async () => {
  const { stateFolder, engine } = await shared(async (command, onEntry) => {
    if (command.do === 'close') onEntry(stateEntry(1));
    else if (engine.commands.length === 2) {
      onEntry(stateEntry(2, 'frozen'));
      addDelivery(stateFolder, 4, 'active', 9);
    } else {
      onEntry(gaveUp(3, 4));
      addDelivery(stateFolder, 4, 'given-up');
    }
    return result;
  });
  addDelivery(stateFolder, 4, 'active', 1);
  const document = await act(stateFolder, { wait: true }).done;
  expect(engine.commands.slice(1)).toEqual([
    { do: 'clock', next: true },
    { do: 'clock', next: true },
  ]);
  expect(document.entries.map(({ id }) => id)).toEqual([1, 2, 3]);
  expect(document).toMatchObject({ underWay: [], gaveUp: [4] });
});

test('--wait does not wait for other instances, nor for a delivery that is not scheduled', async () => {
  const { stateFolder, engine } = await shared(async (_, onEntry) => {
    onEntry({ ...stateEntry(1), instance: 2 });
    return result;
  });
  addDelivery(stateFolder, 4, 'active', 1);
  await act(stateFolder, { wait: true }).done;
  withStore(stateFolder, (database) =>
    database.exec("INSERT INTO market_deliveries VALUES (5, '2', 2, 'p', NULL, 'active', 0, 0, '{}')"),
  );
  expect((await act(stateFolder, { wait: true }).done).underWay).toEqual([5]);
  expect(engine.commands).toHaveLength(2);
});

test('--wait with a real clock sends what is due, and tells what a running sandbox did meanwhile', async () => {
  const real = { ...result, mode: 'real' as const };
  const { stateFolder, engine } = await shared(async (command, onEntry) => {
    if (command.do === 'close') {
      onEntry(stateEntry(1));
      return real;
    }
    // The sandbox has done it by itself before.
    withStore(stateFolder, (database) => {
      const insert = database.prepare('INSERT INTO market_journal VALUES (?, 0, ?, ?, ?)');
      insert.run(7, 1, 'state', JSON.stringify({ type: 'state', state: 'active', text: verbatim('active') }));
      insert.run(8, 2, 'state', JSON.stringify({ type: 'state', state: 'other', text: verbatim('other') }));
    });
    addDelivery(stateFolder, 4, 'succeeded');
    return real;
  });
  addDelivery(stateFolder, 4, 'active', Date.now());
  const document = await act(stateFolder, { wait: true }).done;
  expect(engine.commands.slice(1)).toEqual([{ do: 'clock' }]);
  expect(document.entries.map(({ id, state }) => [id, state])).toEqual([
    [1, 'active'],
    [7, 'active'],
  ]);
});

test('an interrupted act ends, also in the sandbox', async () => {
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  const stop = new AbortController();
  const { stateFolder } = await shared(async (_, onEntry, signal) => {
    signal.addEventListener('abort', () => end());
    onEntry(stateEntry(1));
    await ended;
    return result;
  });
  const { done, told } = act(stateFolder, {
    signal: stop.signal,
    onEntry: (entry) => {
      told.push(entry);
      stop.abort();
    },
  });
  await expect(done).rejects.toMatchObject({ exitCode: 130, facts: { code: 'INTERRUPTED' } });
  await ended;
});

/** Something that looks like a running sandbox, and answers acts as a test says. */
async function lookalike(answer: (response: ServerResponse) => void) {
  const stateFolder = await temporaryFolder();
  const server = createServer((request, response) => {
    request.resume();
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost');
    const proof = proofOf('x', searchParams.get('challenge') ?? '');
    if (pathname === '/koo-sandbox/market') answer(response);
    else response.end(JSON.stringify({ koo: 'sandbox', pid: process.pid, state: 'x', proof }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  undo.push(() => server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  announceSandbox(stateFolder, { url, token: 'x' });
  undo.push(() => withdrawSandbox(stateFolder));
  return stateFolder;
}

test.each([
  ['in the middle of a line', '{"entry":{"id":1,"a'],
  ['between two lines', `${JSON.stringify({ entry: stateEntry(1) })}\n`],
])('a sandbox that ends %s is told as such', async (_, text) => {
  const stateFolder = await lookalike((response) => {
    response.write(text, () => response.destroy());
  });
  await expect(act(stateFolder).done).rejects.toMatchObject({ exitCode: 6, facts: { code: 'SANDBOX_GONE' } });
});

test('a response that ends without a result is told as such', async () => {
  const stateFolder = await lookalike((response) => {
    response.end(`${JSON.stringify({ entry: stateEntry(1) })}\n`);
  });
  await expect(act(stateFolder).done).rejects.toMatchObject({ facts: { code: 'SANDBOX_GONE' } });
});

test('a character that is cut in two, and separators of lines within a text, change nothing', async () => {
  const text = '冻\u2028结\u0085';
  const bytes = Buffer.from(
    `${JSON.stringify({ entry: { ...stateEntry(1), text: verbatim(text) } })}\n${JSON.stringify({ result })}\n`,
  );
  const at = bytes.indexOf('冻') + 1;
  const stateFolder = await lookalike((response) => {
    response.write(bytes.subarray(0, at), () => setImmediate(() => response.end(bytes.subarray(at))));
  });
  expect((await act(stateFolder).done).entries.map((entry) => entry.text.en)).toEqual([text]);
});

test('a sandbox of another version is told as such', async () => {
  const stateFolder = await lookalike((response) => {
    response.statusCode = 404;
    response.end('{"error_code":"APIGW.0101"}');
  });
  const outdated = { exitCode: 3, facts: { code: 'SANDBOX_OUTDATED' } };
  await expect(act(stateFolder).done).rejects.toMatchObject(outdated);
  const file = join(stateFolder, 'sandbox', 'running.json');
  const { token: _, ...note } = JSON.parse(await readFile(file, 'utf8'));
  await writeFile(file, JSON.stringify(note));
  await expect(act(stateFolder).done).rejects.toMatchObject(outdated);
});
