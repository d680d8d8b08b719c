const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/i;

/** Whether a host is a loopback address. */
export function isLoopback(hostname: string): boolean {
  return loopback.test(hostname);
}
