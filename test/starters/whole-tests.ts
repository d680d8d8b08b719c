import { once } from 'node:events';
import { statSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ProtocolId, Sale } from '../../src/callback/protocols/model.ts';
import { openSqlite } from '../../src/sqlite/database.ts';
import { kooHere } from '../support/koo-here.ts';
import { call, newOrder, purchase, purchaseV1, type RawRequest, send, signed } from './calls.ts';
import { conformance, expectClean, live, lives, ordering, startWithOrders } from './conformance.ts';
import { disagreements, drawQuestions } from './cross-check.ts';
import { buyAtOnce, countInstances, killWhileBuying, statusOf } from './durability.ts';
import {
  attackFaults,
  attacks,
  garbage,
  isServing,
  mark,
  replyFaults,
  sendEndlessly,
  sendGarbage,
} from './hostile.ts';
import { type Language, whyNot } from './languages.ts';
import { half, holdRequests, type Load, leaveIdle, memoryOf, openFilesOf, trickle } from './load.ts';
import {
  build,
  everyProtocol,
  licenseCode,
  newFolder,
  type Project,
  render,
  run,
  type Server,
  secrets,
  settings,
  start,
  startRefused,
} from './project.ts';
import { foreignCode, lintFaults } from './rendering.ts';

/** Projects with less than everything, each sale mode among them. */
const selections: readonly { readonly sale: Sale; readonly protocols: readonly ProtocolId[] }[] = [
  { sale: 'period', protocols: ['v1'] },
  { sale: 'on-demand', protocols: ['v1', 'v1-kit'] },
  { sale: 'period', protocols: ['v1-kit'] },
  { sale: 'on-demand', protocols: ['v2'] },
  { sale: 'one-time', protocols: ['v2', 'v2-kit'] },
  { sale: 'period', protocols: ['v2-kit'] },
  { sale: 'period', protocols: ['license-code'] },
  { sale: 'period', protocols: ['online-license'] },
  { sale: 'one-time', protocols: ['order-notify'] },
  { sale: 'period', protocols: ['license-code', 'order-notify'] },
];

const kills = Number(process.env.KOO_KILLS ?? 5);

