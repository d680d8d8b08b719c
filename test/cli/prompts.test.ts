import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import {
  canPrompt,
  confirm,
  prompt,
  promptChecklist,
  promptChoice,
  promptSearch,
} from '../../src/cli/prompts.ts';
import { useLanguage } from '../../src/text/translate.ts';

/** A fake terminal. */
function terminal(isTTY = true) {
  const input = Object.assign(new PassThrough(), { isTTY, setRawMode: () => undefined });
  const output = Object.assign(new PassThrough(), { isTTY, columns: 80 });
  let shown = '';
  output.setEncoding('utf8').on('data', (text: string) => {
    shown += text;
  });
  return {
    options: { noInput: false, input, output } as const,
    async type(text: string) {
      // Input before the prompt is ignored.
      await expect.poll(() => shown).toContain('Key');
      await sleep(5);
      input.write(text);
    },
    shown: () => shown,
  };
}

const question = { message: { en: 'Key', zh: '密钥' }, instead: '--key' };

test('prompts on the given stream and returns the input', async () => {
  const { options, type, shown } = terminal();
  const answer = prompt(question, options);
  await type('abc\r');
  expect(await answer).toBe('abc');
  expect(shown()).toContain('Key: ');
});

test('a secret is shown as asterisks only, whatever key is pressed', async () => {
  const { options, type, shown } = terminal();
  const answer = prompt({ ...question, secret: true }, options);
  await type('s3');
  // Ctrl+T and Tab must not reveal it either.
  await type('\x14\t');
  await type('\x7f\x7f\x7f\x7fpass\r');
  expect(await answer).toMatch(/pass$/);
  expect(shown()).toContain('****');
  expect(shown()).not.toMatch(/pass|s3/);
});

test('prompts again for a required value; an optional one may be empty', async () => {
  const needed = terminal();
  const answer = prompt(question, needed.options);
  await needed.type('\r');
  await needed.type('x\r');
  expect(await answer).toBe('x');
  const optional = terminal();
  const nothing = prompt({ ...question, optional: true }, optional.options);
  await optional.type('\r');
  expect(await nothing).toBe('');
});

test('explains how to use a list in the chosen language', async () => {
  for (const [language, words] of [
    ['en', 'navigate'],
    ['zh', '移动'],
  ] as const) {
    const { options, type, shown } = terminal();
    const message = { en: 'Key', zh: '密钥 Key' };
    useLanguage(language);
    const answer = promptChoice({ message, instead: '-' }, [{ value: 'a', name: 'A' }], options);
    await type('\r');
    expect(await answer).toBe('a');
    expect(shown()).toContain(words);
  }
});

const products = [
  { value: 'OFFI1', name: 'OFFI1  Mail gateway' },
  { value: 'OFFI2', name: 'OFFI2  网盘 Cloud drive' },
  { value: 'OFFI3', name: 'OFFI3  Mail archive' },
];

test.each([
  ['archive', 'OFFI3'],
  // Each word counts, in any order and case.
  ['gate MAIL', 'OFFI1'],
  ['网盘', 'OFFI2'],
  ['', 'OFFI1'],
])('finds an option by words of its label: %j', async (term, expected) => {
  const { options, type } = terminal();
  const answer = promptSearch(question, products, options);
  for (const key of term) await type(key);
  await type('\r');
  expect(await answer).toBe(expected);
});

test('a search without a match chooses nothing, and says so', async () => {
  const { options, type, shown } = terminal();
  const answer = promptSearch(question, products, options);
  for (const key of 'zebra') await type(key);
  await expect.poll(() => shown()).toContain('Nothing matches.');
  await type('\r');
  for (const key of '\x7f\x7f\x7f\x7f\x7fdrive') await type(key);
  await type('\r');
  expect(await answer).toBe('OFFI2');
});

test('a checklist gives the options that are selected, and refuses an invalid selection', async () => {
  const { options, type, shown } = terminal();
  const refuse = (values: readonly string[]) =>
    values.length === 0 ? { en: 'Select something', zh: '请选择' } : undefined;
  const answer = promptChecklist({ ...question, refuse }, products, options, ['OFFI1']);
  await type(' ');
  await type('\r');
  await expect.poll(() => shown()).toContain('Select something');
  await type('\x1b[B');
  await type(' ');
  await type('\x1b[B');
  await type(' ');
  await type('\r');
  expect(await answer).toEqual(['OFFI2', 'OFFI3']);
});

