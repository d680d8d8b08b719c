import { languages } from './languages.ts';
import { testStarter } from './starter-tests.ts';

testStarter(languages.php);
