import type { ChildProcess } from 'node:child_process';

/** Waits until koo waits for changes, once for each step, and then does what the step says. */
export function between(...steps: readonly ((child: ChildProcess) => void)[]) {
  return (child: ChildProcess) => {
    let heard = '';
    let done = 0;
    child.stderr?.on('data', (text) => {
      heard += text;
      while (heard.split('Waiting for changes').length - 1 > done) {
        steps[done]?.(child);
        done += 1;
      }
    });
  };
}

export const interrupt = (child: ChildProcess) => void child.kill('SIGINT');

/** The titles of the runs, without their times. */
export const runsIn = (stdout: string) =>
  stdout.match(/(?<=━━ )Run \d+, \S+: .*(?= ━━)/g)?.map((line) => line.replace(/, [\d:]{8}/, ''));
