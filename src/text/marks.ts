/** The mark in front of a result. */
export const marks = { passed: '✔', failed: '✖', warned: '⚠', skipped: '−' } as const;

/** The marks for a terminal that shows ASCII only. */
export const asciiMarks = { passed: '+', failed: 'x', warned: '!', skipped: '-' } as const;
