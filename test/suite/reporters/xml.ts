/** An element of a parsed document; `text` is all text in it, its children's included. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

const references: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
};
// Every character outside https://www.w3.org/TR/xml/#charsets
const illegal = /[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

/** Reads the XML that the reporters write; stricter than XML itself, and throws at the first thing out of place. */
export function parseXml(source: string): XmlElement {
  if (illegal.test(source)) throw new Error(`illegal character: ${illegal.exec(source)?.index}`);
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(source);
    if (found) at = pattern.lastIndex;
    return found ?? undefined;
  };
  const element = (): XmlElement => {
    const start = take(/<([a-z][a-z0-9-]*)/y);
    if (!start) throw new Error(`no element at ${at}: ${source.slice(at, at + 40)}`);
    const name = start[1]!;
    const attributes: Record<string, string> = {};
    for (let found = take(/\s+([a-z-]+)="([^"<\n]*)"/y); found; found = take(/\s+([a-z-]+)="([^"<\n]*)"/y)) {
      if (found[1]! in attributes) throw new Error(`${name} has two ${found[1]}`);
      attributes[found[1]!] = decode(found[2]!);
    }
    if (take(/\s*\/>/y)) return { name, attributes, children: [], text: '' };
    if (!take(/>/y)) throw new Error(`<${name} is not closed at ${at}: ${source.slice(at, at + 40)}`);
    const children: XmlElement[] = [];
    let text = '';
    for (;;) {
      text += decode(take(/[^<]*/y)?.[0] ?? '');
      if (take(/<\//y)) break;
      const child = element();
      children.push(child);
      text += child.text;
    }
    const end = take(/([a-z0-9-]+)>/y)?.[1];
    if (end !== name) throw new Error(`<${name}> ends with </${end}>`);
    return { name, attributes, children, text };
  };
  take(/<\?xml [^?]*\?>\s*|<!doctype html>\s*/y);
  const root = element();
  take(/\s*/y);
  if (at !== source.length) throw new Error(`something behind the document: ${source.slice(at, at + 40)}`);
  return root;
}

function decode(text: string): string {
  if (text.includes(']]>')) throw new Error(']]> in text');
  return text.replace(/&[^;]*;?/g, (reference) => {
    const character = references[reference];
    if (character === undefined) throw new Error(`unknown reference ${reference}`);
    return character;
  });
}

/** All elements of a name, in document order. */
export function elements(root: XmlElement, name: string): XmlElement[] {
  return root.children.flatMap((child) => [
    ...(child.name === name ? [child] : []),
    ...elements(child, name),
  ]);
}
