/** Sources that are mutated together, and the tests that must notice: those that need no build. */
export interface Area {
  readonly mutate: readonly string[];
  readonly tests: readonly string[];
}

export const areas: Readonly<Record<string, Area>> = {
  signing: { mutate: ['src/signing/**/*.ts'], tests: ['test/signing/**/*.test.ts'] },
  lifecycle: { mutate: ['src/lifecycle/*.ts'], tests: ['test/lifecycle/*.test.ts'] },
  openapi: {
    mutate: ['src/openapi/*.ts', 'src/openapi/billing/*.ts'],
    tests: ['test/openapi/*.test.ts', 'test/openapi/billing/*.test.ts'],
  },
  usage: {
    mutate: ['src/usage/**/*.ts', '!src/usage/cli/**'],
    tests: ['test/usage/*.test.ts', 'test/usage/journal/*.test.ts'],
  },
  checks: {
    mutate: ['src/callback/checks/**/*.ts'],
    tests: ['test/callback/checks/*.test.ts', 'test/callback/suite/*.test.ts'],
  },
};
