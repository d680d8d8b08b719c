import type { Login } from '../../../src/callback/merchant/login/model.ts';

/** A login whose responses are changed. */
export function changed(
  login: Login,
  change: (response: Response, request: Request) => Response | Promise<Response>,
): Login {
  return {
    async handle(request) {
      const response = await login.handle(request);
      return response && change(response, request);
    },
  };
}

/** A page of the merchant. */
export function page(status: number, html: string): Response {
  const headers = { 'Content-Type': 'text/html;charset=UTF-8' };
  return new Response(`<!doctype html><title>SaaS</title>${html}`, { status, headers });
}

/** Where a response leads; empty if nowhere. */
export function locationOf({ headers }: Response): string {
  return headers.get('location') ?? '';
}

/** Whether a response tells the browser of a login that was refused. */
export function isRefused(response: Response): boolean {
  return locationOf(response).includes('?problem=');
}

/** A login that answers each refusal with another login of the tenant. */
export function startingAgain(login: Login): Login {
  let tenant = '';
  return changed(login, (response, { url }) => {
    tenant = new URL(url).searchParams.get('tenant') ?? tenant;
    if (!isRefused(response)) return response;
    return new Response(null, { status: 302, headers: { Location: `/sso/login?tenant=${tenant}` } });
  });
}
