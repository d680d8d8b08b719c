import { once } from 'node:events';
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

/** Resolves at Ctrl-C, at SIGTERM, or when the reader of the output has exited. */
export async function untilEnded(): Promise<void> {
  await Promise.race([
    once(interruption(), 'abort'),
    once(process, 'SIGTERM'),
    once(process.stdout, 'error'),
  ]);
}

let reportExit = (): void => {};

/**
 * Handles Ctrl-C: aborts the signal of {@link interruption} if a command uses it; otherwise exits.
 *
 * @param report called before koo exits without a result
 */
export function handleInterrupts(report: () => void): void {
  reportExit = report;
  process.on('SIGINT', interrupt);
}

/** Does what Ctrl-C does; also for a command that ends in order on another signal. */
export function interrupt(): void {
  if (!controller || controller.signal.aborted) {
    reportExit();
    process.exit(ExitCode.interrupted);
  }
  controller.abort();
}
