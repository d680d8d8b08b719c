import { spawn, spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import xterm, { type IBufferCell } from '@xterm/headless';
import { binary, neutral } from './koo.ts';

/** Whether this machine has util-linux's `script`, which gives a program a terminal; others take other flags. */
export const hasTerminal = process.platform === 'linux' && spawnSync('script', ['--version']).status === 0;

export interface TerminalOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly columns?: number;
  readonly rows?: number;
  /** Prints the name of the terminal first, for `resize`. */
  readonly showTty?: boolean;
  /** Appended to the command, such as a redirection. */
  readonly shell?: string;
}

/** A run of koo in a pseudo-terminal, and the screen that its user sees. */
export interface KooTerminal {
  /** The lines of the screen; a line that the terminal wrapped is one. */
  screen(): string;
  /** The lines of the screen with their colours, as SGR codes. */
  coloured(): string[];
  /** Waits until the screen contains a text, whatever white space is in it. */
  sees(text: string): Promise<void>;
  /** Waits until a question is asked, or its answer refused, then types. */
  type(asked: string, keys: string): Promise<void>;
  /** Types at once. */
  press(keys: string): void;
  /** Changes the size of the terminal, as a user does with its window. */
  resize(columns: number, rows: number): void;
  /** All that was ever written to the terminal. */
  transcript(): string;
  /** The exit code, once koo has ended. */
  readonly ended: Promise<number | null>;
}

export const keys = {
  enter: '\r',
  down: '\x1b[B',
  up: '\x1b[A',
  space: ' ',
  escape: '\x1b',
  interrupt: '\x03',
  clear: '\x15',
};

/** How long a screen may take to show something, before the test fails with what it shows. */
const limitMs = 20_000;

/** Runs the built koo in a pseudo-terminal. */
export function openTerminal(args: readonly string[], options: TerminalOptions): KooTerminal {
  const { env, cwd, columns = 80, rows = 40, shell = '', showTty = false } = options;
  const words = [process.execPath, binary, ...args].map((word) => `'${word.replaceAll("'", `'\\''`)}'`);
  const command = `stty cols ${columns} rows ${rows} && ${showTty ? 'echo tty $(tty) && ' : ''}exec ${words.join(' ')} ${shell}`;
  const child = spawn('script', ['-qec', command, '/dev/null'], {
    cwd,
    env: { ...neutral, TERM: 'xterm-256color', ...env },
  });
  const terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
  let written = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    written += text;
    terminal.write(text);
  });
  child.stdin.on('error', () => {});
  const limit = setTimeout(() => child.kill('SIGKILL'), 60_000);
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject).on('close', (code) => {
      clearTimeout(limit);
      terminal.write('', () => resolve(code));
    });
  });

  const lines = () =>
    Array.from({ length: terminal.buffer.active.length }, (_, row) =>
      terminal.buffer.active.getLine(row),
    ).flatMap((line) => line ?? []);
  const screen = () =>
    lines()
      .map((line, row) => `${row > 0 && !line.isWrapped ? '\n' : ''}${line.translateToString(true)}`)
      .join('')
      .trimEnd();
  const awaits = async (text: string, shown: () => string) => {
    const wanted = text.replaceAll(/\s+/g, '');
    for (let waited = 0; !shown().replaceAll(/\s+/g, '').includes(wanted); waited += 20) {
      if (waited > limitMs) throw new Error(`The screen does not show "${text}":\n${screen()}`);
      await sleep(20);
    }
  };
  /** The question that is asked now; an answered one is marked in another way. */
  const question = () => `\n${screen()}`.split('\n? ').slice(1).at(-1) ?? '';
  return {
    screen,
    coloured: () =>
      lines().map((line) =>
        Array.from({ length: columns }, (_, x) => line.getCell(x))
          .map(styled)
          .join(''),
      ),
    sees: (text) => awaits(text, screen),
    type: async (asked, text) => {
      await awaits(asked, question);
      child.stdin.write(text);
    },
    press: (text) => {
      child.stdin.write(text);
    },
    resize: (width, height) => {
      terminal.resize(width, height);
      const [tty] = written.match(/(?<=tty )\/dev\/\S+/) ?? [''];
      spawnSync('stty', ['-F', tty, 'cols', String(width), 'rows', String(height)]);
    },
    transcript: () => written,
    ended,
  };
}

function styled(cell: IBufferCell | undefined): string {
  if (!cell || cell.getWidth() === 0) return '';
  const codes = [
    ...(cell.isBold() ? [1] : []),
    ...(cell.isDim() ? [2] : []),
    ...(cell.isFgPalette() && cell.getFgColor() < 8 ? [30 + cell.getFgColor()] : []),
    ...(cell.isFgPalette() && cell.getFgColor() >= 8 ? [90] : []),
  ];
  const text = cell.getChars() || ' ';
  return codes.length > 0 ? `\x1b[${codes.join(';')}m${text}\x1b[0m` : text;
}
