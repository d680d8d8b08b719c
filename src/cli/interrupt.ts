import { ExitCode } from '../errors/exit-codes.ts';

let controller: AbortController | undefined;

/**
 * The signal of Ctrl-C, for a command that has something to finish or to show when it is interrupted. The
 * command ends soon after; a second Ctrl-C ends koo at once.
 */
export function interruption(): AbortSignal {
  controller ??= new AbortController();
  return controller.signal;
}

/** What Ctrl-C does: tells the command that asked for {@link interruption}, else ends koo. */
export function interrupt(): void {
  if (!controller || controller.signal.aborted) process.exit(ExitCode.interrupted);
  controller.abort();
}
