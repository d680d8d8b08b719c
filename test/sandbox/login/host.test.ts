import { createServer } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { expect, onTestFinished, test } from 'vitest';
import { tenants } from '../../../src/sandbox/market/kit/model.ts';
import { resetStore, withStore } from '../../../src/sandbox/store.ts';
import { freePort } from '../../support/port.ts';
import { bound, exchange, office, type Running, signIn, startRunning } from './harness.ts';

function domainsOf({ stateFolder }: Running): readonly string[] {
  return withStore(stateFolder, (database) => tenants(database).map(({ domain }) => domain));
}

/** What a login domain says to a request without parameters: whose it is. */
async function statusOf(domain: string): Promise<number> {
  return (await fetch(`${domain}/api/v1/oauth2/userinfo`)).status;
}

test('each organisation has an origin of its own, which a restart keeps', async () => {
  const { running, merchant, domain } = await bound();
  await running.act({ do: 'buy', product: office, period: '1y', buyer: 'hw12345678' });
  await running.act({ do: 'bind', instance: 'i-2', organization: 'Other', users: 1 });
  const other = String(merchant.tenant().domainName);
  const id = String(merchant.tenant().tenantId);
  expect(domainsOf(running)).toEqual([domain, other]);
  expect(new Set([domain, other, running.sandbox.url]).size).toBe(3);
  await running.sandbox.close();
  await expect(statusOf(domain)).rejects.toThrow('fetch failed');
  const again = await startRunning({ stateFolder: running.stateFolder });
  expect(again.notices).toEqual([]);
  expect([await statusOf(domain), await statusOf(other)]).toEqual([401, 401]);
  expect((await exchange(merchant, await signIn(again, id))).status).toBe(200);
});

test('a taken port is told, the sandbox runs, and the organisation gets another domain when it is bound again', async () => {
  const { running, merchant, instance, domain } = await bound();
  await running.sandbox.close();
  const { port } = new URL(domain);
  const squatter = createServer().listen(Number(port), '127.0.0.1');
  await new Promise((resolve) => squatter.once('listening', resolve));
  onTestFinished(() => void squatter.close());
  const again = await startRunning({ stateFolder: running.stateFolder });
  expect(again.notices).toEqual([
    `No one can log in at ${domain}, the login domain of the organisation 测试企业0001: another program uses the port ${port}. End that program and restart the sandbox, or unbind the instances of the organisation and bind them again: it then gets another domain.`,
  ]);
  await again.act({ do: 'unbind', instance });
  await again.act({ do: 'bind', instance, users: 1 });
  const { domainName, tenantId } = merchant.tenant();
  expect(domainName).not.toBe(domain);
  expect((await exchange(merchant, await signIn(again, String(tenantId)))).status).toBe(200);
});

test('an organisation that is bound with an expired certificate has it, and one of its own without it', async () => {
  const { running, merchant, instance, domain } = await bound({ loginFault: 'expired-certificate' });
  expect(domain).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
  await expect(fetch(domain)).rejects.toMatchObject({ cause: { code: 'CERT_HAS_EXPIRED' } });
  await running.sandbox.close();
  const again = await startRunning({ stateFolder: running.stateFolder });
  const status = await new Promise((resolve, reject) => {
    httpsRequest(`${domain}/api/v1/oauth2/userinfo`, { rejectUnauthorized: false })
      .once('response', (response) => resolve(response.resume().statusCode))
      .once('error', reject)
      .end();
  });
  expect(status).toBe(401);
  await again.act({ do: 'unbind', instance });
  await again.act({ do: 'bind', instance });
  expect(merchant.tenant().domainName).toMatch(/^http:/);
});

test('without a running sandbox, an organisation gets the domain at which the next one listens', async () => {
  const { running, domain } = await bound({ keepsTime: false });
  await running.sandbox.close();
  const again = await startRunning({ stateFolder: running.stateFolder });
  expect([again.notices, await statusOf(domain)]).toEqual([[], 401]);
});

test('a sandbox at a port of its own uses ports that connections are not given', async () => {
  const { domain } = await bound({ port: await freePort() });
  const port = Number(new URL(domain).port);
  expect([port > 8800, port < 8900]).toEqual([true, true]);
});

test('a domain that a user has chosen stays, and a made-up one is replaced', async () => {
  const { running, merchant, instance } = await bound();
  const bindAgain = async (domain: string) => {
    await running.act({ do: 'organization', instance, domain });
    await running.act({ do: 'unbind', instance });
    await running.act({ do: 'bind', instance });
    return merchant.tenant().domainName;
  };
  expect(await bindAgain('https://login.example.net')).toBe('https://login.example.net');
  expect(await statusOf(String(await bindAgain('https://org0001.example.com')))).toBe(401);
});

test('a reset leaves nothing of the organisations, and their domains to the next ones', async () => {
  const { running, merchant, domain } = await bound();
  withStore(running.stateFolder, resetStore);
  expect(await statusOf(domain)).toBe(404);
  await running.bindOne(merchant);
  const { domainName, tenantId } = merchant.tenant();
  expect(await statusOf(String(domainName))).toBe(401);
  expect((await exchange(merchant, await signIn(running, String(tenantId)))).status).toBe(200);
});
