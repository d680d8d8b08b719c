import { rules } from '../src/seller/rules/rules.ts';
import type { Language } from '../src/text/localized.ts';
import { sourceLink } from '../src/text/source-words.ts';
import { made, type Page } from './page.ts';

/** A document with every section, with remarks in a language; a test reads it. */
export function exampleDocument(language: Language): string {
  const remark = (en: string, zh: string) => `# ${{ en, zh }[language]}`;
  return `product: OFFI758576253042421760
version: "1"                     ${remark('of the server; apply refuses another one', '服务器上的版本；不一致时 apply 拒绝应用')}
audience:
  type: specified                # all | enterprise | individual | specified | associated
  users: { file: buyers.csv }    ${remark('relative to this file; or inline, as below', '相对于本文件；也可像下面那样直接写出')}
credit:
  cash_coupon: on
  credit_line:                   ${remark('off | all | specified, or the users', 'off | all | specified，或用户名单')}
    users:
      - { name: hw12345678, id: d78cbac186b744899480f25bd022f468 }
      - koo-buyer-2:5f2d7c3b9a1e4d60b8c7f6e5d4c3b2a1
stock:                           ${remark('for reading; koo product stock add changes it', '只供查看；用 koo product stock add 更改')}
  da9b4d34-5295-46a7-92d4-000000000001: { available: 999 }
purchase_limits:
  "*": { once_per_customer: true, again_after_expiry: true }   ${remark('the whole product', '整个商品')}
  da9b4d34-5295-46a7-92d4-000000000001: { max_quantity: 50 }
trial:
  da9b4d34-5295-46a7-92d4-000000000003: { days: 15, open_to: all }
attributes:
  - { code: seats, type: quantity, name: { en: Seats, zh: 席位数 }, min: 1, max: 500, step: 1 }
  - { code: edition, type: enumeration, name: { en: Edition, zh: 版本规格 }, values: [standard, professional] }
`;
}

const yaml = (language: Language) => `\`\`\`yaml\n${exampleDocument(language)}\`\`\``;

/** `docs/product-document.md` in both languages: the form of the document, and every rule with its source. */
export function productDocumentPages(): readonly Page[] {
  return [
    { path: 'docs/product-document.md', text: page(english, 'en') },
    { path: 'docs/product-document.zh-CN.md', text: page(chinese, 'zh') },
  ];
}

function page(blocks: readonly string[], language: Language): string {
  return `${[...blocks, ruleTable(language)].join('\n\n')}\n`;
}

