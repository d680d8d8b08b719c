const loopback = /^((.+\.)?localhost|127(\.\d+){3}|\[::1\])$/i;

/**
 * Whether a host is a loopback address, or a name below `localhost`, which is this machine as in browsers.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6761.html#section-6.3
 */
export function isLoopback(hostname: string): boolean {
  return loopback.test(hostname);
}

/** The name by which a host is found: resolvers need not know those below `localhost`. */
export function resolvableName(hostname: string): string {
  return /\.localhost$/i.test(hostname) ? 'localhost' : hostname;
}
