import { createHash } from 'node:crypto';

/**
 * The first `length` bytes that Java's `SecureRandom("SHA1PRNG")` (provider SUN) gives after `setSeed(seed)`.
 * Verified against OpenJDK 17. The state is added up as signed bytes: plain modular addition differs from the 21st
 * byte on.
 */
export function sha1prng(seed: Uint8Array, length: number): Buffer {
  let state = sha1(seed);
  const blocks: Buffer[] = [];
  for (let made = 0; made < length; made += 20) {
    const output = sha1(state);
    blocks.push(output);
    state = nextState(state, output);
  }
  return Buffer.concat(blocks).subarray(0, length);
}

function nextState(state: Buffer, output: Buffer): Buffer {
  const next = Buffer.alloc(20);
  let carry = 1;
  for (let i = 0; i < 20; i++) {
    const sum = state.readInt8(i) + output.readInt8(i) + carry;
    next[i] = sum;
    carry = sum >> 8;
  }
  if (next.equals(state)) next.writeUInt8((next.readUInt8(0) + 1) & 0xff, 0);
  return next;
}

function sha1(data: Uint8Array): Buffer {
  return createHash('sha1').update(data).digest();
}
