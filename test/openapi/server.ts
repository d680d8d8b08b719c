import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { createOpenApi, type OpenApiOptions } from '../../src/openapi/client.ts';
import type { OpenApi } from '../../src/openapi/model.ts';
import { type Site, siteOf } from '../../src/openapi/sites.ts';
import { verifySignature } from '../../src/signing/mistakes/sdk-hmac/verification.ts';

export const credential = { ak: 'TESTAK', sk: 'test-secret-key' };

interface Received {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
  /** Which connection it came over. */
  readonly port: number | undefined;
}

/** A response to write as it is, or a connection failure. */
export type Reply =
  | { readonly status?: number; readonly headers?: Record<string, string>; readonly body?: string }
  | 'reset'
  | 'never'
  | 'half';

export interface TestServer {
  readonly url: string;
  readonly received: Received[];
  close(): Promise<void>;
}

/** A server that verifies every signature, then responds from a list, repeating the last response. */
export async function serve(
  replies: readonly Reply[],
  options: { readonly securityToken?: string; readonly skewMs?: number } = {},
): Promise<TestServer> {
  const received: Received[] = [];
  const known = { ...credential, ...(options.securityToken && { securityToken: options.securityToken }) };
  const server = createServer(async (request, response) => {
    const url = new URL(`http://${request.headers.host}${request.url}`);
    const body = await buffer(request).catch(() => undefined);
    // What was broken off is no request.
    if (body === undefined) return;
    const flat = request.rawHeaders;
    const headers = flat.flatMap((name, at) => (at % 2 ? [] : [[name, flat[at + 1] ?? ''] as const]));
    const verified = verifySignature(
      { method: request.method ?? '', url, headers, body },
      [known],
      new Date(),
    );
    const { method = '' } = request;
    const reply = replies[Math.min(received.length, replies.length - 1)] ?? {};
    received.push({ method, url, headers: request.headers, body, port: request.socket.remotePort });
    if (options.skewMs !== undefined) {
      response.setHeader('Date', new Date(Date.now() + options.skewMs).toUTCString());
    }
    if (verified.ok) respond(reply, request, response);
    else respond({ status: 401, body: gatewayRefusal(verified.signature?.canonical) }, request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** The words of Huawei's gateway, with what it signed. */
function gatewayRefusal(canonical = ''): string {
  return JSON.stringify({
    error_code: 'APIGW.0301',
    error_msg: `Incorrect IAM authentication information: verify aksk signature fail, canonicalRequest: ${canonical.replaceAll('\n', '|')}`,
    request_id: 'req-1',
  });
}

function respond(reply: Reply, request: IncomingMessage, response: ServerResponse): void {
  if (reply === 'never') return;
  if (reply === 'reset') {
    request.socket.destroy();
    return;
  }
  if (reply === 'half') {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
    response.write('{"resultCode":"MKT.0000"', () => request.socket.destroy());
    return;
  }
  const { status = 200, headers = {}, body = '' } = reply;
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
}

export const success: Reply = { body: '{"resultCode":"MKT.0000","resultMsg":"Success"}' };

/** A client whose waits take no time and are written down. */
export function client(
  site: Site | string,
  options: Partial<OpenApiOptions> = {},
): { api: OpenApi; waits: number[]; lines: string[] } {
  const waits: number[] = [];
  const lines: string[] = [];
  const api = createOpenApi({
    site: typeof site === 'string' ? siteOf('custom', site) : site,
    credential,
    now: () => new Date(),
    sleep: async (ms) => {
      waits.push(ms);
    },
    random: () => 1,
    timeoutMs: 10_000,
    env: {},
    debug: (line) => lines.push(line),
    ...options,
  });
  return { api, waits, lines };
}
