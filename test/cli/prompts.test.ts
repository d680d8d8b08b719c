import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { confirm, prompt, promptChoice } from '../../src/cli/prompts.ts';
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
      await vi.waitFor(() => expect(shown).toContain('Key'));
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
