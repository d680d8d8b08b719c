/** What a gateway says about a request that it rejects. */
export interface GatewayMessage {
  /** The message without its canonical request. */
  readonly words: string;
  /** The canonical request that the gateway computed; `undefined` if the message does not have it. */
  readonly canonicalRequest: string | undefined;
}

/** Reads a message of the gateway, which may have its canonical request, with `|` for line feeds. */
export function readGatewayMessage(message: string): GatewayMessage {
  const reported = /[,:]?\s*canonicalRequest[:=]?\s*(?:(.*\|(?:[\da-f]{64}|UNSIGNED-PAYLOAD))|.*)/is;
  return {
    words: message.replace(reported, ''),
    canonicalRequest: reported.exec(message)?.[1]?.replaceAll('|', '\n'),
  };
}
