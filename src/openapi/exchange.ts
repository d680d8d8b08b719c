import type { Dispatchers } from '../http/dispatcher.ts';
import { type NetworkFailure, networkFailure } from '../http/network-error.ts';
import { readEnvelope } from './envelope.ts';
import type { ApiAnswer, ApiCall } from './model.ts';
import type { SignedRequest } from './request.ts';

/** Longest answer that is read, in bytes. */
const maxBytes = 32 * 1024 * 1024;

/** What came of sending a request once. */
export type Sent =
  | { readonly answer: ApiAnswer }
  | { readonly failure: NetworkFailure; readonly cause: unknown };

/** Sends a request once and reads the answer; what goes wrong on the way comes back, too. */
export async function exchange(
  dispatchers: Dispatchers,
  method: ApiCall['method'],
  { url, headers, body }: SignedRequest,
  signal: AbortSignal,
  attempts: number,
  mask: (text: string) => string,
): Promise<Sent> {
  const dispatcher = dispatchers.of(url.hostname);
  let inBody = false;
  try {
    const response = await dispatcher.request({
      origin: url.origin,
      path: url.pathname + url.search,
      method,
      headers: headers.flat(),
      body,
      signal,
    });
    inBody = true;
    const received = plainHeaders(response.headers);
    // A gateway may tell what was signed, and with it the security token.
    const text = mask(await readText(response.body));
    return {
      answer: {
        status: response.statusCode,
        headers: received,
        text,
        ...readEnvelope(text, received),
        attempts,
      },
    };
  } catch (cause) {
    return { failure: networkFailure(cause, inBody), cause };
  }
}

function plainHeaders(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), [value ?? ''].flat().join(', ')]),
  );
}

async function readText(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    chunks.push(chunk);
    size += chunk.length;
    // Leaving the loop ends the stream; what is cut off is no JSON and is told as such.
    if (size > maxBytes) break;
  }
  return Buffer.concat(chunks).toString('utf8');
}
