import { readFileSync } from 'node:fs';
import { afterEach } from 'vitest';
import { readCatalogue } from '../../src/text/catalogue.ts';
import { useDataFolder } from '../../src/text/data.ts';
import { useCatalogue, useLanguage } from '../../src/text/translate.ts';
import { cataloguePath, dataFolder } from './catalogue.ts';

useDataFolder(dataFolder);
useCatalogue(() => readCatalogue(readFileSync(cataloguePath)));

// What a test chose is its own.
afterEach(() => useLanguage('en'));
