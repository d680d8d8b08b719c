import type { Localized } from './localized.ts';
import { both, verbatim } from './translate.ts';

const creditControl: Localized = both('Credit Control');

/**
 * What the excerpts are of that Huawei's site search has indexed, by the id of their page. The pages carry whatever the
 * search finds for their words, so that an excerpt may have gone from one since.
 */
const topics: Readonly<Record<string, Localized>> = {
  JWNjZSDorr7nva5jdHJsJQ: creditControl,
  'JeS4muWKoeezu-e7n-i_geenu-S4iuS6keaWueahiCU': creditControl,
  JeS6keWVhuW6lyU: both('Stock Management'),
  'Jei0reS5sOS7o-eQhuacjeWKoeWZqOWcsOWdgCU': both('Configuring SaaS Trial Use'),
};

/** A page that Huawei's site search makes; its address says nothing of what koo has read there. */
const indexed = /^https:\/\/(?:www\.)?huaweicloud\.com\/(?:s|guide)\/(.*)$/;

/** A source as text: its URL, or for a page of the site search what was read there. */
export function sourceText(url: string): Localized {
  const id = indexed.exec(url)?.[1];
  if (id === undefined) return verbatim(url);
  const topic = Object.hasOwn(topics, id) ? topics[id] : undefined;
  return topic
    ? both(
        "Huawei's help for sellers, topic “{topic}”, as indexed by Huawei's site search; the page may have changed",
        {
          topic,
        },
      )
    : both("Huawei's help for sellers, as indexed by Huawei's site search; the page may have changed");
}

/** Several sources as text, each once. */
export function sourcesText(urls: readonly string[]): Localized {
  const texts = urls.map(sourceText);
  const once = (language: keyof Localized) => [...new Set(texts.map((text) => text[language]))];
  return { en: once('en').join(' · '), zh: once('zh').join(' · ') };
}

/** A source in Markdown: a link, or for a page of the site search what was read there. */
export function sourceLink(url: string, label: Localized): Localized {
  if (indexed.test(url)) return sourceText(url);
  return both('[{label}]({url})', { label, url });
}
