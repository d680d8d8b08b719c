const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/i;

/** Whether a URL's host is this machine's own. */
export function isLoopback(hostname: string): boolean {
  return loopback.test(hostname);
}
