/** The system code of an error, such as `ENOENT`; `undefined` if it has none. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}

/** The code of a network error, which undici and Node wrap in other errors; else the name of the error. */
export function networkCode(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return networkCode(error.errors[0]);
  if (!(error instanceof Error)) return 'UNKNOWN';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error.cause ? networkCode(error.cause) : error.name;
}

/** Whether an error comes from a system call. */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error && 'code' in error;
}

/** Whether an error comes from reading a file or a pipe. */
export function isReadError(error: unknown): boolean {
  return isSystemError(error) && error.syscall === 'read';
}
