/** Sources that are mutated together, and the tests that must notice: those that need no build. */
export interface Area {
  readonly sources: string[];
  readonly tests: string[];
  /** The tests leave nothing behind, so that not every file need load everything anew. */
  readonly isShared?: true;
}

export const areas: Readonly<Record<string, Area>> = {
  signing: { sources: ['src/signing/**/*.ts'], tests: ['test/signing/**/*.test.ts'] },
  lifecycle: { sources: ['src/lifecycle/*.ts'], tests: ['test/lifecycle/*.test.ts'] },
  openapi: { sources: ['src/openapi/{*,billing/*}.ts'], tests: ['test/openapi/{*,billing/*}.test.ts'] },
  usage: {
    sources: ['src/usage/{*,journal/*,read/*}.ts'],
    tests: ['test/usage/{*,journal/*,read/*}.test.ts'],
  },
  checks: {
    sources: ['src/callback/checks/**/*.ts'],
    tests: [
      'test/callback/checks/*.test.ts',
      'test/callback/suite/*.test.ts',
      'scripts/mutation/checks.test.ts',
    ],
    isShared: true,
  },
  exploration: {
    sources: ['src/callback/exploration/**/*.ts'],
    tests: ['test/callback/exploration/**/*.test.ts', 'test/callback/checks/restart.test.ts'],
    isShared: true,
  },
};
