import { both, type Localized, verbatim } from './translate.ts';

const creditControl: Localized = both('Credit Control');

/**
 * Topics of the excerpts that Huawei's site search has indexed, by the ID of their page. The pages show current
 * search results, so an excerpt may have disappeared.
 */
const topics: Readonly<Record<string, Localized>> = {
  JWNjZSDorr7nva5jdHJsJQ: creditControl,
  'JeS4muWKoeezu-e7n-i_geenu-S4iuS6keaWueahiCU': creditControl,
  JeS6keWVhuW6lyU: both('Stock Management'),
  'Jei0reS5sOS7o-eQhuacjeWKoeWZqOWcsOWdgCU': both('Configuring SaaS Trial Use'),
};

/** The URL of a page of Huawei's site search, which does not identify the content. */
const indexed = /^https:\/\/(?:www\.)?huaweicloud\.com\/(?:s|guide)\/(.*)$/;

/** Formats a source: its URL, or for a page of the site search its topic. */
export function sourceText(url: string): Localized {
  const id = indexed.exec(url)?.[1];
  if (id === undefined) return verbatim(url);
  const topic = Object.hasOwn(topics, id) ? topics[id] : undefined;
  return topic
    ? both(
        'Huawei\'s help for merchants, topic "{topic}", as indexed by Huawei\'s site search; the page may have changed',
        { topic },
      )
    : both("Huawei's help for merchants, as indexed by Huawei's site search; the page may have changed");
}

/** Formats sources, without duplicates. */
export function sourcesText(urls: readonly string[]): Localized {
  const texts = urls.map(sourceText);
  const once = (language: keyof Localized) => [...new Set(texts.map((text) => text[language]))];
  return { en: once('en').join(' · '), zh: once('zh').join(' · ') };
}

/** Formats a source in Markdown: a link, or for a page of the site search its topic. */
export function sourceLink(url: string, label: Localized): Localized {
  if (indexed.test(url)) return sourceText(url);
  return both('[{label}]({url})', { label, url });
}
