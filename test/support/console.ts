import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { consolePath } from '../../src/console/paths.ts';
import type { Command } from '../../src/sandbox/acts/acts.ts';
import { type MarketLine, marketPath } from '../../src/sandbox/api/market-endpoint.ts';
import { consoleCodePath } from '../../src/sandbox/server/console-endpoint.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/server/server.ts';
import { readUsers } from '../../src/users/read.ts';

/** A page as a browser receives it. */
export interface Shown {
  readonly status: number;
  readonly html: string;
  /** Of its main part, as a person reads it: without tags, each run of blanks as one. */
  readonly text: string;
  /** Below the console; after a form, the page that follows. */
  readonly path: string;
}

/** A sandbox whose console is open in a browser. */
export interface OpenConsole {
  readonly sandbox: Sandbox;
  readonly stateFolder: string;
  /** Shows a page, such as `/instances/1`. */
  get(path: string): Promise<Shown>;
  /** Sends a form of a page with the token of its session, and follows the redirect. */
  post(path: string, fields?: Readonly<Record<string, string | readonly string[]>>): Promise<Shown>;
  /** Performs an act as a command does; the lines of the response. */
  act(command: Command): Promise<readonly MarketLine[]>;
  /** The same sandbox in a browser with another language. */
  in(language: 'en' | 'zh'): OpenConsole;
}

/** Starts a sandbox in a folder of its own, for one test, and opens its console. */
export async function openConsole(options: Partial<SandboxOptions> = {}): Promise<OpenConsole> {
  const stateFolder = options.stateFolder ?? (await mkdtemp(join(tmpdir(), 'koo-console-')));
  const sandbox = await startSandbox({ readUsers, ...options, stateFolder, port: 0 });
  onTestFinished(async () => {
    await sandbox.close();
    if (options.stateFolder === undefined) await rm(stateFolder, { recursive: true, maxRetries: 5 });
  });
  const entered = await fetch(await entryOf(sandbox), { redirect: 'manual' });
  const cookie = entered.headers.getSetCookie().map((one) => one.split(';', 1)[0]);
  return browserOf(sandbox, stateFolder, cookie.join('; '), 'en');
}

/** The address that lets one browser in. */
export async function entryOf({ url, token }: Pick<Sandbox, 'url' | 'token'>): Promise<string> {
  const reply = await fetch(`${url}${consoleCodePath}`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}` },
  });
  const { code } = (await reply.json()) as { readonly code: string };
  return `${url}${consolePath}/enter?code=${code}`;
}

function browserOf(sandbox: Sandbox, stateFolder: string, cookie: string, language: string): OpenConsole {
  const headers = { Cookie: cookie, 'Accept-Language': language };
  const get = async (path: string): Promise<Shown> =>
    shown(await fetch(`${sandbox.url}${consolePath}${path}`, { headers }));
  return {
    sandbox,
    stateFolder,
    get,
    async post(path, fields = {}) {
      const { html } = await get('/');
      const form = new URLSearchParams({ token: /name="token" value="([^"]+)"/.exec(html)?.[1] ?? '' });
      for (const [name, values] of Object.entries(fields))
        for (const value of [values].flat()) form.append(name, value);
      const sent = { method: 'POST', headers, body: form, redirect: 'manual' } as const;
      const reply = await fetch(`${sandbox.url}${consolePath}${path}`, sent);
      const to = reply.headers.get('location');
      return reply.status === 303 && to !== null ? get(to.slice(consolePath.length)) : shown(reply);
    },
    async act(command) {
      const reply = await fetch(`${sandbox.url}${marketPath}`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${sandbox.token}` },
        body: JSON.stringify(command),
      });
      return (await reply.text())
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
    },
    in: (other) => browserOf(sandbox, stateFolder, cookie, other),
  };
}

async function shown(reply: Response): Promise<Shown> {
  const html = await reply.text();
  const main = /<main[^>]*>([\s\S]*)<\/main>/.exec(html)?.[1] ?? html;
  const text = main
    .replace(/<(?:option|script|style)\b[^>]*>[\s\S]*?<\/(?:option|script|style)>/g, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&(?:lt|gt|quot|#39|amp);/g, (entity) => entities[entity] ?? entity)
    .replace(/\s+/g, ' ')
    .trim();
  const { pathname, search } = new URL(reply.url);
  return { status: reply.status, html, text, path: pathname.slice(consolePath.length) + search };
}

const entities: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&amp;': '&',
};
