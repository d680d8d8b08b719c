import type { Login } from '../../../src/callback/merchant/login/model.ts';

export type Act = (
  request: Request,
  handle: Login['handle'],
  origin: string,
) => Promise<Response | undefined>;

type Change = (login: Login, origin: string) => Login;

/** Handles the requests of a path in another way. */
export function at(path: string, act: Act): Change {
  return ({ handle }, origin) => ({
    handle: (request) =>
      new URL(request.url).pathname === path ? act(request, handle, origin) : handle(request),
  });
}

/** Handles all requests in another way. */
export function everywhere(act: Act): Change {
  return ({ handle }, origin) => ({ handle: (request) => act(request, handle, origin) });
}

/** A response with other headers. */
export function withHeaders(response: Response, change: (headers: Headers) => void): Response {
  const headers = new Headers(response.headers);
  change(headers);
  return new Response(response.body, { status: response.status, headers });
}

/** A response that leads elsewhere, if it leads anywhere. */
export function leading(
  response: Response | undefined,
  change: (location: URL) => string,
  origin: string,
): Response | undefined {
  const location = response?.headers.get('location');
  if (!response || location == null) return response;
  return withHeaders(response, (headers) => headers.set('Location', change(new URL(location, origin))));
}

/** A response with other cookies. */
export function withCookies(
  response: Response | undefined,
  change: (cookie: string) => string | undefined,
): Response | undefined {
  return (
    response &&
    withHeaders(response, (headers) => {
      const cookies = headers.getSetCookie();
      headers.delete('Set-Cookie');
      for (const cookie of cookies.flatMap((one) => change(one) ?? [])) headers.append('Set-Cookie', cookie);
    })
  );
}

/** The address of a request, without the origin. */
export function placeOf({ url }: Request): string {
  const { pathname, search } = new URL(url);
  return pathname + search;
}

export function cookieOf({ headers }: Request, name: string): string | undefined {
  const pairs = (headers.get('cookie') ?? '').split('; ');
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
}

/** A request with other parameters. */
export function withQuery(request: Request, change: (query: URLSearchParams) => void): Request {
  const url = new URL(request.url);
  change(url.searchParams);
  return new Request(url, { method: request.method, headers: request.headers });
}
