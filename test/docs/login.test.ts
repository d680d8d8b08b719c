import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as v from 'valibot';
import { beforeAll, describe, expect, it, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { configSchema } from '../../src/account/cli/koo-yaml/document.ts';
import { startLoginServer } from '../../src/sso/center/server.ts';
import { exampleTargets } from '../../src/sso/cli/suite/addresses.ts';
import { listChecks } from '../../src/sso/suite/catalogue.ts';
import { assertSelection } from '../../src/suite/selection.ts';
import { appId, client, codeFor, createWorld, lihua, red } from '../sso/center/world.ts';
import { scratch } from '../support/koo.ts';

const pages = [
  ['docs/login.md', 'en'],
  ['docs/login.zh-CN.md', 'zh'],
] as const;

test.each(pages)('%s has a koo.yaml that koo takes', (page) => {
  const text = readFileSync(join(import.meta.dirname, '../..', page), 'utf8');
  const [, settings = ''] = /^```yaml\n(callback:.*?)^```$/ms.exec(text) ?? [];
  expect(v.safeParse(configSchema, parse(settings)).issues).toBeUndefined();
});

test.each([...pages.map(([page]) => page), 'docs/guides/en/oauth.md', 'docs/guides/zh/oauth.md'])(
  '%s selects checks that there are',
  (page) => {
    const text = readFileSync(join(import.meta.dirname, '../..', page), 'utf8');
    const only = [...text.matchAll(/--only '?([^\s'`]+)/g)].flatMap(([, globs = '']) => globs.split(','));
    expect(only).not.toEqual([]);
    const ids = listChecks(exampleTargets).map(({ id }) => id);
    assertSelection('sso', ids, { only, skip: [] }, []);
  },
);

describe.each(pages)('the code of %s', (page, language) => {
  const { clientId, clientSecret, casService: service = '' } = client;
  let confirmCode: (tenant: object, code: string) => Promise<object>;
  let confirmTicket: (tenant: object, service: string, ticket: string) => Promise<object>;

  beforeAll(async () => {
    const folder = mkdtempSync(join(scratch, `login-${language}-`));
    const text = readFileSync(join(import.meta.dirname, '../..', page), 'utf8');
    const load = (name: string) => {
      const [, code = ''] = new RegExp(`^\`\`\`js ${name}\\n(.*?)^\`\`\`$`, 'ms').exec(text) ?? [];
      writeFileSync(join(folder, name), code);
      return import(pathToFileURL(join(folder, name)).href);
    };
    ({ confirmCode } = await load('code.mjs'));
    ({ confirmTicket } = await load('ticket.mjs'));
  });

  /** A login domain over HTTP, and what a merchant has stored of its tenant. */
  async function openDomain() {
    const world = createWorld();
    const server = await startLoginServer({ handle: world.center.domain(red.id), port: 0 });
    onTestFinished(() => server.close());
    world.tenants = [{ ...red, domain: server.url }];
    return { world, tenant: { tenantId: red.id, domain: server.url, clientId, clientSecret } };
  }

  it('exchanges a code for the user, once', async () => {
    const { world, tenant } = await openDomain();
    const code = codeFor(world);
    expect(await confirmCode(tenant, code)).toMatchObject({ userName: lihua.userName, tenant: red.id });
    await expect(confirmCode(tenant, code)).rejects.toThrow(
      /^\/api\/v1\/oauth2\/token: HTTP 400 invalid_grant$/,
    );
  });

  it('validates a ticket, once', async () => {
    const { world, tenant } = await openDomain();
    const ticket = world.center.issueTicket({ tenantId: red.id, appId, userName: lihua.userName });
    expect(await confirmTicket(tenant, service, ticket)).toMatchObject({ userName: lihua.userName });
    await expect(confirmTicket(tenant, service, ticket)).rejects.toThrow(/^INVALID_TICKET$/);
  });

  it('refuses a user of another tenant', async () => {
    const { world, tenant } = await openDomain();
    const other = { ...tenant, tenantId: 'another' };
    const ticket = world.center.issueTicket({ tenantId: red.id, appId, userName: lihua.userName });
    await expect(confirmCode(other, codeFor(world))).rejects.toThrow('a user of another tenant');
    await expect(confirmTicket(other, service, ticket)).rejects.toThrow('a user of another tenant');
  });
});
