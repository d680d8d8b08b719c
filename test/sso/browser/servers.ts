import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { createBrowser } from '../../../src/sso/browser/browser.ts';
import type { Browser, BrowserOptions } from '../../../src/sso/browser/model.ts';

/** A request as a server has received it. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** Answers a request, with HTML if it returns a text. */
export type Answer = (request: Received, response: ServerResponse) => unknown;

export interface Site {
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
  readonly port: number;
  readonly received: readonly Received[];
}

/** Serves pages on a port of its own until the test ends. */
export async function serve(answer: Answer): Promise<Site> {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    const { method = '', url = '', headers } = request;
    const one = { method, path: url, headers, body };
    received.push(one);
    const html = answer(one, response);
    if (typeof html !== 'string') return;
    if (!response.headersSent && !response.hasHeader('content-type')) {
      response.setHeader('Content-Type', 'text/html; charset=utf-8');
    }
    response.end(html);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${port}`, port, received };
}

/** Redirects to an address. */
export function redirect(response: ServerResponse, location: string, status = 302): void {
  response.writeHead(status, { Location: location }).end();
}

/** A browser that may visit this machine, until the test ends. */
export function browse(options: Partial<BrowserOptions> = {}): Browser {
  const browser = createBrowser({
    mayVisit: ({ hostname }) => /^(127\.0\.0\.1|localhost)$/.test(hostname),
    ...options,
    limits: { responseMs: 2000, ...options.limits },
  });
  onTestFinished(() => browser.close());
  return browser;
}
