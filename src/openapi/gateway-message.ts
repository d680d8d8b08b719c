/**
 * Reads a message of the gateway about a request that it rejects.
 *
 * @returns the message without its canonical request, and the canonical request that the gateway computed, if any; the
 * message has `|` for its line feeds
 */
export function readGatewayMessage(message: string) {
  const start = message.search(/canonicalRequest/i);
  if (start < 0) return { words: message, canonicalRequest: undefined };
  const [all = '', reported] =
    /^canonicalRequest[:=]?\s*(?:(.*\|(?:[\da-f]{64}|UNSIGNED-PAYLOAD))|.*)/is.exec(message.slice(start)) ??
    [];
  const before = message.slice(0, start).trimEnd().replace(/[,:]$/, '');
  return {
    words: before + message.slice(start + all.length),
    canonicalRequest: reported?.replaceAll('|', '\n'),
  };
}
