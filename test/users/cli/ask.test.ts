import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { promptChoice } from '../../../src/cli/prompts.ts';
import { useLanguage } from '../../../src/text/translate.ts';
import { askForUsers, confirmUnusualIds } from '../../../src/users/cli/ask.ts';
import { hostOf } from '../../support/host.ts';

/** A terminal to type on, with what a command passes on to prompts. */
function terminal() {
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => undefined });
  const output = Object.assign(new PassThrough(), { isTTY: true, columns: 80 });
  // A prompt ends what it writes to, where that is not stderr itself.
  output.end = () => output;
  let shown = '';
  output.setEncoding('utf8').on('data', (text: string) => {
    shown += stripVTControlCharacters(text);
  });
  const context = { noInput: false, quiet: true, forPeople: true, ...hostOf(), input, output };
  /** Types once a text is shown behind what was shown when it was typed last. */
  const type = async (awaited: string, text: string) => {
    await expect.poll(() => shown).toContain(awaited);
    shown = '';
    await sleep(5);
    input.write(text);
  };
  return { context, type, see: (text: string) => expect.poll(() => shown).toContain(text) };
}

const id = 'd78cbac186b744899480f25bd022f468';

test('asks for name and ID, warns of unusual ones while they are typed, refuses invalid ones', async () => {
  const { context, type, see } = terminal();
  const rows = askForUsers(context);
  await type('Huawei Cloud account name', 'hw 1');
  await see('5 to 64 letters');
  await type('hw 1', '\r');
  await type('> the account name contains a space', '\x15hw12345678\r');
  await type('Huawei Cloud account ID', id.slice(0, 5));
  await see('5 of 32');
  await type('5 of 32', `${id.slice(5)}\r`);
  await type('Another user?', 'y\r');
  await type('Huawei Cloud account name', 'hw2\r');
  await type('Huawei Cloud account ID', 'X1');
  await see('digits and a to f');
  await type('X1', '\r');
  await type('Add anyway?', '\r');
  await type('Huawei Cloud account ID', 'X2\r');
  await type('Not 32 hexadecimal digits: X2. Add anyway?', 'y\r');
  await type('Another user?', 'hw12345679\r');
  await type('Type y or n', '\x15\r');
  expect(await rows).toEqual([
    { line: 1, account_name: 'hw12345678', account_id: id },
    { line: 2, account_name: 'hw2', account_id: 'X2' },
  ]);
});

test('IDs of an unusual form on the command line require confirmation', async () => {
  const { context, type } = terminal();
  const asked = confirmUnusualIds([id, 'X1'], context);
  await type('Not 32 hexadecimal digits: X1.', 'n\r');
  await expect(asked).rejects.toMatchObject({ exitCode: 130 });
  await confirmUnusualIds([id], context);
});

test('answers in Chinese', async () => {
  useLanguage('zh');
  const { context, type, see } = terminal();
  const rows = askForUsers(context);
  await type('华为云账号名', 'hw12345678\r');
  await type('华为云账号 ID', 'd7');
  await see('2/32 位');
  await type('2/32', '\x03');
  await expect(rows).rejects.toMatchObject({ exitCode: 130 });
});

test('chooses one of several with the arrows; nothing steers the terminal', async () => {
  const { context, type } = terminal();
  const question = { message: { en: 'Product', zh: '商品' }, instead: '--product ID' };
  const choices = [
    { value: 'A', name: 'first' },
    { value: 'B', name: 'second\x1b]0;owned\x07' },
  ];
  const chosen = promptChoice(question, choices, context);
  await type('second', '\x1b[B');
  await type('second', '\r');
  expect(await chosen).toBe('B');
  await expect(promptChoice(question, choices, { ...context, noInput: true })).rejects.toMatchObject({
    exitCode: 2,
    facts: { code: 'MISSING_VALUE', hint: { en: expect.stringContaining('--product ID') } },
  });
});
