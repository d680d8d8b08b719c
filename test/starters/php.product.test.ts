import { languages } from './languages.ts';
import { testPlainly } from './plain-tests.ts';

testPlainly(languages.php);
