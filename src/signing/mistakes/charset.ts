import { attempt } from '../../text/attempt.ts';
/** ISO-8859-1 bytes as Java encodes them, with `?` for other characters. */
export function latin1(text: string): Buffer {
  return Buffer.from(text.replace(/[^\0-\xff]/gu, '?'), 'latin1');
}

/** UTF-8 bytes decoded as ISO-8859-1: `é` becomes `Ã©`. */
export function readAsLatin1(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

/** GBK bytes, with `?` for other characters. GBK is Java's default on Chinese Windows. */
export function gbk(text: string): Buffer {
  const codes = gbkCodes();
  return Buffer.from(
    Array.from(text, (character) =>
      character < '\x80' ? [character.charCodeAt(0)] : (codes.get(character) ?? [0x3f]),
    ).flat(),
  );
}

/** The text of GBK bytes; `undefined` if they are not valid GBK. */
export function readGbk(bytes: Uint8Array): string | undefined {
  return attempt(() => new TextDecoder('gbk', { fatal: true }).decode(bytes));
}

let codesByCharacter: ReadonlyMap<string, readonly number[]> | undefined;

/** Node cannot encode GBK, so this builds the table from the decoder, once. */
function gbkCodes(): ReadonlyMap<string, readonly number[]> {
  codesByCharacter ??= new Map(
    range(0x81, 0xfe).flatMap((lead) => {
      const trails = range(0x40, 0xfe);
      const row = new TextDecoder('gbk').decode(Buffer.from(trails.flatMap((trail) => [lead, trail, 0x0a])));
      return row.split('\n').flatMap((character, i): [string, readonly number[]][] => {
        const trail = trails[i];
        return trail === undefined || character.length !== 1 || character === '\ufffd'
          ? []
          : [[character, [lead, trail]]];
      });
    }),
  );
  return codesByCharacter;
}

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}
