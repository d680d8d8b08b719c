/** A name as it is, and in the escapes of JSON and scripts: `\u674e`, `\u674E`. */
export function spellingsOf(name: string): readonly string[] {
  const hex = (code: number) => code.toString(16).padStart(4, '0');
  return [
    name,
    withoutChinese(name, (code) => `\\u${hex(code)}`),
    withoutChinese(name, (code) => `\\u${hex(code).toUpperCase()}`),
  ];
}

/**
 * What becomes of a Chinese name if its UTF-8 is read as Latin-1 or as GBK, or if it is escaped twice. Each still tells
 * whose name it is.
 */
export function misreadingsOf(name: string): readonly string[] {
  const bytes = Buffer.from(name, 'utf8');
  const [latin1, western, chinese] = [
    bytes.toString('latin1'),
    new TextDecoder('windows-1252').decode(bytes),
    new TextDecoder('gb18030').decode(bytes),
  ];
  return [
    latin1,
    western,
    chinese,
    Buffer.from(latin1, 'utf8').toString('latin1'),
    withoutChinese(name, (code) => `&#${code};`),
  ];
}

/** What is left of a Chinese name in an encoding that has no Chinese: a mark for each character or byte. */
export function lostName(name: string): RegExp {
  const [chinese, rest] = [name.replace(/[ -~]/g, ''), name.replace(/[^ -~]/g, '')];
  const marks = chinese.length;
  return new RegExp(`(?<![?\\ufffd])(?:[?\\ufffd]{${marks}}){1,3}${rest}`);
}

function withoutChinese(name: string, toEscape: (code: number) => string): string {
  return name.replace(/[^ -~]/gu, (character) => toEscape(character.codePointAt(0) ?? 0));
}
