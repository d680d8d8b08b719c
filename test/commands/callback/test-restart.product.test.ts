import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { kooHere } from '../../support/koo-here.ts';
import { freePort } from '../../support/port.ts';

const env = { KOO_ACCESS_KEY: '00000000-1111-2222-3333-444444444444' };
const root = mkdtempSync(join(tmpdir(), 'koo-restart-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Tests a small V2 server, which notes its process ID and its time zone at each start. */
async function run(keep: string, more = '', ...flags: string[]) {
  const folder = mkdtempSync(join(root, 'case-'));
  const port = await freePort();
  writeFileSync(
    join(folder, 'server.cjs'),
    `const fs = require('node:fs');
     fs.appendFileSync('starts', process.pid + ' ' + process.env.TZ + '\\n');
     const starts = fs.readFileSync('starts', 'utf8').trim().split('\\n').length;
     ${more}
     const orders = fs.existsSync('orders.json') ? JSON.parse(fs.readFileSync('orders.json', 'utf8')) : {};
     const answer = ({ activity, orderId, orderLineId, instanceId }) => {
       if (activity === 'newInstance') {
         const id = (orders[orderId + orderLineId] ??= require('node:crypto').randomUUID());
         ${keep}
         return { resultCode: '000000', instanceId: id };
       }
       const ids = String(instanceId).split(',').filter((id) => Object.values(orders).includes(id));
       if (ids.length === 0) return { resultCode: '000003' };
       const appInfo = { frontEndUrl: 'https://example.com' };
       return { resultCode: '000000', info: ids.map((id) => ({ instanceId: id, appInfo })) };
     };
     require('node:http').createServer(async (request, response) => {
       let body = '';
       for await (const text of request) body += text;
       response.setHeader('Content-Type', 'application/json');
       response.end(JSON.stringify({ resultMsg: '', ...answer(JSON.parse(body || '{}')) }));
     }).listen(${port}, '127.0.0.1', () => console.log('listening, start ' + starts));`,
  );
  const url = `http://127.0.0.1:${port}/saas`;
  const args = ['callback', 'test', url, '--start', `"${process.execPath}" server.cjs`, '--protocol', 'v2'];
  const only = ['--only', 'V2-RESTART-INSTANCES', '--json', '--start-log', 'server.log', ...flags];
  const { stdout, stderr } = await kooHere([...args, ...only], { env, cwd: folder });
  const { checks, notices } = JSON.parse(stdout);
  const starts = readFileSync(join(folder, 'starts'), 'utf8').trim().split('\n');
  return {
    status: (id: string) => checks.find((check: { id: string }) => check.id === id),
    stderr,
    notices,
    starts: starts.map((line) => line.split(' ')),
    log: readFileSync(join(folder, 'server.log'), 'utf8'),
    port,
  };
}

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
      .once('error', () => resolve(false))
      .listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

const file = `fs.writeFileSync('orders.json', JSON.stringify(orders));`;

test('a server that keeps its instances in a file passes a restart in another time zone', async () => {
  const { status, starts, log, port, notices } = await run(file);
  expect(status('NET-RESTART')).toMatchObject({ status: 'passed' });
  expect(status('V2-RESTART-INSTANCES')).toMatchObject({ status: 'passed' });
  expect(starts.map(([, zone]) => zone)[1]).toMatch(/America\/New_York|Pacific\/Kiritimati/);
  expect(log).toContain('listening, start 1');
  expect(log).toContain('listening, start 2');
  expect(JSON.stringify(notices)).not.toContain('The server ended');
  expect(await canListen(port)).toBe(true);
});

test('a server that keeps its instances in memory fails', async () => {
  const { status, port } = await run('');
  expect(status('NET-RESTART')).toMatchObject({ status: 'passed' });
  expect(status('V2-RESTART-INSTANCES')).toMatchObject({ status: 'failed', severity: 'error' });
  expect(await canListen(port)).toBe(true);
});

test('a server that does not start again fails', async () => {
  const { status, port } = await run(file, `if (starts > 1) { console.log('locked'); process.exit(3); }`);
  const failed = status('NET-RESTART');
  expect(failed).toMatchObject({ status: 'failed' });
  expect(failed.actual.en).toContain('exit code 3');
  expect(status('V2-RESTART-INSTANCES')).toMatchObject({ status: 'skipped' });
  expect(await canListen(port)).toBe(true);
});

test('the list of all checks has those after a restart', async () => {
  const list = ['callback', 'test', '--protocol', 'v2', '--list', '--only', '*-RESTART*', '--json'];
  const { stdout } = await kooHere(list, { env, cwd: root });
  const ids = JSON.parse(stdout).map(({ id }: { id: string }) => id);
  expect(ids).toEqual(['NET-RESTART', 'V2-RESTART-NONCE', 'V2-RESTART-INSTANCES', 'V2-RESTART-ZONE']);
});
