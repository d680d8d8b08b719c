import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { usageLine } from '../src/app/help/command.ts';
import { bilingual, type Commands, readCommands } from '../src/app/manifest.ts';
import { groupsOf, type TopicGroup } from '../src/app/topics.ts';
import type { Language } from '../src/text/localized.ts';
import { beginning, made, type Page, table } from './page.ts';

const paths = { en: 'docs/commands.md', zh: 'docs/commands.zh-CN.md' } as const;

const words = {
  en: ['Command', 'What it does', 'Page'],
  zh: ['命令', '作用', '文档'],
} as const;

/** The page about each command, or about all commands whose ids begin so. The longest beginning counts. */
const pages: Readonly<Record<string, string>> = {
  callback: 'single-calls.md',
  'callback:test': 'callback-test.md',
  'callback:serve': 'callback-test.md',
  'callback:listen': 'listen.md',
  'callback:history': 'listen.md',
  'callback:replay': 'listen.md',
  sso: 'login.md',
  order: 'open-api.md',
  usage: 'open-api.md',
  license: 'open-api.md',
  event: 'open-api.md',
  asset: 'open-api.md',
  cost: 'open-api.md',
  partner: 'open-api.md',
  api: 'open-api.md',
  'api:verify': 'signing/ak-sk.md',
  users: 'buyers.md',
  product: 'buyers.md',
  'product:get': 'product-document.md',
  'product:validate': 'product-document.md',
  'product:diff': 'product-document.md',
  'product:apply': 'product-document.md',
  store: 'guides/README.md',
  codes: 'codes.md',
  guide: 'guides/README.md',
  login: 'accounts.md',
  logout: 'accounts.md',
  whoami: 'accounts.md',
  profile: 'accounts.md',
  config: 'accounts.md',
  open: 'accounts.md',
  doctor: 'accounts.md',
  sandbox: 'sandbox.md',
  'sandbox:scenario': 'sandbox-scenarios.md',
  'sandbox:open': 'console.md',
  init: 'starters.md',
  completion: 'install.md',
  commands: 'commands.md',
  version: 'install.md',
};

/** The pages of all commands in both languages: their beginning is written by hand, the tables are made here. */
export function commandsPages(root: string): readonly Page[] {
  const commands = readCommands(root);
  return (['en', 'zh'] as const).map((language) => ({
    path: paths[language],
    text: `${beginning(root, paths[language])}${made}\n\n${sections(root, commands, language)}\n`,
  }));
}

function sections(root: string, commands: Commands, language: Language): string {
  const titles = Object.fromEntries(
    Object.values(pages).map((page) => [page, titleOf(root, inLanguage(page, language))]),
  );
  const row = (id: string) => {
    const command = commands[id] ?? fail(`no command ${id}`);
    const page = pageOf(id);
    const link = `[${titles[page]}](${inLanguage(page, language)})`;
    return [`\`${usageLine(command)}\``, bilingual(command.summary)[language], link];
  };
  const section = ({ title, members }: TopicGroup, level: string): string[] => {
    const inner = members.flatMap((member) => groupsOf(member));
    const ids = members
      .filter((member) => groupsOf(member).length === 0)
      .flatMap((member) => Object.keys(commands).filter((id) => isUnder(id, member)));
    return [
      `${level} ${title[language]}`,
      ...(ids.length > 0 ? [table(words[language], ids.map(row))] : []),
      ...inner.flatMap((group) => section(group, `${level}#`)),
    ];
  };
  return groupsOf('')
    .flatMap((group) => section(group, '##'))
    .join('\n\n');
}

function pageOf(id: string): string {
  const [longest] = Object.keys(pages)
    .filter((name) => isUnder(id, name))
    .sort((a, b) => b.length - a.length);
  return pages[longest ?? ''] ?? fail(`scripts/commands-page.ts names no page about ${id}`);
}

function isUnder(id: string, name: string): boolean {
  return id === name || id.startsWith(`${name}:`);
}

function inLanguage(page: string, language: Language): string {
  return language === 'en' ? page : page.replace(/\.md$/, '.zh-CN.md');
}

function titleOf(root: string, page: string): string {
  return (
    /^# (.*)$/m.exec(readFileSync(join(root, 'docs', page), 'utf8'))?.[1] ?? fail(`${page} has no title`)
  );
}

function fail(reason: string): never {
  throw new Error(reason);
}