function ruleTable(language: Language): string {
  const head = { en: '| rule | what it says | source |', zh: '| 规则 | 内容 | 出处 |' }[language];
  const rows = Object.entries(rules).map(([id, { title, source }]) => {
    const basis = source.startsWith('http')
      ? sourceLink(source, { en: 'Huawei', zh: '华为云' })
      : sourceLink(source.replace(/^docs\//, ''), { en: 'koo', zh: 'koo' });
    return `| \`${id}\` | ${title[language]} | ${basis[language]} |`;
  });
  return [head, '|---|---|---|', ...rows].join('\n');
}

const english = [
  '# The configuration document of a product',
  made,
  '[中文](product-document.zh-CN.md)',
  "Who may buy a product, credit, purchase limits, trials and attributes, in a file under version control. Huawei publishes no API for these: the form is koo's own, as is the [contract](api/seller-config.openapi.yaml) behind it.",
  [
    '- `koo product get ID -o yaml > product.yaml` writes it as it is now.',
    '- `koo product validate -f product.yaml` tells all that is wrong, with line, column, rule and source: exit 7 for an error, 2 for a text that is no document. `--offline` asks no site.',
    '- `koo product diff -f product.yaml` shows what would change: exit 7 with a difference.',
    '- `koo product apply -f product.yaml` makes it so, all or nothing. Then it writes the new version into a file that has one, and touches nothing else in it, so that it can be edited and applied again; `--no-write-version` leaves the file as it is, `--write-version` also adds the line where there is none. A file that was edited while the change was made stays as it is (koo names the version to set), and so does what stdin comes from.',
  ].join('\n'),
  yaml('en'),
  '## What is left alone, and what is taken away',
  [
    '- A section that is left out stays as it is. So does a list whose `users` are left out, and a setting of `credit` and `trial`.',
    '- `users` says all of a list: who is not among them is removed. `specified` in place of `users` leaves the list to `koo users`.',
    '- Under `audience.skus`, a specification that is not named follows the product; under `purchase_limits`, what is not named has no limit.',
    '- `trial` and `attributes` take nothing away. Preset attributes are not written.',
    '- `stock` is for reading: a number that differs is a warning, which names the command that changes it.',
    '- A product for specified users or associated buyers locks its specifications: one with an audience of its own is an error.',
  ].join('\n'),
  '## The text',
  [
    '- YAML 1.2 or JSON, in UTF-8, one document a file, up to 8 MB. `on`, `off`, `yes`, `no` are words.',
    '- Ids, names and codes stay as they are written, also where they look like numbers. In other tools, quote ids of digits alone.',
    '- Anchors and aliases work; merge keys (`<<`) and tags do not.',
    '- `users` is a list of `{ name, id }` or `name:id`, or `{ file }` with the name of a file that `koo users import` can read, as Excel in China writes it too. Name and id are those of the Huawei Cloud account (华为云账号名, 华为云账号ID).',
    '- Editors check and complete it by `schema/product.schema.json` of the package: `# yaml-language-server: $schema=PATH` in the first line.',
    '- Faults of form are `unknown-key`, `missing-key`, `duplicate-key`, `wrong-value`, `users-file` (a file of users that cannot be read) and `product-unknown` (the server has no such product of this seller).',
  ].join('\n'),
  '## Rules',
  'The server holds them, and koo checks them before it sends. Those with a form that Huawei states nowhere are warnings.',
];

const chinese = [
  '# 商品配置文件',
  made,
  '[English](product-document.md)',
  '将商品的销售对象、信控、限购、试用和属性写入文件，纳入版本管理。华为云未公开此类接口：文件格式及其背后的[接口契约](api/seller-config.openapi.yaml)均由 koo 自行定义。',
  [
    '- `koo product get ID -o yaml > product.yaml`：按当前状态写出。',
    '- `koo product validate -f product.yaml`：列出所有问题及其行、列、规则和出处；有错误时退出码为 7，内容无法读取时为 2。`--offline` 不访问任何站点。',
    '- `koo product diff -f product.yaml`：显示将发生的更改；有差异时退出码为 7。',
    '- `koo product apply -f product.yaml`：应用更改，要么全部生效，要么全部不生效。文件中已有 version 时，随后会将新版本写入文件，其余内容不变，因此可继续编辑并再次应用；`--no-write-version` 不写入，`--write-version` 在没有该行时也会添加。应用期间被编辑过的文件不会写入（koo 会提示应填的版本），标准输入也不会写入。',
  ].join('\n'),
  yaml('zh'),
  '## 哪些保持不变，哪些会被移除',
  [
    '- 未写的部分保持不变；未写 `users` 的名单、`credit` 和 `trial` 中未写的设置也保持不变。',
    '- `users` 是完整名单：不在其中的用户会被移除。用 `specified` 代替 `users` 时，名单由 `koo users` 管理。',
    '- `audience.skus` 中未列出的规格与商品保持一致；`purchase_limits` 中未列出的不限购。',
    '- `trial` 和 `attributes` 不会移除任何内容。系统预置属性不会写出。',
    '- `stock` 仅供查看：数量不同时给出警告，并提示修改库存的命令。',
    '- 商品的销售对象为指定用户或已购买关联商品用户时，规格不可单独设置，否则为错误。',
  ].join('\n'),
  '## 文本格式',
  [
    '- YAML 1.2 或 JSON，UTF-8 编码，每个文件一个文档，最大 8 MB。`on`、`off`、`yes`、`no` 均为普通单词。',
    '- ID、名称和编码按原样读取，即使看起来像数字。供其他工具使用时，纯数字的 ID 请加引号。',
    '- 支持锚点和别名，不支持合并键（`<<`）和标签。',
    '- `users` 为 `{ name, id }` 或 `name:id` 的列表，或 `{ file }`：`koo users import` 能读取的文件，包括国内 Excel 保存的 CSV。name 和 id 分别为华为云账号名和华为云账号ID。',
    '- 编辑器可使用软件包中的 `schema/product.schema.json` 检查和补全：在第一行写 `# yaml-language-server: $schema=路径`。',
    '- 格式问题包括 `unknown-key`（未知的键）、`missing-key`（缺少键）、`duplicate-key`（键重复）、`wrong-value`（值不符合要求）、`users-file`（名单文件无法读取）和 `product-unknown`（服务器上没有该商家的此商品）。',
  ].join('\n'),
  '## 规则',
  '服务器遵守这些规则，koo 在发送前进行检查。华为云未规定的格式只给出警告。',
];
