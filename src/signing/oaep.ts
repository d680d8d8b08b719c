import * as crypto from 'node:crypto';

export interface OaepHashes {
  /** Hash of the label; its length is the length of the seed. */
  readonly hash: string;
  /** Hash of the mask generation function MGF1. */
  readonly maskHash: string;
}

/** Maximum length of a message in bytes for a modulus of `length` bytes. */
export function oaepMaxLength({ hash }: OaepHashes, length: number): number {
  return length - 2 * labelHash(hash).length - 2;
}

/**
 * EME-OAEP encoding with an empty label, RFC 8017 §7.1.1.
 *
 * @param seed random bytes, as many as the hash has
 * @param length length of the modulus in bytes
 */
export function oaepPad(hashes: OaepHashes, message: Uint8Array, seed: Uint8Array, length: number): Buffer {
  const label = labelHash(hashes.hash);
  const maxLength = oaepMaxLength(hashes, length);
  if (seed.length !== label.length) throw new RangeError(`the seed must be ${label.length} bytes`);
  if (message.length > maxLength) throw new RangeError(`the message is longer than ${maxLength} bytes`);
  const data = Buffer.concat([label, Buffer.alloc(maxLength - message.length), Buffer.of(1), message]);
  const maskedData = xor(data, mgf1(hashes.maskHash, seed, data.length));
  const maskedSeed = xor(seed, mgf1(hashes.maskHash, maskedData, label.length));
  return Buffer.concat([Buffer.of(0), maskedSeed, maskedData]);
}

/**
 * EME-OAEP decoding with an empty label, RFC 8017 §7.1.2. Always scans the whole block, to limit timing differences;
 * `undefined` for every kind of error.
 */
export function oaepUnpad({ hash, maskHash }: OaepHashes, block: Buffer): Buffer | undefined {
  const label = labelHash(hash);
  const maskedData = block.subarray(1 + label.length);
  const seed = xor(block.subarray(1, 1 + label.length), mgf1(maskHash, maskedData, label.length));
  const data = xor(maskedData, mgf1(maskHash, seed, maskedData.length));
  let bad = block.readUInt8(0);
  for (const [i, byte] of label.entries()) bad |= byte ^ data.readUInt8(i);
  let start = 0;
  for (let i = label.length; i < data.length; i++) {
    const byte = data.readUInt8(i);
    const searching = Number(start === 0);
    bad |= searching & Number(byte > 1);
    start += (searching & Number(byte === 1)) * (i + 1);
  }
  return bad === 0 && start > 0 ? data.subarray(start) : undefined;
}

/** MGF1, RFC 8017 §B.2.1. */
export function mgf1(hash: string, seed: Uint8Array, length: number): Buffer {
  const blocks: Buffer[] = [];
  let made = 0;
  while (made < length) {
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(blocks.length);
    const block = crypto.hash(hash, Buffer.concat([seed, counter]), 'buffer');
    blocks.push(block);
    made += block.length;
  }
  return Buffer.concat(blocks).subarray(0, length);
}

function labelHash(hash: string): Buffer {
  return crypto.hash(hash, '', 'buffer');
}

function xor(a: Uint8Array, mask: Uint8Array): Buffer {
  return Buffer.from(a.map((byte, i) => byte ^ (mask[i] ?? 0)));
}
