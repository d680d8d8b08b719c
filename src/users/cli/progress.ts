import type { Localized } from '../../text/localized.ts';

export interface UsersProgress {
  /** @param total where it is known */
  show(what: Localized, done: number, total?: number): void;
  /** Takes the line away. */
  end(): void;
}

const everyMs = 100;

/** A line on stderr that tells how far a piece of work is; nothing where stderr is no terminal. */
export function createUsersProgress({
  quiet,
  text,
  stream = process.stderr,
  clock = () => performance.now(),
}: {
  readonly quiet: boolean;
  text(text: Localized): string;
  readonly stream?: Pick<NodeJS.WriteStream, 'write' | 'isTTY' | 'columns'>;
  clock?(): number;
}): UsersProgress {
  if (!stream.isTTY || quiet) return { show: () => {}, end: () => {} };
  let last = Number.NEGATIVE_INFINITY;
  let isShown = false;
  return {
    show: (what, done, total) => {
      if (clock() - last < everyMs) return;
      last = clock();
      isShown = true;
      const count = total === undefined ? String(done) : `${done} / ${total}`;
      stream.write(`\r\x1b[2K${`${text(what)} ${count}`.slice(0, (stream.columns ?? 80) - 1)}`);
    },
    end: () => {
      if (isShown) stream.write('\r\x1b[2K');
      isShown = false;
      last = Number.NEGATIVE_INFINITY;
    },
  };
}
