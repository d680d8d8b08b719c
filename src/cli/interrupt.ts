import { ExitCode } from '../errors/exit-codes.ts';

let controller: AbortController | undefined;

/**
 * The abort signal of Ctrl-C, for a command that has work to finish or results to print when it is interrupted. A
 * second Ctrl-C exits at once.
 */
export function interruption(): AbortSignal {
  controller ??= new AbortController();
  return controller.signal;
}

/** Handles Ctrl-C: aborts the signal of {@link interruption} if a command uses it; otherwise exits. */
export function interrupt(): void {
  if (!controller || controller.signal.aborted) process.exit(ExitCode.interrupted);
  controller.abort();
}
