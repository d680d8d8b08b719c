import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Messages of the debugger in Huawei's console, which are quoted literally. */
const verbatim: readonly string[] = [
  '调测失败,生产地址不可达.',
  '调测失败,接口响应httpCode={httpCode},请检查服务器日志,定位失败原因.',
  '调测失败,响应content-type格式错误,返回的格式为{contentType},正确的格式为"application/json".',
  '调测失败,解析响应体失败,响应格式参考{"resultCode":"000000","resultMsg":"success."}.',
  '调测失败,接口响应缺少{fileId}.',
  '调测失败,字段{fileId}长度不合法.',
  '调测失败,生产接口响应头缺少Body-Sign,或Body-Sign格式错误.',
  '响应Http Body签名校验失败,预期的签名值:',
  '调测失败,调用接口超时20s',
  '调用失败,生产接口resultCode返回错误.',
  // Names of the console's mock orders.
  'MOCK测试商品,测试规格,基础版,',
];

/** Literal input: a URL, a user, the header of a list. */
const forms: readonly string[] = [
  'http://主机:端口',
  '账号名:账号ID',
  '账号名:账号 ID',
  '华为云账号名,华为云账号ID',
];

/** A half-width punctuation mark between two Chinese characters. */
const halfWidth = /\p{Script=Han}[,:;()]\p{Script=Han}/u;

const texts = globSync(['src/**/*.ts', 'locales/zh/*.yaml'], { cwd: root })
  .map((path) => path.replaceAll('\\', '/'))
  .flatMap((path) =>
    readFileSync(`${root}${path}`, 'utf8')
      .split('\n')
      .map((line, index) => ({ place: `${path}:${index + 1}`, line })),
  )
  .filter(({ line }) => /\p{Script=Han}/u.test(line));

test('finds Chinese texts', () => {
  expect(texts.length).toBeGreaterThan(500);
});

test('Chinese texts have Chinese punctuation', () => {
  const faults = texts
    .map(({ place, line }) => ({
      place,
      line: [...verbatim, ...forms].reduce((text, quote) => text.replaceAll(quote, ''), line),
    }))
    .filter(({ line }) => halfWidth.test(line))
    .map(({ place, line }) => `${place}: ${line.trim()}`);
  expect(faults).toEqual([]);
});
