import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { mistakesDocument } from '../test/callback/variants/document.ts';

// The table of mistakes and checks; a test fails when it is stale.
writeFileSync(fileURLToPath(new URL('../docs/mistakes.md', import.meta.url)), mistakesDocument());
