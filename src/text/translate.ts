import type { Catalogue } from './catalogue.ts';
import { type Language, type Localized, mapLanguages } from './localized.ts';

export type { Language, Localized } from './localized.ts';

/** The value of a placeholder. A list is joined with commas, its texts in the language of the sentence. */
export type Argument = string | number | Localized | readonly (string | number | Localized)[];

/** The values of the placeholders of a sentence, by name. */
export type Arguments = Readonly<Record<string, Argument>>;

let language: Language = 'en';
let ownLanguage: (() => Language | undefined) | undefined;
let load: (() => Catalogue) | undefined;
let catalogue: Catalogue | undefined;
/** Translations already looked up: a list repeats a sentence for each of its rows. */
const found = new Map<string, string>();

/** Sets the language of {@link t} and {@link localize}; called once, at start. */
export function useLanguage(chosen: Language): void {
  language = chosen;
}

/** Sets what may choose another language for the work under way, such as for the answer to one of several browsers. */
export function useOwnLanguage(own: () => Language | undefined): void {
  ownLanguage = own;
}

function languageNow(): Language {
  return ownLanguage?.() ?? language;
}

/**
 * Sets the source of the Chinese translations; called once, at start. It is loaded with the first Chinese sentence.
 */
export function useCatalogue(from: () => Catalogue): void {
  load = from;
  catalogue = undefined;
  found.clear();
}

/**
 * Returns a sentence in the chosen language. The English is the argument; the Chinese is in `locales/zh/`.
 *
 * @param sentence in the ICU message format, with `{name}`, `{count, plural, one {# row} other {# rows}}`, `{kind,
 * select, a {…} other {…}}`, and for lists `{names, or}` and `{names, and}`
 */
export function t(sentence: string, args?: Arguments): string {
  return languageNow() === 'zh' ? inChinese(sentence, args) : format(sentence, args, 'en');
}

/** Returns a sentence in both languages. The Chinese is looked up on access. */
export function both(sentence: string, args?: Arguments): Localized {
  // Hundreds of these are made at start, most of them without arguments.
  if (args === undefined) {
    return {
      en: sentence,
      get zh() {
        return chineseOf(sentence);
      },
    };
  }
  return mapLanguages((to) => (to === 'zh' ? inChinese(sentence, args) : format(sentence, args, to)));
}

/** Returns the same text for both languages, such as a name, a code or a quotation. */
export function verbatim(text: string): Localized {
  return { en: text, zh: text };
}

/** Returns a text in the chosen language. */
export function localize(text: Localized): string {
  return text[languageNow()];
}

/** The Chinese of a sentence, with unfilled placeholders; the English if there is no translation. */
export function chineseOf(sentence: string): string {
  let chinese = found.get(sentence);
  if (chinese === undefined) {
    catalogue ??= load?.();
    chinese = catalogue?.(sentence) ?? sentence;
    found.set(sentence, chinese);
  }
  return chinese;
}

function inChinese(sentence: string, args: Arguments | undefined): string {
  return format(chineseOf(sentence), args, 'zh');
}

const separators = { en: ', ', zh: '、' } as const;
const lastSeparators = { or: { en: ' or ', zh: ' 或 ' }, and: { en: ' and ', zh: ' 和 ' } } as const;

/** Fills in the placeholders; other braces are unchanged. */
function format(sentence: string, args: Arguments | undefined, to: Language): string {
  if (args === undefined) return sentence;
  let text = '';
  let at = 0;
  for (let open = sentence.indexOf('{'); open >= 0; open = sentence.indexOf('{', at)) {
    const close = closingBrace(sentence, open);
    const inner = sentence.slice(open + 1, close);
    const [, name = '', kind, rest = ''] = /^(\w+)(?:, (\w+)(?:, (.*))?)?$/s.exec(inner) ?? [];
    const value = Object.hasOwn(args, name) ? args[name] : undefined;
    if (value === undefined) {
      text += sentence.slice(at, open + 1);
      at = open + 1;
      continue;
    }
    text += sentence.slice(at, open);
    at = close + 1;
    if (kind === 'plural' || kind === 'select') {
      const form = kind === 'select' ? String(value) : String(value) === '1' ? 'one' : 'other';
      const branches = branchesOf(rest);
      const branch = branches.get(form) ?? branches.get('other') ?? '';
      text += format(kind === 'plural' ? branch.replaceAll('#', String(value)) : branch, args, to);
    } else {
      text += written(value, kind === 'or' || kind === 'and' ? lastSeparators[kind][to] : separators[to], to);
    }
  }
  return text + sentence.slice(at);
}

function written(value: Argument, last: string, to: Language): string {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  if (!isList(value)) return value[to];
  const texts = value.map((one) => written(one, last, to));
  return texts.length < 2 ? texts.join('') : texts.slice(0, -1).join(separators[to]) + last + texts.at(-1);
}

function isList(value: Argument): value is Extract<Argument, readonly unknown[]> {
  return Array.isArray(value);
}

/** `one {# row} other {# rows}` */
function branchesOf(text: string): Map<string, string> {
  const branches = new Map<string, string>();
  for (let at = text.indexOf('{'); at >= 0; at = text.indexOf('{', at)) {
    const end = closingBrace(text, at);
    const name = /(\S+)\s*$/.exec(text.slice(0, at))?.[1] ?? '';
    branches.set(name, text.slice(at + 1, end));
    at = end + 1;
  }
  return branches;
}

/** The index of the brace that closes the one at `open`; the end of the text if there is none. */
function closingBrace(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    if (text[at] === '{') depth++;
    else if (text[at] === '}' && --depth === 0) return at;
  }
  return text.length;
}
