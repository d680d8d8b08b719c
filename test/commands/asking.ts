import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';

/** A terminal on which koo asks, and a function that waits for a question and types. */
export function askingTerminal() {
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => undefined });
  const output = Object.assign(new PassThrough(), { isTTY: true, columns: 200 });
  // A terminal stays open when a prompt has ended.
  output.end = () => output;
  let shown = '';
  output.setEncoding('utf8').on('data', (text: string) => {
    shown += text;
  });
  const type = async (question: string, keys: string) => {
    await expect.poll(() => shown).toContain(question);
    await sleep(10);
    shown = '';
    input.write(keys);
  };
  return { options: { noInput: false, input, output }, type };
}
