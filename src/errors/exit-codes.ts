/** What a process of koo ends with; scripts rely on these numbers. */
export const ExitCode = {
  success: 0,
  /** A fault of koo itself. */
  defect: 1,
  /** A flag, an argument or an input file is wrong. */
  usage: 2,
  /** No profile, no credential, a store that cannot be read, an operation this site does not offer. */
  configuration: 3,
  /** The server refused the credentials or the permission. */
  permission: 4,
  /** The server answered with a business error. */
  business: 5,
  /** Network, DNS, TLS, deadline. */
  network: 6,
  /** A check failed. */
  check: 7,
  /** A part of a batch failed. */
  partial: 8,
  /** Ctrl-C, or a prompt that was cancelled. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** The kind of a failure; each kind has one exit code. */
export type Category = Exclude<keyof typeof ExitCode, 'success'>;
