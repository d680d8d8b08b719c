import { afterEach, describe, expect, it, test, vi } from 'vitest';
import {
  concealed,
  concealSecrets,
  createPassThrough,
  exportedSecrets,
  forgetSecrets,
  printDocument,
  printOver,
  printText,
  safeText,
} from '../../../src/cli/output/edge.ts';
import { both } from '../../../src/text/translate.ts';
import { workflowCommand } from '../../../src/text/workflow-commands.ts';

const secret = 'S3cret+Key=';
const gson = 'S3cret+Key\\u003d';

function streamOf(isTTY: boolean) {
  const stream = {
    isTTY,
    columns: 20,
    text: '',
    write(text: string | Uint8Array) {
      stream.text += typeof text === 'string' ? text : Buffer.from(text).toString('latin1');
      return true;
    },
  };
  return stream;
}

const terminal = () => streamOf(true);
const pipe = () => streamOf(false);

afterEach(() => {
  forgetSecrets();
  vi.unstubAllEnvs();
});

describe('where GitHub Actions obeys what is printed', () => {
  const lines = '::add-mask::x\n \t::error::y\na ::b ##[add-mask]z\n';

  it('a line of a server is no command', () => {
    vi.stubEnv('GITHUB_ACTIONS', 'true');
    const stream = pipe();
    printText(lines, stream);
    printText(`\u00a0${lines}`, stream);
    const defused = String.raw`\::add-mask::x
 ${'\t'}\::error::y
a ::b ##\[add-mask]z
`;
    expect(stream.text).toBe(`${defused}\u00a0${defused}`);
  });

  it('a command of koo stays one', () => {
    vi.stubEnv('GITHUB_ACTIONS', 'true');
    const stream = pipe();
    printText(`${workflowCommand('error', 'T', 'own')}\n::error title=T::other\n`, stream);
    expect(stream.text).toBe('::error title=T::own\n\\::error title=T::other\n');
  });

  it('JSON says the same', () => {
    vi.stubEnv('GITHUB_ACTIONS', 'true');
    const stream = pipe();
    const document = { text: lines };
    printDocument(`${JSON.stringify(document)}\n`, stream);
    expect(stream.text).not.toContain('##[');
    expect(JSON.parse(stream.text)).toEqual(document);
    const one = pipe();
    printDocument(`${JSON.stringify(lines)}\n`, one);
    expect(one.text).not.toContain('##[');
    expect(JSON.parse(one.text)).toBe(lines);
  });

  it.each([undefined, 'false'])('nothing changes with GITHUB_ACTIONS=%s', (value) => {
    vi.stubEnv('GITHUB_ACTIONS', value);
    const stream = pipe();
    printText(lines, stream);
    printDocument(JSON.stringify(lines), stream);
    expect(stream.text).toBe(lines + JSON.stringify(lines));
  });
});

describe('a text for people', () => {
  it.each([
    ['a write to the clipboard', 'a\x1b]52;c;ZXZpbA==\x07b', 'ab'],
    ['a moved cursor', 'a\x1b[2A\rb', 'ab'],
    ['colours that koo does not use', 'a\x1b[5mb\x1b[38;5;1mc\x1b[0m', 'abc'],
    ['a sequence around a colour of koo', 'a\x1b]52;c;\x1b[31mb\x07c', 'a52;c;\x1b[31mbc'],
    ['reordered text', 'user\u202enimda', 'usernimda'],
  ])('has no %s', (_, text, safe) => {
    const stream = terminal();
    printText(text, stream);
    expect(stream.text).toBe(safe);
  });

  it('keeps the colours of koo where they are shown', () => {
    const text = '\x1b[1mbold\x1b[22m \x1b[2mdim\x1b[22m \x1b[31mred\x1b[39m \x1b[32m\x1b[33m\x1b[36m实例';
    expect(safeText(text, terminal())).toBe(text);
    vi.stubEnv('FORCE_COLOR', '1');
    expect(safeText(text, pipe())).toBe(text);
    vi.stubEnv('FORCE_COLOR', undefined);
    expect(safeText(text, pipe())).toBe('bold dim red 实例');
  });

  it('has no secret, not even between colours or after cleaning', () => {
    concealSecrets([secret, undefined, '']);
    expect(safeText(`a ${gson} b`, terminal())).toBe('a *** b');
    expect(safeText('a \x1b[31mS3cret\x1b[31m+Key= b', terminal())).toBe('a \x1b[31m*** b');
    expect(safeText('a S3c\x1b]0;x\x07ret+K\u200fey= b', terminal())).toBe('a *** b');
  });

  it('replaces the line of a terminal, and no more', () => {
    const stream = terminal();
    printOver(`\x1b[2A${'x'.repeat(50)}`, stream);
    printOver('', stream);
    expect(stream.text).toBe(`\r\x1b[2K${'x'.repeat(19)}\r\x1b[2K`);
  });
});

