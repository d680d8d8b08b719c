export const marks = { passed: '✔', failed: '✖', warned: '⚠', skipped: '−' } as const;

/** The marks of results for a terminal that shows only ASCII. */
export const asciiMarks = { passed: '+', failed: 'x', warned: '!', skipped: '-' } as const;
