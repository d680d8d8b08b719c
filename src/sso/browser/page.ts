import type { HttpResponse } from '../../callback/delivery/exchange.ts';
import { readBody, valuesOf } from './body.ts';
import { readForms } from './forms.ts';
import { attribute, type Element, isHtml, parseHtml, rawText, readElementText, type Tree } from './html.ts';
import type { Form, Link, Page } from './model.ts';
import { defaultPolicy, referrerPolicyOf } from './sites.ts';

/** A page and the navigation that it requests by itself. */
export interface Loaded {
  readonly page: Page;
  /** The target of a refresh, which may be invalid. */
  readonly refresh?: string;
  readonly autoForm?: Form;
}

/** Slower refreshes, in seconds, are for users who leave the page open. */
const maxRefreshSeconds = 10;
const maxLinks = 1000;
/** The maximum length of a base address, which becomes part of each relative one. */
const maxBase = 4096;
/** A page with fewer letters and digits, and without links and forms, counts as empty. */
const leastContent = 30;

export function loadPage(response: HttpResponse, url: URL): Loaded {
  const { status, headers, truncated } = response;
  const { contentType, charset, text, isHtml: isPage } = readBody(response);
  const policies = valuesOf(headers, 'referrer-policy');
  const [refreshHeader] = valuesOf(headers, 'refresh');
  const facts = { url: url.href, status, contentType, charset, html: text };
  if (!isPage) {
    const page: Page = {
      ...facts,
      title: '',
      text,
      forms: [],
      links: [],
      referrerPolicy: referrerPolicyOf(policies) ?? defaultPolicy,
      needsScripts: false,
      truncated,
    };
    return { page, ...refreshOf(refreshHeader, (address) => URL.parse(address, url.href)?.href) };
  }
  const tree = parseHtml(text);
  const metas = tree.elements.filter(({ tagName }) => tagName === 'meta');
  const base = baseOf(tree, url);
  const resolve = (address: string) => URL.parse(address, base.href)?.href;
  const forms = readForms(tree, (address) => (address === '' ? url.href : resolve(address)), charset);
  const links = readLinks(tree, base);
  const title = tree.elements.find((element) => element.tagName === 'title' && isHtml(element));
  const viewport = contentOf(metas, 'name', 'viewport');
  const scripts = tree.elements.filter(isScript);
  const hasContent = forms.length > 0 || links.length > 0 || countWords(tree.text) >= leastContent;
  const page: Page = {
    ...facts,
    title: title ? readElementText(title) : '',
    text: tree.text,
    forms,
    links,
    ...(viewport !== undefined && { viewport }),
    referrerPolicy:
      referrerPolicyOf([...policies, contentOf(metas, 'name', 'referrer') ?? '']) ?? defaultPolicy,
    needsScripts: scripts.length > 0 && !hasContent,
    truncated: truncated || !tree.isWhole,
  };
  const autoForm = autoFormOf(tree, page, scripts);
  return {
    page,
    ...refreshOf(refreshHeader ?? contentOf(metas, 'http-equiv', 'refresh'), resolve),
    ...(autoForm && { autoForm }),
  };
}

function contentOf(metas: readonly Element[], key: string, name: string): string | undefined {
  const meta = metas.find((element) => attribute(element, key)?.trim().toLowerCase() === name);
  return meta && attribute(meta, 'content');
}

/** Returns the base address of a page. */
function baseOf({ elements }: Tree, url: URL): URL {
  const element = elements.find((one) => one.tagName === 'base' && attribute(one, 'href') !== undefined);
  const base = URL.parse((element && attribute(element, 'href')) ?? '', url.href);
  return base && /^https?:$/.test(base.protocol) && base.href.length <= maxBase ? base : url;
}

function readLinks({ elements }: Tree, base: URL): Link[] {
  const links: Link[] = [];
  for (const element of elements) {
    if (links.length === maxLinks) break;
    if (!/^(?:a|area)$/.test(element.tagName) || !isHtml(element)) continue;
    const href = attribute(element, 'href');
    const url = href === undefined ? null : URL.parse(href, base.href);
    if (!url || !/^https?:$/.test(url.protocol)) continue;
    const noReferrer = /(?:^|\s)noreferrer(?:\s|$)/i.test(attribute(element, 'rel') ?? '');
    links.push({
      url: url.href,
      text: readElementText(element) || (attribute(element, 'alt') ?? ''),
      noReferrer,
    });
  }
  return links;
}

/** Whether a script runs, rather than being data. */
function isScript(element: Element): boolean {
  if (element.tagName !== 'script') return false;
  const type = attribute(element, 'type')?.trim().toLowerCase() ?? '';
  if (!/^(?:|module|(?:text|application)\/(?:x-)?(?:java|ecma)script)$/.test(type)) return false;
  return attribute(element, 'src') !== undefined || rawText(element).trim() !== '';
}

function countWords(text: string): number {
  let count = 0;
  for (const _ of text.matchAll(/[\p{L}\p{N}]/gu)) {
    count += 1;
    if (count === leastContent) break;
  }
  return count;
}

/**
 * Reads a refresh. One that reloads the page is for those who wait, so it is not followed.
 *
 * @see https://html.spec.whatwg.org/multipage/semantics.html#shared-declarative-refresh-steps
 */
function refreshOf(
  content: string | undefined,
  resolve: (address: string) => string | undefined,
): Pick<Loaded, 'refresh'> {
  const [, seconds = '0', rest = ''] =
    /^\s*(?:(\d+)(?:\.[\d.]*)?|\.[\d.]*)(?:[\s;,]\s*[;,]?\s*(.*))?$/s.exec(content ?? '') ?? [];
  const address = rest.replace(/^url\s*=\s*/i, '');
  const quoted = /^(["'])(.*?)(?:\1|$)/s.exec(address)?.[2] ?? address;
  if (quoted.trim() === '' || Number(seconds) > maxRefreshSeconds) return {};
  return { refresh: resolve(quoted) ?? quoted };
}

/**
 * The form of a page that is there only to be submitted by a script, as with `response_mode=form_post`: a person has
 * nothing to fill in, and nowhere else to go.
 *
 * @see https://openid.net/specs/oauth-v2-form-post-response-mode-1_0.html
 */
function autoFormOf(tree: Tree, { forms, links }: Page, scripts: readonly Element[]): Form | undefined {
  const [form, ...others] = forms;
  if (!form || others.length > 0 || links.length > 0) return undefined;
  if (form.fields.some(({ type }) => type !== 'hidden')) return undefined;
  const body = tree.elements.find(({ tagName }) => tagName === 'body');
  const sources = [...scripts.map(rawText), (body && attribute(body, 'onload')) ?? ''];
  return sources.some(isSubmitting) ? form : undefined;
}

/** Whether a script does little more than submit a form, and not only when a button is clicked. */
function isSubmitting(source: string): boolean {
  return source.length <= 1000 && /\.\s*(?:submit|requestSubmit)\s*\(/.test(source) && !/click/i.test(source);
}
