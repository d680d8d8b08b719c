import { both, type Localized, verbatim } from '../../text/translate.ts';

/** The languages that have a starter, by the name of the folder in `templates`. */
export const starterLanguages = ['node', 'java', 'python', 'php', 'go'] as const;
export type StarterLanguage = (typeof starterLanguages)[number];

/** What a starter is, and how to run it. */
export interface Starter {
  readonly language: StarterLanguage;
  readonly framework: Localized;
  /** What must be installed. */
  readonly needs: Localized;
  /** Command that installs the libraries, once; absent if there are none. */
  readonly setup?: string;
  /** Shell command that starts the server in its folder. */
  readonly start: string;
  /** Whether it has the login of joint-operation buyers. */
  readonly hasLogin?: true;
}

export const starters: readonly Starter[] = [
  {
    language: 'node',
    framework: verbatim('Express'),
    needs: both('Node.js {version} or newer, with npm', { version: '22.19' }),
    setup: 'npm install',
    start: 'npm start',
    hasLogin: true,
  },
  {
    language: 'java',
    framework: verbatim('Spring MVC'),
    needs: both('a JDK {version} or newer, and Maven', { version: '17' }),
    // The first build loads the libraries, for which the start would not wait.
    setup: 'mvn -q -B package -DskipTests',
    start: 'mvn -q -B package -DskipTests && java -jar target/callbacks.jar',
  },
  {
    language: 'python',
    framework: verbatim('Flask'),
    needs: both('Python {version} or newer, with {tool}', { version: '3.11', tool: 'pip' }),
    setup: 'python3 -m venv .venv && . .venv/bin/activate && pip install -r requirements.txt',
    start: 'python3 app.py',
  },
  {
    language: 'php',
    framework: both('plain PHP'),
    needs: both('PHP {version} or newer, with its extensions {extensions, and}', {
      version: '8.2',
      extensions: ['openssl', 'pdo_sqlite', 'iconv'],
    }),
    start: 'php bin/serve.php',
  },
  {
    language: 'go',
    framework: verbatim('net/http'),
    needs: both('Go {version} or newer, and a C compiler', { version: '1.22' }),
    // The first build compiles SQLite, for which the start would not wait.
    setup: 'go build ./...',
    start: 'go run .',
  },
];
