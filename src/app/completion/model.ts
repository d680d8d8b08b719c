import type { Localized } from '../../text/localized.ts';

/** Something that can be put in place of the word at the cursor. */
export interface Candidate {
  readonly value: string;
  readonly text: Localized;
}

/** What the shell is told. */
export interface Completion {
  readonly candidates: readonly Candidate[];
  /** Behind which text of the word file names go; absent when none are wanted. */
  readonly filesBehind?: string;
  /** More of the same word is to come: no space behind it. */
  readonly open?: boolean;
}

/** What is known of the command line where a value is wanted. */
export interface Line {
  /** Id of the command, `callback:send`. */
  readonly id: string;
  /** The arguments in front of the cursor. */
  readonly args: readonly string[];
  /** The flags on the line, with the last value of each. */
  readonly flags: ReadonlyMap<string, string>;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The shells that koo can be completed in. */
export const shells = ['bash', 'zsh', 'fish', 'powershell'] as const;
export type Shell = (typeof shells)[number];
