import { networkCode } from '../../../errors/koo-error.ts';
import { networkFailure } from '../../../http/network-error.ts';
import { isObject, type JsonObject, type JsonValue } from '../../../text/json.ts';
import { type LoginOptions, type Refusal, refusal } from './model.ts';

/** A response of a login centre. */
interface Answer {
  readonly status: number;
  /** The body; empty if it is no JSON object, or too long. */
  readonly values: JsonObject;
  /** Address, headers and body of the request, which an error must not repeat. */
  readonly sent: string;
}

/** Sends a request to a login centre. */
export type Ask = (url: string, init?: AskInit) => Promise<Answer | Refusal>;

interface AskInit {
  readonly method?: 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/**
 * Sends requests without following redirects, which would carry the secret elsewhere. A failed connection is retried
 * once, because nothing was sent; anything else is not, because a code and a ticket can be used only once.
 */
export function createAsk({ fetch, timeoutMs = 10_000 }: Pick<LoginOptions, 'fetch' | 'timeoutMs'>): Ask {
  return async (url, init = {}) => {
    const signal = AbortSignal.timeout(timeoutMs);
    const headers = { Accept: 'application/json', ...init.headers };
    const sent = [url, ...Object.values(headers), init.body ?? ''].join('\n');
    const attempt = async (): Promise<Answer> => {
      const response = await fetch(url, { ...init, headers, redirect: 'manual', signal });
      return { status: response.status, values: await readObject(response), sent };
    };
    try {
      return await attempt().catch((error: unknown) => {
        if (networkFailure(error, false).maybeSent) throw error;
        return attempt();
      });
    } catch (error) {
      return refusal('unreachable', networkCode(error));
    }
  };
}

/** Longest response that is read, in bytes; real ones have a few thousand. */
const maxBytes = 1024 * 1024;

async function readObject({ body }: Response): Promise<JsonObject> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  // Leaving the loop closes the connection.
  for await (const chunk of body ?? []) {
    length += chunk.length;
    if (length > maxBytes) return {};
    chunks.push(chunk);
  }
  try {
    const value: JsonValue = JSON.parse(new TextDecoder().decode(Buffer.concat(chunks)));
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

/** Returns a text of a response; `undefined` if it is missing, empty or something else. */
export function textIn(values: JsonObject, name: string): string | undefined {
  const value = values[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Forms of an error code: `invalid_grant`, `INVALID_TICKET`, `OrgID.OAUTH.4001`. */
const errorCode = /^[a-z]+([_.][a-z]+)*(\.\d{1,6})?$/i;

/**
 * Returns the refusal of a login centre with its error code: `error`, or `error_code` of sister services. Its text is
 * left out, because it may repeat secrets that were sent, such as the ticket.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649448.html
 */
export function notConfirmed({ status, values, sent }: Answer): Refusal {
  const code = textIn(values, 'error') ?? textIn(values, 'error_code') ?? '';
  return refusal('not-confirmed', errorCode.test(code) && !sent.includes(code) ? code : `HTTP ${status}`);
}
