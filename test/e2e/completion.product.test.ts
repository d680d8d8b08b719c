import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { binary } from '../support/koo.ts';

const windows = process.platform === 'win32';
const has = (shell: string) => !windows && spawnSync(shell, ['-c', 'true']).status === 0;
/** util-linux's, which gives a program a terminal; others take other flags. */
const hasTerminal = process.platform === 'linux' && spawnSync('script', ['--version']).status === 0;

const home = mkdtempSync(join(tmpdir(), 'koo-shells-'));
const area = join(home, 'area');
const env = {
  HOME: home,
  PATH: [join(home, 'bin'), dirname(process.execPath), process.env.PATH].join(delimiter),
  LC_ALL: 'C.UTF-8',
  TERM: 'xterm',
  XDG_CACHE_HOME: join(home, 'cache'),
};

beforeAll(() => {
  if (windows) return;
  mkdirSync(join(home, 'bin'));
  mkdirSync(join(area, 'reports'), { recursive: true });
  chmodSync(binary, 0o755);
  symlinkSync(binary, join(home, 'bin/koo'));
  for (const name of ['usage.csv', 'my file.csv', 'reports/only.json']) writeFileSync(join(area, name), '');
});

/** What a shell prints that runs a text. */
function shell(name: string, script: string, args: readonly string[] = ['-c']): string {
  return execFileSync(name, [...args, script], {
    cwd: area,
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Types keys into a shell on a terminal once it is ready, and gives what it shows until a text is there. */
function typed(command: string, keys: string, until: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn('script', ['-qec', command, '/dev/null'], { cwd: area, env });
    let screen = '';
    let sent = false;
    const limit = setTimeout(() => child.kill('SIGKILL'), 15_000);
    child.stdout.setEncoding('utf8').on('data', (text) => {
      screen += text;
      if (!sent && screen.includes('READY ')) {
        sent = true;
        screen = '';
        child.stdin.write(keys);
      } else if (sent && screen.includes(until)) child.kill('SIGKILL');
    });
    child.stdin.on('error', () => {});
    child.on('error', reject).on('close', () => {
      clearTimeout(limit);
      resolve(screen);
    });
  });
}

/** Lines of a command, the shells' way of completing it, and what must be and must not be offered. */
const cases: readonly (readonly [line: string, offered: readonly string[], not: readonly string[]])[] = [
  ['koo call', ['callback'], ['order']],
  ['koo callback send newI', ['newInstance'], ['releaseInstance']],
  ['koo callback send newInstance --ta', ['--tamper'], ['--timeout']],
  ['koo login --site s', ['sandbox'], ['cn']],
  ['koo callback test --protocol v2,v2', ['v2,v2-kit'], ['v2,v1']],
  ['koo codes MKT.015', ['MKT.0151'], ['MKT.0250']],
  ['koo callback test --only V2-AUTH-STA', ['V2-AUTH-STALE'], ['NET-HTTPS']],
  ['koo usage check us', ['usage.csv'], ['reports']],
  ['koo completion po', ['powershell'], ['bash']],
];

describe.skipIf(!has('bash'))('bash', () => {
  /** The way readline asks: the words of the line, cut as bash cuts them. */
  function reply(words: readonly string[]): string[] {
    // What readline replaces: behind a = or :, but with an @.
    const last = /^[=:]$/.test(words.at(-1) ?? '') ? '' : (words.at(-1) ?? '');
    const quoted = words.map((word) => `'${word}'`).join(' ');
    const text = shell(
      'bash',
      `eval "$(koo completion bash)"; COMP_WORDS=(${quoted}); COMP_CWORD=${words.length - 1}; COMP_TYPE=9; _koo koo '${last}'; printf '%s\\n' "\${COMPREPLY[@]}"`,
    );
    return text.split('\n').filter((line) => line !== '');
  }

  // Files it leaves to readline, which takes a terminal.
  it.each(cases.filter(([line]) => !line.includes('usage')))('completes %s', (line, offered, not) => {
    const values = reply(line.split(' ')).map((one) => one.split('  ')[0]?.trim());
    expect(values).toEqual(expect.arrayContaining([...offered]));
    for (const one of not) expect(values).not.toContain(one);
  });

  it('takes a flag with its value apart, as bash does', () => {
    expect(reply(['koo', 'login', '--site', '=', 'sand'])).toEqual(['sandbox']);
  });

  it('shows what values mean when there are several', () => {
    expect(reply(['koo', 'callback', 's'])).toContainEqual(
      expect.stringMatching(/^send {3}\(Send one callback to a merchant's/),
    );
  });

  it('leaves out descriptions on a narrow terminal', () => {
    const text = shell(
      'bash',
      'eval "$(koo completion bash)"; COMP_WORDS=(koo codes ""); COMP_CWORD=2; COMP_TYPE=9; COLUMNS=5; _koo koo "" 2>&1',
    );
    expect(text).toBe('');
  });

  const file = join(home, 'rc.bash');
  const bash = `bash --noprofile --rcfile ${file} -i`;
  beforeAll(() => writeFileSync(file, 'eval "$(koo completion bash)"\nPS1="READY "\n'));

  it.skipIf(!hasTerminal).each([
    ['koo usage check us', 'koo usage check usage.csv '],
    ['koo usage check my', 'koo usage check my\\ file.csv '],
    ['koo usage check "my', 'koo usage check "my file.csv" '],
    ["koo usage check 'my", "koo usage check 'my file.csv' "],
    ['koo usage check ~/area/rep', 'koo usage check ~/area/reports/'],
    ['koo usage check $HOME/area/rep', 'koo usage check $HOME/area/reports/'],
    ['koo usage check re', 'koo usage check reports/'],
    ['koo usage push --rejects=re', 'koo usage push --rejects=reports/'],
    ['koo callback test --reporter=junit=re', 'koo callback test --reporter=junit=reports/'],
    ['koo callback sign @us', 'koo callback sign @usage.csv '],
    ['koo callback sign "@my', 'koo callback sign "@my file.csv" '],
    ['koo callback send newInstance --data @reports/on', '--data @reports/only.json '],
    ['koo callback send newInstance --data=@reports/on', '--data=@reports/only.json '],
    ['koo callback send newInstance --data @$HOME/area/rep', '--data @$HOME/area/reports/'],
    ['koo callback send newInstance --data @my', '--data @my\\ file.csv '],
    ['koo order get MOCKPERIODYEARNEW > us', 'MOCKPERIODYEARNEW > usage.csv '],
    ['koo order get "MOCKPERIODYEARN', 'koo order get "MOCKPERIODYEARNEW" '],
  ])('completes %s on a terminal', async (line, shown) => {
    const screen = await typed(bash, `${line}\tEND`, 'END');
    expect(screen.replaceAll('\x07', '')).toContain(`${shown}END`);
  });

  it.skipIf(!hasTerminal)('completes with the Tab key', async () => {
    expect(await typed(bash, 'koo callback send newI\t', 'newInstance')).toContain('newInstance');
    expect(await typed(bash, 'koo callback s\t\t', 'Sign a request')).toContain(
      "Send one callback to a merchant's server",
    );
  });
});

describe.skipIf(!has('bash'))('the answer to a shell', () => {
  it.each(['| true', '> /dev/full'])('gives no answer for %s', (end) => {
    if (end.includes('/dev/full') && process.platform !== 'linux') return;
    const { stderr } = spawnSync('bash', ['-c', `koo __complete bash codes "" ${end}`], {
      env,
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
  });
});

describe.skipIf(!has('zsh') || !hasTerminal)('zsh', () => {
  let zsh: string;

  beforeAll(() => {
    const folder = join(home, 'zsh');
    mkdirSync(folder);
    const lines = ['autoload -U compinit', 'compinit -u', 'eval "$(koo completion zsh)"', 'PS1="READY "'];
    writeFileSync(join(folder, '.zshrc'), `${lines.join('\n')}\n`);
    zsh = `env ZDOTDIR=${folder} zsh -d -i`;
  });

  it.each(cases)('completes %s with the Tab key', async (line, offered) => {
    const typedWord = line.split(' ').at(-1) ?? '';
    for (const one of offered) {
      const rest = one.slice(typedWord.length);
      expect(await typed(zsh, `${line}\t`, rest)).toContain(rest);
    }
  });

  it('shows what values mean', async () => {
    expect(await typed(zsh, 'koo callback s\t\t', 'Sign a request')).toContain(
      "Send one callback to a merchant's server",
    );
  });
});

describe.skipIf(!has('fish'))('fish', () => {
  const completed = (line: string) =>
    shell('fish', `koo completion fish | source; complete -C '${line}'`)
      .split('\n')
      .filter((one) => one !== '');

  it.each(cases)('completes %s', (line, offered, not) => {
    const values = completed(line).map((one) => one.split('\t')[0]);
    expect(values).toEqual(expect.arrayContaining([...offered]));
    for (const one of not) expect(values).not.toContain(one);
  });

  it('shows what values mean, and files behind what they go behind', () => {
    expect(completed('koo callback s')).toContainEqual(
      expect.stringMatching(/^send\tSend one callback to a merchant's/),
    );
    expect(completed('koo callback sign @us')).toEqual(['@usage.csv']);
    expect(completed('koo callback test --reporter=junit=re')).toEqual(['--reporter=junit=reports/']);
  });
});

describe.skipIf(!has('pwsh'))('PowerShell', () => {
  const completed = (line: string) =>
    shell(
      'pwsh',
      `koo completion powershell | Out-String | Invoke-Expression; (TabExpansion2 '${line}' ${line.length}).CompletionMatches.CompletionText`,
      ['-NoProfile', '-Command'],
    ).split('\n');

  it.each(cases.filter(([line]) => !line.includes('usage')))('completes %s', (line, offered) => {
    expect(completed(line)).toEqual(expect.arrayContaining([...offered]));
  });
});
