/** Tells at once of most records that they are new, in a memory that does not grow with their number. */
export interface SeenFilter {
  /**
   * Notes a key.
   *
   * @param bytes from `at` on at least 12 bytes of a hash
   * @returns false: it was never noted before; true: it probably was
   */
  add(bytes: Buffer, at: number): boolean;
}

/** 16 MB: of a million keys not one is mistaken, of ten millions a few in a thousand. */
const blocks = 1 << 18;
const wordsOfBlock = 16;

/** A Bloom filter whose six bits of a key are in one block, which is one line of the processor's cache. */
export function createSeenFilter(): SeenFilter {
  const words = new Uint32Array(blocks * wordsOfBlock);

  /** Sets three bits of a block; whether all of them were set. */
  function addThree(block: number, digits: number): boolean {
    let seen = true;
    for (let shift = 0; shift < 27; shift += 9) {
      const word = block + ((digits >>> (shift + 5)) & 15);
      const mask = 1 << ((digits >>> shift) & 31);
      const old = words[word] as number;
      if ((old & mask) === 0) {
        seen = false;
        words[word] = old | mask;
      }
    }
    return seen;
  }

  return {
    add: (bytes, at) => {
      const block = (bytes.readUInt32LE(at) % blocks) * wordsOfBlock;
      const isFirst = addThree(block, bytes.readUInt32LE(at + 4));
      return addThree(block, bytes.readUInt32LE(at + 8)) && isFirst;
    },
  };
}
