import { KooError } from '../errors/koo-error.ts';

/**
 * Takes the faults of stdout and stderr. A reader that has seen enough (`| head`) is none: what else is written
 * goes nowhere, the command finishes, its files are written and its verdict stands. Any other fault, such as a full
 * disk, is told once and decides the exit code.
 */
export function watchStreams(tell: (failure: KooError) => void): void {
  let told = false;
  // oclif's own listener throws.
  process.stdout.removeAllListeners('error').on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE' || told) return;
    told = true;
    const failure = unwritable(error.code ?? error.name);
    tell(failure);
    process.on('exit', () => {
      process.exitCode = failure.exitCode;
    });
  });
  // There is nowhere left to tell it.
  process.stderr.on('error', () => {});
}

function unwritable(reason: string): KooError {
  return new KooError({
    category: 'usage',
    code: 'UNWRITABLE_OUTPUT',
    message: {
      en: `The output cannot be written (${reason}); it is not complete`,
      zh: `无法写入输出内容（${reason}），输出不完整`,
    },
    hint: {
      en: 'Make room where stdout goes to, or send it elsewhere.',
      zh: '请清理标准输出所在的磁盘空间，或改用其他输出位置。',
    },
  });
}