test('the secrets of an environment, of a key in several lines also each line', () => {
  const lines = ['MIIG/+wIBADANBgkqhkiG9w0BAQEFAASCBuk', 'AgEAAoIBgQC7=='];
  const pem = `-----BEGIN PRIVATE KEY-----\n${lines[0]}\r\n${lines[0]}x\n${lines[1]}\n-----END PRIVATE KEY-----\n`;
  const env = {
    KOO_RSA_PRIVATE_KEY: pem,
    KOO_TEST_PRIVATE_KEY: `${lines[0]}y\n${lines[1]}\n`,
    KOO_ACCESS_KEY: 'a\nb',
    KOO_CLIENT_SECRET: 'c',
    KOO_SK: '',
    OTHER_KEY: 'x',
    KOO_LANG: 'en',
  };
  expect(exportedSecrets(env)).toEqual([
    pem,
    lines[0],
    `${lines[0]}x`,
    env.KOO_TEST_PRIVATE_KEY,
    `${lines[0]}y`,
    'a\nb',
    'c',
  ]);
});

describe('a document for programs', () => {
  it('is printed as it is but for secrets, on a terminal without control sequences', () => {
    concealSecrets([secret]);
    const document = `"\ufeffname",\x1b[31m\r\n${secret},1\r\n`;
    const [piped, shown] = [pipe(), terminal()];
    printDocument(document, piped);
    printDocument(document, shown);
    expect(piped.text).toBe('"\ufeffname",\x1b[31m\r\n***,1\r\n');
    expect(shown.text).toBe('"name",\x1b[31m\n***,1\n');
  });

  it('passes the bytes of a file on as they are, to a terminal as safe text', () => {
    const bytes = Buffer.from('a\xff\x1b[2Jb', 'latin1');
    const [piped, shown] = [pipe(), terminal()];
    createPassThrough(piped)(bytes);
    expect(piped.text).toBe('a\xff\x1b[2Jb');
    const pass = createPassThrough(shown);
    const [first, second] = [Buffer.from('实').subarray(0, 2), Buffer.from('实').subarray(2)];
    for (const part of [first, second, Buffer.from('\x1b[2Jb')]) pass(part);
    expect(shown.text).toBe('实b');
  });
});

describe('a result', () => {
  it('has no secret in texts, numbers and names of members', () => {
    concealSecrets([secret, '12345678']);
    const result = {
      [secret]: [`Token ${gson}`, 12345678, 1234567, true, null],
      nested: { list: [{ [`a ${secret}`]: secret }], ['__proto__']: secret },
    };
    expect(JSON.stringify(concealed(result))).toBe(
      '{"***":["Token ***","***",1234567,true,null],"nested":{"list":[{"a ***":"***"}],"__proto__":"***"}}',
    );
    expect(concealed(secret)).toBe('***');
  });

  it('is the same value without a secret to conceal', () => {
    const result = { text: 'text' };
    expect(concealed(result)).toBe(result);
    concealSecrets([secret]);
    expect(concealed(result)).toEqual(result);
    const date = new Date(0);
    expect(concealed({ date, undefined }).date).toBe(date);
  });

  it('reads a text in the other language only when it is asked for', () => {
    concealSecrets([secret]);
    const zh = vi.fn(() => `${secret}。`);
    const text = concealed({
      message: {
        en: secret,
        get zh() {
          return zh();
        },
      },
      both: both('The key {key}', { key: secret }),
    });
    expect(text.message.en).toBe('***');
    expect(text.both.en).toBe('The key ***');
    expect(zh).not.toHaveBeenCalled();
    expect(text.message.zh).toBe('***。');
  });
});

test('a run conceals what it reads itself', () => {
  concealSecrets([secret]);
  forgetSecrets();
  expect(safeText(secret, pipe())).toBe(secret);
});
