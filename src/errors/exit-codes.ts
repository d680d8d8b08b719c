/** Exit codes of koo; scripts rely on these numbers. */
export const ExitCode = {
  success: 0,
  /** A bug in koo. */
  defect: 1,
  /** A flag, an argument or an input file is wrong. */
  usage: 2,
  /** No profile, no credentials, an unreadable store, or an operation that the site does not offer. */
  configuration: 3,
  /** The server rejected the credentials or denied permission. */
  permission: 4,
  /** The server answered with a business error. */
  business: 5,
  /** Network, DNS, TLS, timeout. */
  network: 6,
  /** A check failed. */
  check: 7,
  /** Part of a batch failed. */
  partial: 8,
  /** Ctrl-C, or a prompt that was cancelled. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** The category of a failure; each has one exit code. */
export type Category = Exclude<keyof typeof ExitCode, 'success'>;
