import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import SandboxDemo from '../../../src/commands/sandbox/demo.ts';
import SandboxScenario from '../../../src/commands/sandbox/scenario.ts';
import { runCommand } from '../run.ts';

const folder = mkdtempSync(join(tmpdir(), 'koo-scenario-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

const scenario = (...argv: readonly string[]) => runCommand(SandboxScenario, argv);

it('shows a year, and then the verdict', async () => {
  const { stdout, stderr, exitCode } = await runCommand(SandboxDemo, []);
  expect(exitCode).toBe(0);
  expect(stderr).toBe('');
  expect(stdout).toContain('› hw12345678 takes a trial of Cloud Office');
  expect(stdout).toContain('✔ updateInstanceStatus status=FREEZE');
  expect(stdout).toContain('120 used, 60 yuan');
  expect(stdout.trimEnd().split('\n').at(-1)).toBe('✔ A year of a product: 19 callbacks, all as expected');
});

it('shows the year in Chinese', async () => {
  const { stdout } = await runCommand(SandboxDemo, ['--lang', 'zh']);
  expect(stdout).toContain('hw12345678 试用 云办公');
  expect(stdout).toContain('一个商品的一年：19 个回调，均符合预期');
});

it('prints one document with --json', async () => {
  const { stdout, exitCode } = await scenario('life-7', '--json');
  const document = JSON.parse(stdout);
  expect(exitCode).toBe(0);
  expect(document).toMatchObject({ scenario: 'life-7', target: null, passed: true, differences: [] });
  expect(document.calls[2]).toMatchObject({
    time: '2027-02-10T02:00:00.000Z',
    call: 'changeInstanceCheck',
    answer: '000005',
    injected: true,
  });
});

it('has a row for each callback in CSV', async () => {
  const { stdout } = await scenario('life-6', '-o', 'csv', '--fields', 'time,call,answer');
  expect(stdout.trim().split('\n')).toEqual([
    'time,call,answer',
    '2026-03-02T02:00:00.000Z,newInstance,000000',
    '2026-03-02T02:00:00.000Z,queryInstance,000000',
    '2026-03-05T02:00:00.000Z,releaseInstance,000000',
  ]);
});

it('lists and prints the scenarios that are built in, and runs what it prints', async () => {
  const list = JSON.parse((await scenario('--list', '--json')).stdout);
  expect(list.map(({ name }: { name: string }) => name)).toEqual(
    expect.arrayContaining(['life-1', 'life-10c', 'year']),
  );
  const { stdout } = await scenario('life-6', '--print');
  const file = join(folder, 'own.yaml');
  writeFileSync(file, stdout.replace('2026-03-05T02:00:00Z', '2026-03-06T02:00:00Z'));
  const ran = await scenario(file);
  expect(ran.exitCode).toBe(7);
  expect(ran.stdout).toContain('✖ V2: unsubscribed within five days: 1 difference\n');
  expect(ran.stdout).toContain(
    'releaseInstance: time is 2026-03-06T02:00:00.000Z, expected 2026-03-05T02:00:00.000Z',
  );
});

it('tests a server at an address', async () => {
  const { exitCode, stdout, stderr } = await scenario('life-6', 'http://127.0.0.1:9/saasproduce', '--json');
  const { passed, target, differences } = JSON.parse(stdout);
  expect([exitCode, passed, target]).toEqual([7, false, 'http://127.0.0.1:9/saasproduce']);
  expect(differences[0]).toMatchObject({
    kind: 'answer',
    subject: 'newInstance',
    expected: '000000',
    seen: 'down',
  });
  expect(stderr).toMatch(/The order API of this run is at http:\/\/127\.0\.0\.1:\d+/);
});

it('says that its port is in use', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = server.address() as AddressInfo;
    expect(await scenario('life-6', '--port', String(port))).toMatchObject({
      exitCode: 6,
      code: 'PORT_IN_USE',
    });
  } finally {
    server.close();
  }
});

it('refuses what is no scenario', async () => {
  expect(await scenario('life-11')).toMatchObject({ exitCode: 2, code: 'UNKNOWN_SCENARIO' });
  expect(await scenario()).toMatchObject({ exitCode: 2, code: 'NO_SCENARIO' });
  expect(await scenario(join(folder, 'none.yaml'))).toMatchObject({ exitCode: 2, code: 'UNREADABLE_FILE' });
  writeFileSync(join(folder, 'bad.yaml'), 'title: x\nsteps: 1\n');
  expect(await scenario(join(folder, 'bad.yaml'))).toMatchObject({ exitCode: 2, code: 'INVALID_SCENARIO' });
});
