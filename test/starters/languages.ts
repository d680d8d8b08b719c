import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type StarterLanguage, starterLanguages } from '../../src/callback/starter/languages.ts';
import { scratch } from '../support/koo.ts';

/** A program and its arguments. */
export type Command = readonly [program: string, ...args: string[]];

/** How the starter of a language is built, started and examined. */
export interface Language {
  readonly name: StarterLanguage;
  /**
   * What this machine lacks for it; `undefined` if nothing.
   *
   * @param mayDownload whether the tools of the language may fetch its libraries
   */
  missing(mayDownload: boolean): string | undefined;
  /** Environment of all commands in the folder of a project. */
  env?(folder: string): Readonly<Record<string, string>>;
  /** Before a project is built or tested. */
  prepare?(folder: string): void;
  /** Compiles what is started. */
  readonly build?: Command;
  readonly start: Command;
  /** The server hands a body to the program only when it has all of it in memory, whatever its length. */
  readonly buffersBodies?: true;
  /** The project's own tests. */
  readonly tests: Command;
  /** Compiles several projects with their tests, for a language whose lints and start do not. */
  compileAll?(folders: readonly string[]): Command;
  /** Each prints nothing, or exits with another code than 0. `FILES` stands for the files with the extension. */
  readonly lints: readonly Lint[];
  readonly crossCheck: {
    prepare?(folder: string): void;
    readonly build?: Command;
    /** Answers questions to the signing core of the project, in whose folder it runs. */
    readonly driver: Command;
  };
}

/** A check of the files of a project. */
export interface Lint {
  readonly command: Command;
  /** Adds the paths of all files with this extension. */
  readonly of?: string;
  /** One file at a time. */
  readonly each?: true;
  /** Printing anything is a finding. */
  readonly isSilent?: true;
}

/** Files of this folder. */
function here(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url));
}

const root = here('../..');

function runs(program: string, ...args: readonly string[]): boolean {
  return spawnSync(program, args, { stdio: 'ignore' }).status === 0;
}

/** Those of the programs that are not there: `go is not installed`. */
function lacking(programs: Readonly<Record<string, readonly string[]>>): string | undefined {
  const absent = Object.entries(programs)
    .filter(([program, args]) => !runs(program, ...args))
    .map(([program]) => program);
  return absent.length === 0 ? undefined : `${absent.join(' and ')} not installed`;
}

const pythonPackages = 'import flask, cryptography, waitress';

/** A Python with the packages of the starter: the first on the PATH may be one without them. */
const python =
  ['python3', '/usr/bin/python3'].find((program) => runs(program, '-c', pythonPackages)) ?? 'python3';

const node: Language = {
  name: 'node',
  missing: () => undefined,
  prepare(folder) {
    symlinkSync(`${root}/node_modules`, join(folder, 'node_modules'));
    // Biome reads all files below its configuration.
    copyFileSync(`${root}/biome.json`, join(folder, 'biome.json'));
  },
  start: [process.execPath, 'src/server.js'],
  tests: [process.execPath, '--test'],
  lints: [
    {
      command: [`${root}/node_modules/.bin/biome`, 'check', '--error-on-warnings', '--vcs-enabled=false'],
      of: 'js',
    },
  ],
  crossCheck: { driver: [process.execPath, here('crosscheck/node/crosscheck.js'), '.'] },
};

/** Debian has its own version of each library, in a repository that Maven can read. */
const debianJava = existsSync('/usr/share/maven-repo/org/springframework/spring-webmvc');
const debianVersions = {
  spring: 'debian',
  tomcat: '9.x',
  jackson: '2.x',
  sqlite: 'debian',
  junit: 'debian',
  surefire: '2.22.3',
};

const debianMavenArgs = [
  `-s ${here('java/settings.xml')} -Dmaven.repo.local=${root}/node_modules/.cache/maven`,
  ...Object.entries(debianVersions).map(([name, version]) => `-D${name}.version=${version}`),
].join(' ');

const java: Language = {
  name: 'java',
  missing: (mayDownload) =>
    lacking({ javac: ['-version'], mvn: ['-v'] }) ??
    (mayDownload || debianJava ? undefined : 'the Java libraries of Debian not installed'),
  env: () => ({
    // Half the processor time of a short run.
    MAVEN_OPTS: '-XX:TieredStopAtLevel=1 -XX:+UseSerialGC',
    ...(debianJava && { MAVEN_ARGS: debianMavenArgs }),
  }),
  build: ['mvn', '-q', '-B', 'package', '-DskipTests'],
  start: ['java', '-XX:TieredStopAtLevel=1', '-jar', 'target/callbacks.jar'],
  // In the process of Maven.
  tests: ['mvn', '-q', '-B', 'test', '-DforkCount=0'],
  compileAll(folders) {
    const parent = mkdtempSync(join(scratch, 'all-'));
    const modules = folders.map((folder) => `<module>${relative(parent, folder)}</module>`).join('');
    const ids = '<groupId>com.example</groupId><artifactId>all</artifactId><version>1</version>';
    const text = `<project><modelVersion>4.0.0</modelVersion>${ids}<packaging>pom</packaging><modules>${modules}</modules></project>`;
    writeFileSync(join(parent, 'pom.xml'), text);
    return ['mvn', '-q', '-B', 'test-compile', '-f', join(parent, 'pom.xml')];
  },
  lints: [],
  crossCheck: {
    build: [
      ...(['javac', '-cp', 'target/callbacks.jar', '-d', 'target/cross-check'] as const),
      here('crosscheck/java/CrossCheck.java'),
    ],
    driver: ['java', '-cp', 'target/cross-check:target/callbacks.jar', 'com.example.koogallery.CrossCheck'],
  },
};

