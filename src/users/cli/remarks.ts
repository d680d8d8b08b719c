import { faultText, type NamedFile, namedFile } from '../../cli/files/named-file.ts';
import type { RowFault } from '../../seller/user-list.ts';
import type { Localized } from '../../text/localized.ts';

/** So many remarks of one kind are told one by one. */
const few = 3;

/** What many rows have in common. */
const kinds: Readonly<Partial<Record<RowFault['code'], Localized>>> = {
  NAME_FORM: {
    en: 'account names are not 5 to 64 letters, digits, - or _; sent all the same',
    zh: '个账号名不是 5～64 位字母、数字、- 或 _，仍会发送',
  },
  ID_FORM: {
    en: 'account IDs are not 32 lower-case hexadecimal digits; sent all the same',
    zh: '个账号ID 不是 32 位小写十六进制字符，仍会发送',
  },
  UPPER_CASE: {
    en: 'account IDs are in upper case; taken in lower case',
    zh: '个账号ID 为大写，按小写处理',
  },
  DUPLICATE: {
    en: 'rows repeat a user of an earlier row; each user counts once',
    zh: '行与前面的用户重复，每个用户只计一次',
  },
};

/** Remarks on rows: those of one kind on one line where there are many. */
export function remarkTexts(file: NamedFile, warnings: readonly RowFault[]): Localized[] {
  const byKind = Map.groupBy(warnings, ({ code }) => code);
  return [...byKind].flatMap(([code, ofKind]) => {
    const kind = kinds[code];
    if (!kind || ofKind.length <= few) return ofKind.map((fault) => single(file, fault));
    const name = namedFile(file);
    const lines = lineRanges(ofKind.map(({ line }) => line));
    return {
      en: `${name.en}: ${ofKind.length} ${kind.en} (lines ${lines})`,
      zh: `${name.zh}：${ofKind.length} ${kind.zh}（第 ${lines} 行）`,
    };
  });
}

/** One remark; an odd name or id stops nothing, which the rule's own words do not say. */
function single(file: NamedFile, fault: RowFault): Localized {
  const text = faultText(file, fault);
  if (fault.code !== 'NAME_FORM' && fault.code !== 'ID_FORM') return text;
  return { en: `${text.en}; sent all the same`, zh: `${text.zh}，仍会发送` };
}

/** Ranges that are shown. */
const shownRanges = 8;

/** `2-9, 12`, in the order of the lines. */
function lineRanges(lines: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const line of [...new Set(lines)].sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last?.[1] === line - 1) last[1] = line;
    else ranges.push([line, line]);
  }
  const texts = ranges.slice(0, shownRanges).map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`));
  return [...texts, ...(ranges.length > shownRanges ? ['…'] : [])].join(', ');
}
