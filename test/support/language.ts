import { readFileSync } from 'node:fs';
import { afterEach } from 'vitest';
import { readCatalogue } from '../../src/text/catalogue.ts';
import { useCatalogue, useLanguage } from '../../src/text/translate.ts';
import { cataloguePath } from './catalogue.ts';

useCatalogue(() => readCatalogue(readFileSync(cataloguePath)));

// What a test chose is its own.
afterEach(() => useLanguage('en'));
