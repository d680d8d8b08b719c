import type { Deliver, HttpRequest, HttpResponse } from '../../../src/callback/delivery/exchange.ts';
import type { StepContext } from '../../../src/sso/steps/exchange.ts';
import { red, type World } from '../center/world.ts';

/** What a server returns; default JSON with status 200. */
export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | object;
  readonly truncated?: boolean;
}

/** The response to a step, as it is delivered. */
export function responseOf({
  status = 200,
  headers = {},
  body = '',
  truncated = false,
}: Reply): HttpResponse {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const all = { ...(typeof body === 'string' ? {} : { 'Content-Type': 'application/json' }), ...headers };
  return { status, headers: Object.entries(all), body: Buffer.from(text), truncated, durationMs: 1 };
}

/** A server that gives one response, with the requests that it gets. */
export function serverOf(reply: Reply, secrets: readonly string[] = []) {
  const requests: HttpRequest[] = [];
  const deliver: Deliver = async (request) => {
    requests.push(request);
    return { answered: true, response: responseOf(reply) };
  };
  return { context: { deliver, secrets } satisfies StepContext, requests };
}

/** The login domain of a tenant, without a network. */
export function contextOf({ center }: World, tenant = red): StepContext {
  const deliver: Deliver = async ({ method, url, headers, body }) => {
    const response = await center.domain(tenant.id)(
      new Request(url, {
        method,
        headers: headers.map(([...pair]) => pair as [string, string]),
        ...(body !== undefined && { body }),
      }),
    );
    return {
      answered: true,
      response: {
        status: response.status,
        headers: [...response.headers],
        body: new Uint8Array(await response.arrayBuffer()),
        truncated: false,
        durationMs: 1,
      },
    };
  };
  return { deliver, secrets: [] };
}