/** All tests of the starter of a language: what it holds, and for how long. */
export function testWholly(language: Language): void {
  describe.skipIf(whyNot(language) !== undefined)(`the starter in ${language.name}`, () => {
    const projects: Partial<Record<Sale, Promise<Project>>> = {};
    /** The project with all protocols, built when it is first needed. */
    const projectFor = (sale: Sale): Promise<Project> => {
      projects[sale] ??= render(language, everyProtocol, sale).then(build);
      return projects[sale];
    };
    const markets: Partial<Record<Sale, Awaited<ReturnType<typeof startAtMarket>>>> = {};
    let besieged: { readonly server: Server; readonly slow: Load } | undefined;
    it('answers beside 200 requests that arrive byte by byte', async () => {
      const server = await start(await projectFor('period'));
      const slow = await holdRequests(server, 200, trickle);
      besieged = { server, slow };
      expect(await isServing(server.url)).toBe(true);
      // It did not wait for their end.
      expect(slow.waiting()).toBe(200);
    });

    describe.each(['period', 'on-demand', 'one-time'] as const)('with all protocols, %s', (sale) => {
      it('passes the suite, generated lives included', async () => {
        const server = await start(await projectFor(sale));
        expectClean(await conformance(server, sale));
        expect(await server.stop()).toEqual({ code: 0, signal: null });
      });

      it('is formatted, and passes its own tests', async () => {
        expect(foreignCode(await projectFor(sale), everyProtocol, sale)).toEqual([]);
        expect(await lintFaults(await projectFor(sale))).toEqual([]);
        await run(language, language.tests, (await projectFor(sale)).folder);
      });
    });

    describe('with less than everything', () => {
      const selected: Project[] = [];
      beforeAll(async () => {
        for (const [index, { sale, protocols }] of selections.entries())
          selected.push(await render(language, protocols, sale, `my-shop-${index}`));
      });

      it.each(selections.map((selection, index) => ({ ...selection, index })))(
        'for $protocols, $sale, has no other code, and starts',
        async ({ sale, protocols, index }) => {
          const project = selected[index]!;
          expect(foreignCode(project, protocols, sale)).toEqual([]);
          expect(await lintFaults(project)).toEqual([]);
          // Without a compiler, a missing import shows at the start only.
          if (!language.build) expect(await (await start(project)).stop()).toEqual({ code: 0, signal: null });
        },
      );

      it.runIf(language.compileAll)('compiles', async () => {
        const folders = selected.map(({ folder }) => folder);
        await run(language, language.compileAll?.(folders) ?? [''], folders[0] ?? '');
      });

      const tested = selections.map(({ protocols, sale }, index) => ({ protocols, sale, index }));
      it.each(tested)('for $protocols, $sale, passes its tests', async ({ index }) => {
        await run(language, language.tests, selected[index]!.folder);
      });
    });

    // They have had their time by now. PHP's own server gives them no end.
    it('has ended the requests that arrived byte by byte', async () => {
      const { server, slow } = besieged ?? expect.unreachable('their test failed');
      if (!language.buffersBodies)
        await expect.poll(slow.waiting, { timeout: 40_000, interval: 200 }).toBe(0);
      slow.end();
      await server.stop();
    });

    it('starts as its koo.yaml says', async () => {
      const { folder } = await projectFor('period');
      const env = language.env?.(folder) ?? {};
      const args = ['callback', 'test', '--only', 'V2-LIFE-NEW'];
      const { code, stdout, stderr } = await kooHere(args, { cwd: folder, env });
      expect(code, stdout + stderr).toBe(0);
    });

    it('queries its orders', async () => {
      const server = await startWithOrders(await projectFor('period'));
      const more = ['--order-api', String(server.orderPort)];
      expectClean(await conformance(server, 'period', ordering, more));
      await server.stop();
    });

    it.each(lives())('lives $name at the marketplace', async ({ name, text, sale }) => {
      markets[sale] ??= await startAtMarket(await projectFor(sale));
      const { server, database } = markets[sale];
      const learnLicense = (code: string) => {
        const opened = openSqlite(database);
        opened.prepare("INSERT OR IGNORE INTO license_codes VALUES (?, 'active', '')").run(code);
        opened.close();
      };
      expect(await live(name, text, server, learnLicense)).toEqual([]);
    });

    it('signs and encrypts as koo does', async () => {
      expect(await disagreements(await projectFor('on-demand'), drawQuestions())).toEqual([]);
    });

    it('creates one instance for simultaneous purchases', async () => {
      const database = join(newFolder(), 'koogallery.db');
      const server = await start(await projectFor('period'), { database });
      expect(await buyAtOnce(server.url, 6)).toEqual([]);
      await server.stop();
      expect(countInstances(database)).toBe(6);
    });

    it(`loses no instance and creates none twice when it is killed, ${kills} times`, async () => {
      expect(await killWhileBuying(await projectFor('period'), kills)).toEqual([]);
    });

    describe('under attack', () => {
      let server: Server;
      beforeAll(async () => {
        server = await start(await projectFor('period'));
      });

      it.each(attacks)('answers $name', async (attack) => {
        expect(await attackFaults(server.url, attack)).toEqual([]);
      });

      const framings = ['chunked', 'content-length'] as const;
      it.skipIf(language.buffersBodies).each(framings)('ends a body without end, %s', async (framing) => {
        const { read, reply } = await sendEndlessly(server.url, framing);
        expect(read).toBeLessThan(32 * 1024 * 1024);
        if (reply !== '') expect(reply).toMatch(/^HTTP\/1\.1 200[\s\S]*"000002"/);
        expect(await isServing(server.url)).toBe(true);
      });

      it.each(garbage)('survives $name', async ({ bytes }) => {
        await sendGarbage(server.url, bytes);
        expect(await isServing(server.url)).toBe(true);
      });

      it.skipIf(language.buffersBodies || process.platform !== 'linux')(
        'answers beside 150 halves of long bodies, in bounded memory',
        async () => {
          const before = memoryOf(server);
          const load = await holdRequests(server, 150, half);
          expect(await isServing(server.url)).toBe(true);
          expect(memoryOf(server) - before).toBeLessThan(350);
          load.end();
          await expect.poll(() => isServing(server.url).catch(() => false)).toBe(true);
        },
      );

      it.skipIf(language.buffersBodies || process.platform !== 'linux')(
        'has a limited number of connections open',
        async () => {
          const before = openFilesOf(server);
          const load = await holdRequests(server, 700, { ...trickle, first: 0 });
          expect(openFilesOf(server) - before).toBeLessThanOrEqual(520);
          load.end();
          await expect.poll(() => isServing(server.url).catch(() => false)).toBe(true);
        },
      );

      it('lets a caller in a few seconds after 500 connections became idle', async () => {
        const since = Date.now();
        // The last of these may have to wait, too.
        const end = await leaveIdle(server, 500);
        const isOpen = () => isServing(server.url).catch(() => false);
        await expect.poll(isOpen, { timeout: 25_000 }).toBe(true);
        expect(Date.now() - since).toBeLessThan(15_000);
        end();
      });

      it('logs each call, and nothing that a request contains', async () => {
        await call(server.url, 'v2', 'newInstance', purchase(mark));
        await call(server.url, 'v2', 'releaseInstance', {
          instanceId: mark,
          orderId: mark,
          orderLineId: mark,
        });
        await server.stop();
        const log = server.output();
        expect(log).toMatch(/newInstance.*000000/);
        expect(log).toMatch(/releaseInstance.*000003/);
        expect([...secrets, mark].filter((text) => log.includes(text))).toEqual([]);
      });
    });

    it('does not renew twice for an order in V1', async () => {
      const database = join(newFolder(), 'koogallery.db');
      const server = await start(await projectFor('period'), { database });
      const bought = await call(server.url, 'v1', 'newInstance', purchaseV1(newOrder()));
      const { instanceId } = bought.json as { readonly instanceId: string };
      const renewal = signed(server.url, 'v1', 'refreshInstance', {
        instanceId,
        orderId: newOrder(),
        productId: 'product',
        expireTime: '20991231235959',
      });
      const expiry = { instanceId };
      const results: unknown[] = [];
      const ask = async (request: RawRequest) => results.push((await send(request)).json.resultCode);
      await ask(renewal);
      await ask(signed(server.url, 'v1', 'expireInstance', expiry));
      expect(statusOf(database, instanceId)).toMatch(/^frozen$/i);
      // A log contains such an address, which V1 accepts at any time.
      await ask(renewal);
      expect(statusOf(database, instanceId)).toMatch(/^frozen$/i);
      await ask(
        signed(server.url, 'v1', 'refreshInstance', {
          ...expiry,
          orderId: newOrder(),
          productId: 'product',
          expireTime: '21001231235959',
        }),
      );
      expect(statusOf(database, instanceId)).toMatch(/^active$/i);
      expect(results).toEqual(['000000', '000000', '000000', '000000']);
      await server.stop();
    });

    it('refuses a call of before a restart, keeps its instances, and its database to itself', async () => {
      const database = join(newFolder(), 'koogallery.db');
      const first = await start(await projectFor('period'), { database });
      const port = String(first.port);
      const order = newOrder();
      const request = signed(first.url, 'v2', 'newInstance', purchase(order));
      const { json } = await send(request);
      expect(json.resultCode).toBe('000000');
      expect(statSync(database).mode & 0o777).toBe(0o600);
      await first.stop();
      const second = await start(await projectFor('period'), { database });
      const again = { ...request, url: request.url.replace(`:${port}/`, `:${second.port}/`) };
      expect((await send(again)).json.resultCode).toBe('000001');
      const repeated = await call(second.url, 'v2', 'newInstance', purchase(order));
      expect(repeated.json).toMatchObject({ resultCode: '000000', instanceId: json.instanceId });
      await second.stop();
    });

    it('answers 000005 while its database is locked, and recovers', async () => {
      const database = join(newFolder(), 'koogallery.db');
      const server = await start(await projectFor('period'), { database });
      const order = newOrder();
      expect(await isServing(server.url)).toBe(true);
      const opened = openSqlite(database);
      opened.exec('BEGIN IMMEDIATE');
      const reply = await call(server.url, 'v2', 'newInstance', purchase(order));
      opened.exec('ROLLBACK');
      opened.close();
      expect(reply.json.resultCode).toBe('000005');
      expect(replyFaults(reply)).toEqual([]);
      expect((await call(server.url, 'v2', 'newInstance', purchase(order))).json.resultCode).toBe('000000');
      await server.stop();
    });

    it('answers 000005 when orders cannot be queried, and finishes running calls when it is stopped', async () => {
      const held: ServerResponse[] = [];
      const orders = createServer((_, response) => held.push(response)).listen(0, '127.0.0.1');
      await once(orders, 'listening');
      const { port } = orders.address() as AddressInfo;
      const env = {
        KOO_ORDER_API_URL: `http://127.0.0.1:${port}`,
        KOO_ORDER_API_AK: 'AK',
        KOO_ORDER_API_SK: mark,
      };
      const server = await start(await projectFor('period'), { env });
      // It does not wait longer than a few seconds.
      const hung = await call(server.url, 'v2', 'newInstance', purchase(newOrder()));
      expect([hung.json.resultCode, ...replyFaults(hung)]).toEqual(['000005']);
      // A call for a licence code contains all that it needs.
      const order = newOrder();
      const refreshed = await call(server.url, 'license-code', 'refreshLicenseCode', {
        scene: 'RENEWAL',
        orderId: order,
        orderLineId: `${order}-000001`,
        license: licenseCode,
        productId: 'product',
        expireTime: '20991231235959',
      });
      expect(refreshed.json.resultCode).toBe('000000');
      const running = call(server.url, 'v2', 'newInstance', purchase(newOrder()));
      while (held.length < 2) await sleep(10);
      const end = server.stop();
      await sleep(100);
      held[1]?.writeHead(502, { 'Content-Type': 'text/html' }).end('<html>Bad Gateway</html>');
      const last = await running;
      expect([last.json.resultCode, ...replyFaults(last)]).toEqual(['000005']);
      expect(await end).toEqual({ code: 0, signal: null });
      expect(server.output()).not.toContain(mark);
      orders.closeAllConnections();
      orders.close();
    });

    it.each([
      ['KOO_ACCESS_KEY', ''],
      ['KOO_RSA_PRIVATE_KEY', ''],
      ['KOO_RSA_PRIVATE_KEY', `${mark}notakey`],
      ['KOO_ENCRYPT', `${mark}512`],
    ])('does not start with %s=%j, and says so in a line', async (variable, value) => {
      const { code, output } = await startRefused(await projectFor('period'), {
        ...settings,
        [variable]: value,
      });
      expect(code).toBe(2);
      expect(
        output
          .trim()
          .split('\n')
          .filter((line) => line.includes(variable)),
      ).toHaveLength(1);
      expect(output.trim().split('\n').length).toBeLessThanOrEqual(2);
      expect(output).not.toContain(mark);
    });

    it.each([
      ['KOO_ORDER_API_AK', 'KOO_ORDER_API_SK'],
      ['KOO_ORDER_API_SK', 'KOO_ORDER_API_AK'],
    ])('does not start with %s alone, and names %s', async (given, missing) => {
      const env = { ...settings, [given]: mark };
      const { code, output } = await startRefused(await projectFor('period'), env);
      expect(code).toBe(2);
      expect(output).toContain(missing);
      expect(output).not.toContain(mark);
    });
  });
}

/** A server on a new database that looks orders up where lives run. */
async function startAtMarket(project: Project) {
  const database = join(newFolder(), 'koogallery.db');
  return { database, server: await startWithOrders(project, database) };
}
