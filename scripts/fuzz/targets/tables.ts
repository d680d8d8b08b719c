import { parseCredentialsCsv } from '../../../src/account/credentials-csv.ts';
import { ignoreKooError } from '../../../src/errors/koo-error.ts';
import type { SpecifiedUser } from '../../../src/seller/contract.ts';
import { looksLikeId } from '../../../src/seller/user-list.ts';
import { readDelimited, streamDelimited } from '../../../src/text/delimited.ts';
import { readRecords } from '../../../src/usage/read/records.ts';
import { createRecordParser } from '../../../src/usage/record/record.ts';
import { readUsers } from '../../../src/users/read.ts';
import { createUserWriter, writeFormats } from '../../../src/users/write.ts';
import { assertThat, chunksOf, streamOf, type Target, textOf } from '../target.ts';
import { now } from './requests.ts';

const header = 'instance_id,record_time,begin_time,end_time,usage_value';
const row = 'a1b2c3d4-0000,20251231T235959Z,20251231T220000Z,20251231T230000Z,12.5';
const record = {
  instance_id: 'a1b2c3d4-0000',
  record_time: '20251231T235959Z',
  begin_time: '20251231T220000Z',
  end_time: '20251231T230000Z',
  usage_value: 12.5,
};

const usageTokens = [
  ...[
    header,
    row,
    'metering_sn',
    'relate_pkg_instance',
    'product_id',
    '使用量',
    '实例ID',
    '{"usage_records":[',
  ],
  ...['"usage_value":', '2025-12-31T22:00:00+08:00', '31/12/2025', '1e3', '1,5', '"",""', "'0123", '=1+1'],
];

const target = 'new';

/** Usage records in all formats: whole, and in pieces. */
export const usage: Target = {
  seeds: function* () {
    yield `${header}\n${row}\n${row}\n`;
    yield `${header.replaceAll(',', ';')}\r\n${row.replaceAll(',', ';')}\r\n`;
    yield `${JSON.stringify(record)}\n${JSON.stringify({ ...record, metering_sn: 'sn-1' })}\n`;
    yield JSON.stringify([record, { ...record, usage_value: '3' }]);
    yield JSON.stringify({ usage_records: [record, record] });
    yield Buffer.from(`\ufeff${header}\n${row}\n`, 'utf16le');
    yield JSON.stringify({ line: 3, by: 'koo', code: 'EXPIRED', record });
  },
  tokens: usageTokens,
  async run(input) {
    const whole = await collected(readRecords(streamOf([input]), { ignoreUnknown: true }));
    const pieces = await collected(readRecords(streamOf(chunksOf(input)), { ignoreUnknown: true }));
    // Where bytes are not ASCII, the first piece decides about the encoding.
    const isAscii = input.every((byte) => byte < 0x80 && byte > 0);
    if (isAscii && whole !== undefined && pieces !== undefined)
      assertThat(whole === pieces, 'pieces give the records of the whole');
  },
};

/** All records as text; `undefined` where they cannot be read to their end, which the first piece may show already. */
async function collected(chunks: AsyncIterable<Iterable<unknown>>): Promise<string | undefined> {
  const parse = createRecordParser({ target, now: () => now.getTime(), ignoreUnknown: false });
  const records: unknown[] = [];
  try {
    for await (const chunk of chunks) {
      for (const raw of chunk as Iterable<{ line: number; value: unknown; fault?: unknown }>) {
        records.push(raw.fault === undefined ? parse(raw.value, raw.line) : raw);
      }
    }
    return JSON.stringify(records);
  } catch (error) {
    return ignoreKooError(error);
  }
}

const id = '0123456789abcdef0123456789abcdef';
const otherId = 'fedcba9876543210fedcba9876543210';

/** A list of users in all formats; what koo writes of it is the same list. */
export const users: Target = {
  seeds: function* () {
    yield `account_name,account_id\nhw001,${id}\n"hw,2",${otherId}\n`;
    yield `账号名;账号ID\r\nhw001;${id}\r\n`;
    yield `sep=;\r\naccount_id;account_name\r\n${id};hw001\r\n`;
    yield `hw001:${id}\n# comment\nhw002:${otherId}\n`;
    yield JSON.stringify([{ account_name: 'hw001', account_id: id }, `hw002:${otherId}`]);
    yield JSON.stringify({ users: [{ name: 'hw001', id }] });
    yield `{"account_name":"hw001","account_id":"${id}"}\n{"account_name":"hw002","account_id":"${otherId}"}\n`;
    yield `账号名  账号ID  添加时间\nhw001  ${id}  2025-12-31 10:00:00\n总条数: 1\n`;
    yield Buffer.from(`\ufeffaccount_name\taccount_id\nhw001\t${id}\n`, 'utf16le');
  },
  tokens: [
    id,
    otherId,
    'account_name',
    'account_id',
    '账号ID',
    '="0123"',
    "'0123",
    'Total Records: 3\n',
    ',,,',
    '  ',
  ],
  async run(input) {
    const { users: all } = await readUsers(streamOf(chunksOf(input)), 'users.csv');
    // Others have warnings, and may look like JSON, names or separators.
    const users = all.filter((user) => looksLikeId(user.account_id) && /^\w[\w-]*$/.test(user.account_name));
    for (const format of writeFormats) {
      const writer = createUserWriter(format);
      const text = writer.start() + writer.rows(users) + writer.end();
      const again = await readUsers(streamOf([Buffer.from(text)]), 'users.csv').catch(ignoreKooError);
      if (!again) continue;
      const names = (list: readonly SpecifiedUser[]) =>
        list.map((user) => `${user.account_id} ${user.account_name}`);
      assertThat(names(again.users).join() === names(users).join(), `${format} is read as it was written`);
    }
  },
};

/** CSV, whole and in pieces; a quote that is not closed invalidates its own line alone. */
export const delimited: Target = {
  seeds: () => ['a,b\n"c ""d""\ne",f\n', 'a;b\r\n1;2\r\n', 'a\tb\n\n\n"\n', '# comment\nx,y\n"open,1\n2,3\n'],
  tokens: ['"', '""', '","', '\r', '\n"', '"\n', ',', ';', '\t'],
  async run(input) {
    const text = textOf(input);
    const whole = [...readDelimited(text)];
    const pieces: unknown[] = [];
    for await (const rows of streamDelimited(streamTexts(text))) pieces.push(...rows);
    assertThat(JSON.stringify(pieces) === JSON.stringify(whole), 'pieces give the rows of the whole');
    for (const some of readDelimited(text, { relaxQuotes: true, maxQuotedLength: 200 }))
      assertThat(some.line > 0, 'a row has a line');
  },
};

/** `credentials.csv` of the console. */
export const credentials: Target = {
  seeds: () => [
    'User Name,Access Key Id,Secret Access Key\n"user1",AKEXAMPLE00000000001,SKexample0123456789012345678901234567890\n',
    'Access Key Id;Secret Access Key\r\nAKEXAMPLE00000000001;SKexample\r\n',
  ],
  run(input) {
    const pairs = parseCredentialsCsv(input, 'credentials.csv');
    assertThat(
      pairs.every(({ ak, sk }) => ak !== '' && sk !== ''),
      'a pair is complete',
    );
  },
};

async function* streamTexts(text: string): AsyncGenerator<string> {
  for (let at = 0, length = 1; at < text.length; at += length, length = 1 + ((length * 7) % 1013)) {
    yield text.slice(at, at + length);
  }
}
