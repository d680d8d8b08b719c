/** Looks up the Chinese of an English sentence; undefined where there is none. */
export type Catalogue = (sentence: string) => string | undefined;

/**
 * The text of a catalogue: a JSON object, an entry a line, sorted by the bytes of its keys, so that
 * {@link readCatalogue} need not parse it.
 */
export function catalogueText(entries: Readonly<Record<string, string>>): string {
  const lines = Object.entries(entries)
    .map(([en, zh]) => ({ key: Buffer.from(JSON.stringify(en)), zh: JSON.stringify(zh) }))
    .sort((a, b) => Buffer.compare(a.key, b.key))
    .map(({ key, zh }) => `${key.toString()}:${zh}`);
  return `{\n${lines.join(',\n')}\n}\n`;
}

/**
 * Looks sentences up in the bytes of a {@link catalogueText} by binary search: parsing the whole would cost more than
 * 3 ms of the start-up, a look-up costs microseconds.
 */
export function readCatalogue(bytes: Buffer): Catalogue {
  return (sentence) => {
    const key = Buffer.from(`${JSON.stringify(sentence)}:`);
    // Both bounds are beginnings of lines.
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
