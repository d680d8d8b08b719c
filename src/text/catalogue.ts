/** Looks up the Chinese translation of an English sentence; `undefined` if there is none. */
export type Catalogue = (sentence: string) => string | undefined;

/**
 * Serialises a catalogue as a JSON object with one entry per line, sorted by the bytes of the keys, so that {@link
 * readCatalogue} does not have to parse it.
 */
export function catalogueText(entries: Readonly<Record<string, string>>): string {
  const lines = Object.entries(entries)
    .map(([en, zh]) => ({ key: Buffer.from(JSON.stringify(en)), zh: JSON.stringify(zh) }))
    .sort((a, b) => Buffer.compare(a.key, b.key))
    .map(({ key, zh }) => `${key.toString()}:${zh}`);
  return `{\n${lines.join(',\n')}\n}\n`;
}

/**
 * Looks up sentences in the bytes of a {@link catalogueText} by binary search: parsing everything would take more
 * than 3 ms at start-up, a look-up takes microseconds.
 */
export function readCatalogue(bytes: Buffer): Catalogue {
  return (sentence) => {
    const key = Buffer.from(`${JSON.stringify(sentence)}:`);
    // Both bounds are starts of lines.
    let low = 2;
    let high = bytes.lastIndexOf('\n}') + 1;
    while (low < high) {
      const middle = low + ((high - low) >> 1);
      const start = Math.max(bytes.lastIndexOf('\n', middle - 1) + 1, low);
      const end = bytes.indexOf('\n', start);
      const order = Buffer.compare(key, bytes.subarray(start, Math.min(start + key.length, end)));
      if (order === 0) return JSON.parse(bytes.toString('utf8', start + key.length, end).replace(/,$/, ''));
      if (order < 0) high = start;
      else low = end + 1;
    }
    return undefined;
  };
}
