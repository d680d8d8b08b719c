export interface NonceCache {
  readonly size: number;
  /** Records a nonce, and returns whether it is new. */
  add(nonce: string, now: Date): boolean;
}

/**
 * A timestamp is valid from 60 s before to 60 s after its time, so a request can be replayed for at most 120 s.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649476.html
 */
const replayableMs = 120_000;

/** Creates a cache that keeps each nonce as long as its request can be replayed. */
export function createNonceCache(): NonceCache {
  const seen = new Map<string, number>();
  return {
    get size() {
      return seen.size;
    },
    add(nonce, now) {
      const time = now.getTime();
      // A map keeps insertion order, so the oldest come first.
      for (const [old, until] of seen) {
        if (until >= time) break;
        seen.delete(old);
      }
      if (seen.has(nonce)) return false;
      seen.set(nonce, time + replayableMs);
      return true;
    },
  };
}