test('an answer that is validated with a file is awaited', async () => {
  const { options, type, shown } = terminal();
  const refuse = async (text: string) => (text === 'x' ? { en: 'No x', zh: '不能是 x' } : undefined);
  const answer = prompt({ ...question, refuse }, options);
  await type('x\r');
  await expect.poll(() => shown()).toContain('No x');
  await type('y\r');
  expect(await answer).toBe('xy');
});

test.each([
  [true, true, true],
  // A prompt on a stderr that is a file would wait for an answer to a question that no one sees.
  [true, false, false],
  [false, true, false],
  [false, false, false],
])('prompts where input (%j) and stderr (%j) are both terminals: %j', async (input, output, expected) => {
  const { options } = terminal();
  Object.assign(options.input, { isTTY: input });
  Object.assign(options.output, { isTTY: output });
  expect(canPrompt(options)).toBe(expected);
  expect(canPrompt({ ...options, noInput: true })).toBe(false);
  if (expected) return;
  for (const ask of [promptChoice, promptSearch, promptChecklist]) {
    await expect(ask(question, products, options)).rejects.toMatchObject({
      exitCode: 2,
      facts: { code: 'MISSING_VALUE' },
    });
  }
});

test.each([
  ['Ctrl-C', '\x03'],
  ['Ctrl-D', '\x04'],
])('%s cancels with exit 130', async (_, key) => {
  for (const secret of [true, false]) {
    const { options, type } = terminal();
    const answer = prompt({ ...question, secret }, options);
    const failed = expect(answer).rejects.toMatchObject({ exitCode: 130, facts: { code: 'CANCELLED' } });
    await type(key);
    await failed;
  }
});

test('fails at once without a terminal or with --no-input, and names the flag', async () => {
  const attempts = [terminal(false).options, { ...terminal().options, noInput: true }];
  for (const options of attempts) {
    await expect(prompt(question, options)).rejects.toMatchObject({
      exitCode: 2,
      facts: { code: 'MISSING_VALUE', hint: { en: expect.stringContaining('--key') } },
    });
    await expect(confirm(question.message, '--yes', options)).rejects.toMatchObject({
      exitCode: 2,
      facts: {
        code: 'MISSING_VALUE',
        message: {
          en: `Confirmation required: ${question.message.en}`,
          zh: `需要确认：${question.message.zh}`,
        },
      },
    });
  }
});

test('wraps a long message and a warning between words, which inquirer does not', async () => {
  const { options, type, shown } = terminal();
  const message = { en: 'Type OFFI758576253042421760 to confirm', zh: '确认' };
  const warning = { en: 'Key users lose access to the product. '.repeat(3).trim(), zh: '警告' };
  const answer = prompt({ message, warning, instead: '--yes' }, options);
  await type('x\r');
  await answer;
  expect(shown()).toContain(
    'Key users lose access to the product. Key users lose access to the product.\nKey users lose access to the product.\n',
  );
  expect(shown()).toContain('Type OFFI758576253042421760 to confirm:');
});

test('shows the line breaks and the invisible characters of what it names', async () => {
  const foreign = 'a\n? Yes\u200b\u202e\x1b[8mb';
  const shownAs = String.raw`a ⏎ ? Yes\u{200b}\u{202e}\u{1b}[8mb`;
  const asked = terminal();
  const text = { en: `Key of ${foreign}`, zh: '' };
  const answer = confirm(text, '--yes', asked.options);
  await asked.type('n\r');
  expect(await answer).toBe(false);
  expect(asked.shown()).toContain(`Key of ${shownAs} [y/N]:`);
  const listed = terminal();
  const choice = promptChoice(question, [{ value: 'x', name: foreign }], listed.options);
  await listed.type('\r');
  await choice;
  expect(listed.shown()).toContain(shownAs);
});

test('accepts only yes', async () => {
  for (const [typed, expected] of [
    ['y\r', true],
    ['\r', false],
    ['n\r', false],
  ] as const) {
    const { options, type } = terminal();
    const answer = confirm(question.message, '--yes', options);
    await type(typed);
    expect(await answer).toBe(expected);
  }
});

test('cancels when the input ends', async () => {
  const { options } = terminal();
  const answer = expect(prompt(question, options)).rejects.toMatchObject({ exitCode: 130 });
  await sleep(5);
  options.input.end();
  await answer;
});

test('prompts in Chinese when it is the chosen language', async () => {
  useLanguage('zh');
  const { options, type, shown } = terminal();
  const answer = prompt({ ...question, message: { en: 'Key', zh: 'Key 密钥' } }, options);
  await type('\r');
  await type('x\r');
  expect(await answer).toBe('x');
  expect(shown()).toContain('密钥：');
  expect(shown()).toContain('必须填写。');
});