const pythonStarter: Language = {
  name: 'python',
  missing: () =>
    runs(python, '-c', pythonPackages)
      ? undefined
      : 'no Python with the packages flask, cryptography and waitress',
  env: () => ({
    PYTHONDONTWRITEBYTECODE: '1',
    // For the `python3` of koo.yaml.
    ...(python.startsWith('/') && { PATH: `${dirname(python)}:${process.env.PATH}` }),
  }),
  start: [python, 'app.py'],
  tests: [python, '-m', 'unittest'],
  lints: runs('black', '--version') ? [{ command: ['black', '--check', '-q', '--diff', '.'] }] : [],
  crossCheck: { driver: [python, here('crosscheck/python/driver.py'), '.'] },
};

const php: Language = {
  name: 'php',
  missing: () =>
    lacking({ php: ['-v'], phpunit: ['--version'] }) ??
    (runs('php', '-r', "exit(extension_loaded('pdo_sqlite') && extension_loaded('openssl') ? 0 : 1);")
      ? undefined
      : 'PHP without pdo_sqlite or openssl'),
  start: ['php', 'bin/serve.php'],
  // That of PHP itself, for tests: nginx and Apache limit a body.
  buffersBodies: true,
  tests: ['phpunit'],
  lints: [{ command: ['php', '-l'], of: 'php', each: true }],
  crossCheck: { driver: ['php', here('crosscheck/php/driver.php'), '.'] },
};

/** Debian's package of the SQLite driver, which Go does not find by itself. */
const debianGo = '/usr/share/gocode/src/github.com/mattn/go-sqlite3';

const go: Language = {
  name: 'go',
  missing: (mayDownload) =>
    lacking({ go: ['version'], gcc: ['--version'] }) ??
    (mayDownload || existsSync(debianGo) ? undefined : 'golang-github-mattn-go-sqlite3-dev not installed'),
  env: (folder) => ({
    // The user's, also where a test has another home: SQLite takes long to compile.
    GOCACHE: process.env.GOCACHE ?? join(homedir(), '.cache/go-build'),
    ...(existsSync(debianGo) && {
      GOTOOLCHAIN: 'local',
      GOPROXY: 'off',
      GOFLAGS: `-modfile=${join(dirname(folder), 'debian.mod')}`,
    }),
  }),
  prepare(folder) {
    const replacement = `replace github.com/mattn/go-sqlite3 => ${debianGo}\n`;
    writeFileSync(join(folder, '../debian.mod'), readFileSync(join(folder, 'go.mod'), 'utf8') + replacement);
  },
  build: ['go', 'build', '-o', 'server', '.'],
  start: ['./server'],
  tests: ['go', 'test', './...'],
  lints: [{ command: ['gofmt', '-l', '.'], isSilent: true }, { command: ['go', 'vet', './...'] }],
  crossCheck: {
    // Other modules cannot import its internal packages.
    prepare(folder) {
      const text = readFileSync(here('crosscheck/go/main.go'), 'utf8');
      mkdirSync(join(folder, 'crosscheck'));
      writeFileSync(
        join(folder, 'crosscheck/main.go'),
        text.replaceAll('koogallery-callbacks', basename(folder)),
      );
    },
    build: ['go', 'build', '-o', 'cross-check', './crosscheck'],
    driver: ['./cross-check'],
  },
};

/** All languages that have a starter. */
export const languages: Readonly<Record<StarterLanguage, Language>> = {
  node,
  java,
  python: pythonStarter,
  php,
  go,
};

/** The languages that must be tested here: `KOO_STARTERS` lists them, `all` is all. */
export function demanded(): readonly string[] {
  const { KOO_STARTERS = '' } = process.env;
  return KOO_STARTERS === 'all' ? starterLanguages : KOO_STARTERS.split(',').filter(Boolean);
}

/** Why the tests of a language do not run. Without KOO_STARTERS, the languages that are installed are tested. */
export function whyNot({ name, missing }: Language): string | undefined {
  if (process.platform === 'win32') return 'the tests need the signals of Unix';
  const names = demanded();
  return names.length === 0 || names.includes(name) ? missing(names.length > 0) : 'not in KOO_STARTERS';
}
