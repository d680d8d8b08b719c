import { expect, it } from 'vitest';
import { readCommands } from '../../src/app/manifest/manifest.ts';
import { protocols } from '../../src/callback/protocols/index.ts';
import { entriesOf, root } from './sentences.ts';

/** Huawei's own messages are quoted as they are; a template of data is code. */
const entries = entriesOf(root).filter(
  ({ zh }) => !/(调测失败|调用失败|响应Http)|^(\w+: +\[\{| {8})/.test(zh),
);

/** Names and codes that stand in Latin letters in Chinese; koo's own commands, flags and fields come from where they are. */
const names = new Set(
  `koo bash zsh fish curl nginx openssl genpkey pkey algorithm pubout head chmod chown npm jq cmd compinit eval kill pass source install
  http https utf charset application localhost keyring gateway hex moov cmov iv ts os sha base mgf
  nonce timestamp token tenant mobile password admin true false null undefined
  nonce timestamp token password admin true false null undefined
  code tenant state ticket service scope role enable client secret userinfo authorize logout
  auto destructive idempotent absent unchanged spec junit tap markdown html github offset mode active
  instances licenses events orders products skus attributes assets costs resold groupby hour new utc completed`.split(
    /\s+/,
  ),
);
for (const { id, flags, args } of Object.values(readCommands(root))) {
  for (const word of id.split(':')) names.add(word);
  for (const { name, options = [] } of [...Object.values(flags), ...Object.values(args)]) {
    for (const word of [...name.split('-'), ...options]) names.add(word);
  }
}
for (const { activities } of Object.values(protocols)) {
  for (const { request, reply } of activities) for (const { name } of [...request, ...reply]) names.add(name);
}

/** A sentence without what is no prose: code, URLs, placeholders, commands, quoted formats and headings. */
function prose(text: string, filler = ''): string {
  let rest = text.replace(/`[^`]*`|https?:\/\/[^\s，。；、）”]+|"[^"]*"|“[^”]*[:,][^”]*”/g, filler);
  for (let before = ''; before !== rest; ) {
    before = rest;
    rest = rest.replace(
      /\{\w+(?:, (?:plural|select|or|and)[^{}]*)?\}|\$?\{[^{}]*\}|[\w.]+\([^()]*\)|\[[^[\]]*\]/g,
      filler,
    );
  }
  return rest
    .replace(/华为云账号名,华为云账号ID|SaaS(类商品)?试用(配置)?/g, filler)
    .replace(
      /(?<!\w)(koo( [a-z-]+)+|--?[a-z][\w-]*(=[a-z]+)?( [A-Z]+)?|[\w.-]+=[\w.-]*|[\w-]*[./][\w./-]+|Content-Type: \S+)/g,
      filler,
    );
}

it('has full-width punctuation beside Chinese characters', () => {
  const wrong = entries.filter(({ zh }) =>
    /\p{Script=Han}[:;,?!()]|[:;,?!()]\p{Script=Han}/u.test(prose(zh)),
  );
  expect(wrong.map(({ zh }) => zh)).toEqual([]);
});

it('has none inside JSON, code and URLs', () => {
  const code = entries.flatMap(
    ({ zh }) =>
      zh.match(/`[^`]*`|https?:\/\/[^\s，。；]*[，：；（）！？]\/|[{,]\s*"[\w.]+"：|\[\{[^\]]*\]/g) ?? [],
  );
  expect(code.filter((text) => /[，。：；（）！？]/.test(text))).toEqual([]);
});

it('has a blank between Chinese characters and Latin letters', () => {
  const wrong = entries.filter(({ zh }) =>
    /\p{Script=Han}[A-Za-z0-9]|[A-Za-z0-9]\p{Script=Han}/u.test(prose(zh)),
  );
  expect(wrong.map(({ zh }) => zh)).toEqual([]);
});

it('has no English word that is no name or code', () => {
  const wrong = entries.flatMap(({ zh }) =>
    [...prose(zh, ' ').matchAll(/(?<![\w-])[a-z]{2,}(?![\w-])/g)]
      .filter(([word]) => !names.has(word))
      .map(([word]) => `${word}: ${zh}`),
  );
  expect(wrong).toEqual([]);
});
