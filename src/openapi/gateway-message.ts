/** The message of a gateway about a request that it rejects. */
export interface GatewayMessage {
  /** The message without its canonical request. */
  readonly words: string;
  /** The canonical request that the gateway computed; `undefined` if the message does not have it. */
  readonly canonicalRequest: string | undefined;
}

/** Reads a message of the gateway, which may have its canonical request, with `|` for line feeds. */
export function readGatewayMessage(message: string): GatewayMessage {
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
