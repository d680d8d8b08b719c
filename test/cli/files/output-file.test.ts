import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  constants,
  createReadStream,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  assertWritable,
  openOutputFile,
  openOutputLog,
  writeOutputFile,
} from '../../../src/cli/files/output-file.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'koo-output-'));
});

const refused = { exitCode: 2, facts: { code: 'UNWRITABLE_FILE' } };

describe('assertWritable', () => {
  test('leaves no file behind', async () => {
    await assertWritable(join(folder, 'new'), 'reporter');
    expect(readdirSync(folder)).toEqual([]);
    writeFileSync(join(folder, 'old'), 'old');
    await assertWritable(join(folder, 'old'), 'reporter');
    expect(readdirSync(folder)).toEqual(['old']);
    expect(readFileSync(join(folder, 'old'), 'utf8')).toBe('old');
  });

  test('refuses a file that cannot be written', async () => {
    for (const path of [join(folder, 'no', 'file'), folder]) {
      await expect(assertWritable(path, 'reporter')).rejects.toMatchObject(refused);
    }
  });

  test.skipIf(process.platform === 'win32' || process.getuid?.() === 0)(
    'refuses a file that this user may not write',
    async () => {
      writeFileSync(join(folder, 'old'), '', { mode: 0o444 });
      await expect(assertWritable(join(folder, 'old'), 'reporter')).rejects.toMatchObject(refused);
    },
  );
});

