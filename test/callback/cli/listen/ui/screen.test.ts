import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { showScreen } from '../../../../../src/callback/cli/listen/ui/screen.ts';

/** A view without calls, and the keys that end it. */
async function press(keys: string): Promise<string> {
  const input = new PassThrough();
  // Like a terminal, it stays open.
  const output = Object.assign(new PassThrough(), { rows: 10, columns: 40, end: () => output });
  const shown = showScreen({
    history: { list: () => [], version: () => 1 },
    title: 'here',
    describe: () => '',
    replay: () => Promise.reject(new Error('nothing to send')),
    onReady: () => setImmediate(() => input.write(keys)),
    signal: new AbortController().signal,
    input: input as unknown as NodeJS.ReadStream,
    output: output as unknown as NodeJS.WriteStream,
  });
  await shown;
  return String(output.read());
}

test('q ends the view, and the terminal is as before', async () => {
  const screen = await press('q');
  expect(screen).toMatch(/^\x1b\[\?1049h/);
  expect(screen).toMatch(/\x1b\[\?25h\x1b\[\?1049l$/);
});

test('so does the end of the input, Ctrl-D', async () => {
  await expect(press('\x04')).rejects.toMatchObject({ name: 'AbortPromptError' });
});

test('Ctrl-C interrupts', async () => {
  await expect(press('\x03')).rejects.toMatchObject({ name: 'ExitPromptError' });
});
