/** Returns a name in plain text and in the escapes of JSON and scripts: `\u674e`, `\u674E`. */
export function spellingsOf(name: string): readonly string[] {
  const hex = (code: number) => code.toString(16).padStart(4, '0');
  return [
    name,
    withoutChinese(name, (code) => `\\u${hex(code)}`),
    withoutChinese(name, (code) => `\\u${hex(code).toUpperCase()}`),
  ];
}

/**
 * Returns a Chinese name whose UTF-8 was read as Latin-1 or as GBK, or that was escaped twice. Each form still identifies
 * its owner.
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

/** Matches a Chinese name in an encoding without Chinese: a mark for each character or byte. */
export function lostName(name: string): RegExp {
  const [chinese, rest] = [name.replace(/[ -~]/g, ''), name.replace(/[^ -~]/g, '')];
  const marks = chinese.length;
  return new RegExp(`(?<![?\\ufffd])(?:[?\\ufffd]{${marks}}){1,3}${rest}`);
}

function withoutChinese(name: string, toEscape: (code: number) => string): string {
  return name.replace(/[^ -~]/gu, (character) => toEscape(character.codePointAt(0) ?? 0));
}
