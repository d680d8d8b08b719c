import fc from 'fast-check';
import { type DefaultTreeAdapterTypes, parse } from 'parse5';
import { expect, test } from 'vitest';
import type { LoginTenant } from '../../../src/sso/center/model.ts';
import { runs } from '../../support/property-runs.ts';
import { appId, ask, createWorld, lihua, red, unifiedOrigin } from './world.ts';

type Node = DefaultTreeAdapterTypes.Node;

interface Seen {
  readonly elements: string[];
  readonly texts: string[];
  readonly values: string[];
}

/** What a browser makes of a page. */
function read(html: string): Seen {
  const seen: Seen = { elements: [], texts: [], values: [] };
  const visit = (node: Node) => {
    if (node.nodeName === '#text' && 'value' in node) seen.texts.push(node.value);
    if ('attrs' in node) {
      seen.elements.push([node.nodeName, ...node.attrs.map(({ name }) => name)].join(' '));
      for (const { name, value } of node.attrs)
        if (name === 'value' || name === 'action') seen.values.push(value);
    }
    if ('childNodes' in node) node.childNodes.forEach(visit);
  };
  visit(parse(html));
  return seen;
}

const hostile = fc.string({
  minLength: 1,
  maxLength: 40,
  unit: fc.constantFrom(
    '<',
    '>',
    '"',
    "'",
    '&',
    '=',
    '/',
    ' ',
    '</script>',
    '<!--',
    '&lt;',
    '{',
    '`',
    'x',
    '中',
  ),
});

test('names of the directory and of the request are text on every page, whatever they contain', async () => {
  const plain = await pagesOf({ name: 'x', userName: 'x', tenant: 'x', app: 'x' });
  await fc.assert(
    fc.asyncProperty(hostile, hostile, hostile, hostile, async (name, userName, tenant, app) => {
      const pages = await pagesOf({ name, userName, tenant, app });
      expect(pages.map(({ elements }) => elements)).toEqual(plain.map(({ elements }) => elements));
      const [list, signIn, refusal] = pages;
      expect(list?.texts).toEqual(expect.arrayContaining([name, tenant]));
      expect(list?.values).toContain(userName);
      expect(signIn?.texts).toContain(name);
      expect(refusal?.texts.join('')).toContain(app);
    }),
    { numRuns: runs(40) },
  );
});

interface Names {
  readonly name: string;
  readonly userName: string;
  readonly tenant: string;
  readonly app: string;
}

async function pagesOf({ name, userName, tenant, app }: Names): Promise<Seen[]> {
  const world = createWorld();
  const user = { ...lihua, name, userName, organizationName: name };
  const other: LoginTenant = { ...red, name: tenant, users: [user] };
  world.tenants = [{ ...other, applications: [{ ...red.applications[0]!, isAuthorized: () => false }] }];
  const list = (query: Record<string, string>) =>
    world.center.unified(
      new Request(
        `${unifiedOrigin}/unified-login/portal-login?${new URLSearchParams({ ind: 'UNOP', ...query })}`,
      ),
    );
  const responses = [
    await list({ appId, more: app }),
    await ask(world, '/login', { return: `/api/v1/oauth2/authorize?client_id=${encodeURIComponent(app)}` }),
    await list({ appId: app }),
    await ask(world, '/api/v1/oauth2/authorize', {
      client_id: app,
      redirect_uri: name,
      response_type: 'code',
    }),
  ];
  return Promise.all(responses.map(async (response) => read(await response.text())));
}

test('pages load nothing, ask for no password, are not framed, and are in the language of the browser', async () => {
  const world = createWorld();
  for (const [language, lang, words] of [
    ['zh-CN,zh;q=0.9', 'zh-CN', '登录“red company”'],
    ['en-US', 'en', 'Sign in to red company'],
    ['fr', 'en', 'Sign in to red company'],
  ] as const) {
    const response = await ask(world, '/login', {}, { headers: { 'Accept-Language': language } });
    const text = await response.text();
    expect(text).toContain(`<html lang="${lang}">`);
    expect(text).toContain(words);
    expect(text).toContain('name="viewport"');
    expect(text).not.toContain('type="password"');
    expect(text).not.toMatch(/(src|href)="(?!data:)/);
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(/^default-src 'none'; .*frame-ancestors 'none'$/);
    expect(policy).not.toMatch(/unsafe|script-src/);
    const [, style = ''] = /<style>(.*)<\/style>/s.exec(text) ?? [];
    const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(style)));
    expect(policy).toContain(`style-src 'sha256-${Buffer.from(bytes).toString('base64')}'`);
    expect(response.headers.get('x-frame-options')).toBe('DENY');
    expect(response.headers.get('cache-control')).toBe('no-store');
  }
});
