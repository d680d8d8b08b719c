import type { Localized } from '../../text/localized.ts';

/** A candidate for the word at the cursor. */
export interface Candidate {
  readonly value: string;
  readonly text: Localized;
}

/** The result for the shell. */
export interface Completion {
  readonly candidates: readonly Candidate[];
  /** The part of the word before a file name; absent if no file is expected. */
  readonly filesBehind?: string;
  /** Whether the word continues, so that no space is added. */
  readonly open?: boolean;
}

/** The command line whose value is completed. */
export interface Line {
  /** ID of the command, `callback:send`. */
  readonly id: string;
  /** The arguments before the cursor. */
  readonly args: readonly string[];
  /** The flags of the command line, with the last value of each. */
  readonly flags: ReadonlyMap<string, string>;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export const shells = ['bash', 'zsh', 'fish', 'powershell'] as const;
export type Shell = (typeof shells)[number];