describe('writeOutputFile', () => {
  test('writes a new file, and replaces an existing one', async () => {
    const path = join(folder, 'report');
    await writeOutputFile(path, 'first', 'reporter');
    if (process.platform !== 'win32') chmodSync(path, 0o600);
    await writeOutputFile(path, 'second', 'reporter');
    expect(readFileSync(path, 'utf8')).toBe('second');
    expect(readdirSync(folder)).toEqual(['report']);
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test('keeps the old content for a reader that has the file open', async () => {
    const path = join(folder, 'report');
    writeFileSync(path, 'old');
    const before = statSync(path).ino;
    await writeOutputFile(path, 'new', 'reporter');
    expect(statSync(path).ino).not.toBe(before);
  });

  test.skipIf(process.platform === 'win32')(
    'follows a symbolic link, and writes directly to a device',
    async () => {
      mkdirSync(join(folder, 'there'));
      writeFileSync(join(folder, 'there', 'report'), 'old');
      symlinkSync(join('there', 'report'), join(folder, 'link'));
      await writeOutputFile(join(folder, 'link'), 'new', 'reporter');
      expect(readFileSync(join(folder, 'there', 'report'), 'utf8')).toBe('new');
      expect(readdirSync(folder)).toEqual(['link', 'there']);
      await writeOutputFile('/dev/null', 'text', 'reporter');
      expect(statSync('/dev/null').isFile()).toBe(false);
    },
  );

  test('reports a missing folder with the flag', async () => {
    const path = join(folder, 'no', 'file');
    await expect(writeOutputFile(path, 'text', 'reporter')).rejects.toThrow(
      `--reporter: cannot write ${path} (ENOENT)`,
    );
  });
});

describe('openOutputFile', () => {
  test('leaves the old file unchanged until the new one is complete', async () => {
    const path = join(folder, 'rejects');
    writeFileSync(path, 'old');
    const file = await openOutputFile(path, 0o600, 'rejects');
    const lines = Array.from({ length: 20_000 }, (_, index) => `line ${index}\n`);
    for (const line of lines) file.write(line);
    expect(readFileSync(path, 'utf8')).toBe('old');
    await file.finish();
    expect(readFileSync(path, 'utf8')).toBe(lines.join(''));
    expect(readdirSync(folder)).toEqual(['rejects']);
  });

  test.skipIf(process.platform === 'win32')('creates a private file', async () => {
    const path = join(folder, 'rejects');
    await (await openOutputFile(path, 0o600, 'rejects')).finish();
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test('refuses a file that cannot be written', async () => {
    for (const path of [join(folder, 'no', 'file'), folder]) {
      await expect(openOutputFile(path, 0o600, 'rejects')).rejects.toMatchObject(refused);
    }
  });
});

describe.skipIf(process.platform === 'win32')('a pipe', () => {
  let pipe = '';
  beforeEach(() => {
    pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
  });

  test('is written to its reader', async () => {
    const reading = text(createReadStream(pipe));
    // The reader opens it in another thread.
    await expect
      .poll(() =>
        writeOutputFile(pipe, 'x'.repeat(200_000), 'reporter').then(
          () => true,
          () => false,
        ),
      )
      .toBe(true);
    expect(await reading).toHaveLength(200_000);
  });

  test('without a reader is refused at once', async () => {
    const unread = {
      exitCode: 2,
      facts: {
        code: 'UNWRITABLE_FILE',
        message: { en: `--reporter: no process reads the pipe ${pipe}` },
        hint: { en: `Start its reader first, such as \`cat ${pipe} &\`.` },
      },
    };
    await expect(writeOutputFile(pipe, 'text', 'reporter')).rejects.toMatchObject(unread);
    await expect(openOutputFile(pipe, 0o600, 'reporter')).rejects.toMatchObject(unread);
  });

  test('leaves koo responsive while its reader does not read', async () => {
    const reader = openSync(pipe, constants.O_RDONLY | constants.O_NONBLOCK);
    const file = await openOutputFile(pipe, 0o600, 'reporter');
    file.write('x'.repeat(200_000));
    const finished = file.finish();
    expect(await Promise.race([finished, sleep(30, 'waiting')])).toBe('waiting');
    const rest = buffer(new Socket({ fd: reader, readable: true, writable: false }));
    await finished;
    expect(await rest).toHaveLength(200_000);
  });
});

describe.skipIf(process.platform === 'win32')('the mode of a file', () => {
  let umask = 0;
  beforeEach(() => {
    umask = process.umask(0o027);
  });
  afterEach(() => {
    process.umask(umask);
  });

  test('follows the umask if it is new, and stays if it exists', async () => {
    const path = join(folder, 'report');
    await writeOutputFile(path, 'first', 'reporter');
    expect(statSync(path).mode & 0o777).toBe(0o640);
    chmodSync(path, 0o666);
    await writeOutputFile(path, 'second', 'reporter');
    expect(statSync(path).mode & 0o777).toBe(0o666);
  });
});

test.skipIf(process.platform !== 'linux')('a redirected descriptor is continued, not replaced', async () => {
  const path = join(folder, 'log');
  writeFileSync(path, 'before\n');
  const before = statSync(path).ino;
  const fd = openSync(path, 'a');
  await writeOutputFile(`/dev/fd/${fd}`, 'report\n', 'reporter');
  await writeOutputFile(`/proc/self/fd/${fd}`, 'again\n', 'reporter');
  closeSync(fd);
  expect(readFileSync(path, 'utf8')).toBe('before\nreport\nagain\n');
  expect(statSync(path).ino).toBe(before);
});

describe.skipIf(process.platform === 'win32')('openOutputLog', () => {
  const fail = (error: Error) => {
    throw error;
  };

  test('empties a file and writes to it', () => {
    const path = join(folder, 'log');
    writeFileSync(path, 'of an earlier run');
    const log = openOutputLog(path, 'start-log', fail);
    log.write('line\n');
    expect(readFileSync(path, 'utf8')).toBe('line\n');
    log.end();
  });

  test('creates a private file', () => {
    const path = join(folder, 'log');
    openOutputLog(path, 'start-log', fail).end();
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test('refuses a pipe without a reader, and a folder', () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const open = (path: string) => () => openOutputLog(path, 'start-log', fail);
    expect(open(pipe)).toThrow(`--start-log: no process reads the pipe ${pipe}`);
    expect(open(folder)).toThrow('EISDIR');
  });

  test.skipIf(process.platform !== 'linux')('reports once that the disk is full', () => {
    const errors: string[] = [];
    const log = openOutputLog('/dev/full', 'start-log', ({ message }) => errors.push(message));
    log.write('line\n');
    log.write('another\n');
    log.end();
    expect(errors).toEqual(['--start-log: cannot write /dev/full (ENOSPC)']);
  });
});
