import type { Localized } from './localized.ts';

const creditControl: Localized = { en: 'Credit Control', zh: '信控设置' };

/**
 * What the excerpts are of that Huawei's site search has indexed, by the id of their page. The pages carry whatever the
 * search finds for their words, so that an excerpt may have gone from one since.
 */
const topics: Readonly<Record<string, Localized>> = {
  JWNjZSDorr7nva5jdHJsJQ: creditControl,
  'JeS4muWKoeezu-e7n-i_geenu-S4iuS6keaWueahiCU': creditControl,
  JeS6keWVhuW6lyU: { en: 'Stock Management', zh: '商品库存管理' },
  'Jei0reS5sOS7o-eQhuacjeWKoeWZqOWcsOWdgCU': { en: 'Configuring SaaS Trial Use', zh: 'SaaS类商品试用配置' },
};

/** A page that Huawei's site search makes; its address says nothing of what koo has read there. */
const indexed = /^https:\/\/(?:www\.)?huaweicloud\.com\/(?:s|guide)\/(.*)$/;

/** A source for people: its address, or for a page of the site search what was read there. */
export function sourceText(url: string): Localized {
  const id = indexed.exec(url)?.[1];
  if (id === undefined) return { en: url, zh: url };
  const topic = Object.hasOwn(topics, id) ? topics[id] : undefined;
  return {
    en: `Huawei's help for sellers${topic ? `, topic “${topic.en}”` : ''}, as indexed by Huawei's site search; the page may have changed`,
    zh: `华为云商家帮助${topic ? `《${topic.zh}》` : ''}（搜索收录页，内容可能已变）`,
  };
}

/** Several sources for people, each once. */
export function sourcesText(urls: readonly string[]): Localized {
  const texts = urls.map(sourceText);
  const once = (language: keyof Localized) => [...new Set(texts.map((text) => text[language]))];
  return { en: once('en').join(' · '), zh: once('zh').join(' · ') };
}

/** A source in Markdown: a link, or for a page of the site search what was read there. */
export function sourceLink(url: string, label: Localized): Localized {
  if (indexed.test(url)) return sourceText(url);
  return { en: `[${label.en}](${url})`, zh: `[${label.zh}](${url})` };
}
