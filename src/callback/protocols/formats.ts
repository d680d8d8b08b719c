import type { Localized } from '../../text/localized.ts';
import type { FieldFormat } from './model.ts';
import { isMillisText } from './time.ts';

interface Rule {
  readonly fits: (text: string) => boolean;
  readonly wanted: Localized;
}

const millis = {
  fits: isMillisText,
  wanted: { en: 'must be a time of the form yyyyMMddHHmmssSSS', zh: '必须是 yyyyMMddHHmmssSSS 格式的时间' },
};

/** What a field's text must look like; a format without a rule can't be judged by its text. */
export const formats: Readonly<Partial<Record<FieldFormat, Rule>>> = {
  'utc-millis': millis,
  'cn-millis': millis,
  'expire-time': {
    // 14 digits by the tables, 17 in an example of the V2 guide.
    fits: (text) => isMillisText(text) || isMillisText(`${text}000`),
    wanted: { en: 'must be a time of the form yyyyMMddHHmmss', zh: '必须是 yyyyMMddHHmmss 格式的时间' },
  },
  'utc-text': {
    fits: (text) => {
      const [, date, time] = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.\d{1,3})? ?z?$/i.exec(text) ?? [];
      return isMillisText(`${date}${time}000`.replace(/[-:]/g, ''));
    },
    wanted: {
      en: 'must be a UTC time like 2023-10-27 10:30:15 z',
      zh: '必须是形如 2023-10-27 10:30:15 z 的 UTC 时间',
    },
  },
  'id-list': {
    fits: (text) => {
      const ids = text.split(',');
      return ids.length <= 100 && ids.every((id) => id !== '' && id.length <= 64);
    },
    wanted: {
      en: 'must be 1 to 100 ids of at most 64 characters, separated by commas',
      zh: '必须是以英文逗号分隔的 1～100 个 ID，每个最多 64 个字符',
    },
  },
  'extend-params': {
    fits: (text) => isBase64(text) && isParameterList(Buffer.from(text, 'base64').toString('utf8')),
    wanted: {
      en: 'must be base64 of a JSON array of {"name", "value"}',
      zh: '必须是 JSON 数组 [{"name","value"}] 的 Base64 编码',
    },
  },
  'json-text': {
    fits: (text) => parse(text) !== undefined,
    wanted: { en: 'must hold JSON', zh: '内容必须是 JSON' },
  },
  url: {
    fits: (text) => /^https?:\/\//i.test(text) && URL.canParse(text),
    wanted: {
      en: 'must be an absolute URL that begins with https:// or http://',
      zh: '必须是以 https:// 或 http:// 开头的完整 URL',
    },
  },
  'result-code': {
    fits: (text) => text.length === 6,
    wanted: { en: 'must be six characters', zh: '必须是 6 个字符' },
  },
};

/** Parsed JSON; `undefined` when the text is none. */
export function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isBase64(text: string): boolean {
  return /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text);
}

function isParameterList(text: string): boolean {
  const list = parse(text);
  return (
    Array.isArray(list) &&
    list.every(
      (item: unknown) => typeof item === 'object' && item !== null && 'name' in item && 'value' in item,
    )
  );
}
