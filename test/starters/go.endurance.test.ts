import { languages } from './languages.ts';
import { testWholly } from './whole-tests.ts';

testWholly(languages.go);
