// Reads the bodies of requests, whose bytes are signed. However many arrive at once, they occupy limited memory.

/** In bytes. A longer body needs room in the budget. */
const maxShort = 64 * 1024;

/** The memory for long bodies, in bytes. A body occupies it until its call is answered. */
export class Budget {
  #free;

  constructor(bytes = 64 * 1024 * 1024) {
    this.#free = bytes;
  }

  /** @returns {boolean} false if there is no room */
  take(bytes) {
    if (bytes > this.#free) return false;
    this.#free -= bytes;
    return true;
  }

  giveBack(bytes) {
    this.#free += bytes;
  }
}

/**
 * Reads a body. express.raw() would receive one of any length before it refuses it.
 *
 * @typedef {object} ReceivedBody
 * @property {Buffer | undefined} body `undefined` if it is too long, does not arrive completely, or there is no room for it
 * @property {boolean} isBusy whether there was no room for it
 * @property {() => void} release ends the use of the memory
 *
 * @param {import('node:http').IncomingMessage} request
 * @param {number} maxLength
 * @param {Budget} budget
 * @returns {Promise<ReceivedBody>}
 */
export function readBody(request, maxLength, budget) {
  const announced = Number(request.headers['content-length'] ?? 0);
  // One buffer, not a list of chunks: a chunk of one byte occupies hundreds. It grows with what has arrived, because
  // anyone can announce a long body.
  let bytes = Buffer.alloc(0);
  let length = 0;
  let taken = 0;
  let isBusy = false;
  const release = () => {
    budget.giveBack(taken);
    taken = 0;
    bytes = Buffer.alloc(0);
  };
  const isTooLong = () => Math.max(length, announced) > maxLength;
  const grow = () => {
    const most = announced || (length > maxShort ? maxLength : maxShort);
    const size = Math.max(length, Math.min(2 * length, most));
    const more = size > maxShort ? size - taken : 0;
    isBusy = !budget.take(more);
    if (isBusy) return release();
    taken += more;
    const grown = Buffer.allocUnsafe(size);
    bytes.copy(grown);
    bytes = grown;
  };
  return new Promise((resolve) => {
    const end = (isComplete) => {
      const isWhole = isComplete && !isBusy && !isTooLong();
      const body = isWhole ? bytes.subarray(0, length) : undefined;
      resolve({ body, isBusy: isBusy && !isTooLong(), release });
    };
    request.on('data', (chunk) => {
      const start = length;
      length += chunk.length;
      if (isTooLong() && taken > 0) release();
      if (!isTooLong() && !isBusy) {
        if (length > bytes.length) grow();
        if (!isBusy) chunk.copy(bytes, start);
      }
      // Many callers read the reply only after they have sent everything, so read some more, and discard it.
      if (length > 4 * maxLength) {
        request.pause();
        end(false);
      }
    });
    request.on('end', () => end(true));
    request.on('error', () => end(false));
  });
}
