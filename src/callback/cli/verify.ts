import { resolveKeys } from '../../account/cli/keys.ts';
import { readInput, readInputFile } from '../../cli/files/input-file.ts';
import { paint } from '../../cli/output/colour.ts';
import { usageError } from '../../errors/koo-error.ts';
import type { KeyClass } from '../../signing/key-class.ts';
import type { Language, Localized } from '../../text/localized.ts';
import { terminalSafe } from '../../text/terminal-safe.ts';
import { both, t } from '../../text/translate.ts';
import { readCapture } from '../capture/read.ts';
import { inferProtocol } from '../infer-protocol.ts';
import { protocolOf } from '../protocols/index.ts';
import { type Verification, verify } from '../verify.ts';
import type { VerifyOptions } from './flags.ts';
import { keyFor } from './keys.ts';

/**
 * Verifies a captured request or reply.
 *
 * @param path of the capture; `-` or nothing is stdin
 * @param notice tells the user something beside the result
 * @throws KooError for what cannot be understood
 */
export async function runVerify(
  path: string | undefined,
  options: VerifyOptions,
  notice: (text: Localized) => void,
): Promise<Verification> {
  const input =
    path === undefined || path === '-' ? await readInput('-', options) : await readInputFile(path);
  const captured = readCapture(input, { entry: options.entry, ...(options.reply && { side: 'reply' }) });
  const protocol = options.protocol ? protocolOf(options.protocol) : inferProtocol(captured);
  const keys = await resolveKeys(options);
  const key = keyFor(keys, protocol, notice);
  const signedText = options['signed-text'];
  return verify(captured, {
    protocol,
    key,
    otherKeys: (Object.entries(keys) as [KeyClass, string][]).filter(([, other]) => other !== key),
    now: new Date(),
    at: options.at === undefined ? undefined : readMoment(options.at),
    signedText:
      signedText === undefined
        ? undefined
        : Buffer.from(await readInputFile(signedText, 'signed-text')).toString('utf8'),
  });
}

function readMoment(text: string): Date {
  const moment = /^\d{13}$/.test(text) ? new Date(Number(text)) : new Date(text);
  if (!Number.isNaN(moment.getTime())) return moment;
  throw usageError(
    'INVALID_TIME',
    both('--at {text} is not a time', { text }),
    both('Give ISO 8601 or milliseconds, such as 2026-01-31T08:00:00Z.'),
  );
}

const words = {
  en: {
    request: 'request',
    reply: 'reply',
    valid: 'valid',
    why: 'Why',
    given: 'Given',
    expected: 'Expected',
    signed: 'Signed text',
    body: 'Body as it is signed',
    key: 'HMAC key',
    time: 'Time',
    parts: 'They part at',
    ours: 'right',
    theirs: 'theirs',
    note: 'Note',
    colon: ': ',
  },
  zh: {
    request: '请求',
    reply: '应答',
    valid: '有效',
    why: '原因',
    given: '收到的签名',
    expected: '正确的签名',
    signed: '待签名串',
    body: '请求体的待签名形式',
    key: 'HMAC 密钥',
    time: '时间',
    parts: '差异位置',
    ours: '正确',
    theirs: '对方',
    note: '注意',
    colon: '：',
  },
} as const satisfies Record<Language, unknown>;

/** A verification for people: the verdict first, then what it rests on. */
export function showVerification(found: Verification, language: Language): string {
  const say = words[language];
  const what = [say[found.kind], found.activity].filter(Boolean).join(' ');
  const zh = language === 'zh';
  const subject = terminalSafe(zh ? `${what}（${found.protocol}）` : `${what} (${found.protocol})`);
  const line = (name: string, value: string) => `${name}${say.colon}${terminalSafe(value)}`;
  const block = (name: string, value: string) => [`${name}${say.colon.trimEnd()}`, terminalSafe(value)];
  return [
    found.valid
      ? paint('green', `✔ ${subject}${say.colon}${say.valid}`)
      : paint('red', `✖ ${subject}${say.colon}${terminalSafe(found.reason?.[language] ?? '')}`),
    ...(found.cause ? [line(say.why, found.cause.text[language])] : []),
    ...(found.time ? [line(say.time, `${found.time.at}${zh ? '，' : ', '}${age(found.time.age)}`)] : []),
    ...(found.valid
      ? []
      : [
          ...(found.given === null ? [] : [line(say.given, found.given)]),
          line(say.expected, found.expected),
          line(say.key, found.hmacKey),
          ...block(say.signed, found.canonical),
          ...(found.payload === null || found.canonical.includes(found.payload)
            ? []
            : block(say.body, found.payload)),
        ]),
    ...showDifference(found, language),
    ...found.notes.map((note) => line(say.note, note[language])),
  ].join('\n');
}

function showDifference({ difference }: Verification, language: Language): string[] {
  if (!difference) return [];
  const say = words[language];
  const { index, name, expected, other } = difference;
  const member = terminalSafe(name ?? '');
  const inBrackets = t(' ({member})', { member });
  return [
    `${say.parts}${say.colon}${index}${member && inBrackets}`,
    `  ${say.ours}${say.colon}${terminalSafe(expected)}`,
    `  ${say.theirs}${say.colon}${terminalSafe(other)}`,
  ];
}

/** `35 s ago`, `3 min ahead` */
function age(seconds: number): string {
  const distance = Math.abs(seconds);
  const [amount, unit] =
    distance < 120
      ? [distance, both('s')]
      : distance < 7200
        ? [distance / 60, both('min')]
        : distance < 172_800
          ? [distance / 3600, both('h')]
          : [distance / 86_400, both('days')];
  const side = seconds < 0 ? both('ahead') : both('ago');
  const number = Math.round(amount);
  return t('{number} {unit} {side}', { number, unit, side });
}
