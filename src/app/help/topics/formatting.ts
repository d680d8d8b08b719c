import type { Part } from './model.ts';

/** How results can be formed and cut. */
export const formatting: readonly Part[] = [
  {
    heading: { en: 'FORMS', zh: '格式' },
    text: { en: 'Every command takes -o, --output.', zh: '所有命令都支持 -o（--output）。' },
    rows: [
      [
        'table',
        {
          en: 'For people (default). It fits the terminal, where long cells are cut; in a pipe it is whole.',
          zh: '便于阅读（默认）。在终端中按宽度截断过长的单元格；在管道中内容完整。',
        },
      ],
      [
        'json',
        {
          en: 'One document; --json is short for it. Its keys and its structure stay.',
          zh: '一个 JSON 文档；可简写为 --json。键名和结构保持稳定。',
        },
      ],
      ['ndjson', { en: 'A document a line, one for each row.', zh: '每行一个 JSON 文档，对应一条记录。' }],
      ['yaml', { en: 'The JSON document as YAML.', zh: '以 YAML 表示的同一文档。' }],
      [
        'csv, tsv',
        {
          en: 'A header and a line for each row; what is nested is JSON in its cell. Values are as they are, for programs: a spreadsheet takes one that begins with =, +, - or @ for a formula. Import such a file as text.',
          zh: '表头加每条记录一行；嵌套的值在单元格中以 JSON 表示。内容供程序读取，原样输出：以 =、+、- 或 @ 开头的值会被电子表格软件当作公式，请以文本方式导入。',
        },
      ],
    ],
  },
  {
    heading: { en: 'FIELDS', zh: '字段' },
    text: {
      en: '--fields chooses columns (or keys) and their order. A dot goes inwards; a number takes an element of a list. A field that is not there is exit 2, and the message lists those that are.',
      zh: '--fields 选择列（或键）及其顺序。用点号取内层字段，用数字取列表中的元素。字段不存在时退出码为 2，并列出可用的字段。',
    },
    commands: [
      'koo callback activities --fields name,title.zh',
      'koo callback activities --protocol v2 --fields protocol,name -o csv',
    ],
  },
  {
    heading: { en: 'QUERIES', zh: '查询' },
    text: {
      en: '--query takes a JMESPath (jmespath.org) and prints that part of the result. --fields then chooses from what the query gives.',
      zh: '--query 使用 JMESPath（jmespath.org），只输出结果中的这一部分；--fields 再从查询结果中选择字段。',
    },
    commands: [
      `koo callback activities --query "[?need.period=='required'].name" -o csv`,
      "koo order get MOCKPERIODYEARNEW --site sandbox --query 'orderInfo.orderLine[0].expireTime'",
    ],
  },
  {
    heading: { en: 'LANGUAGE', zh: '语言' },
    text: {
      en: '--lang zh (or KOO_LANG=zh, or a Chinese locale) gives Chinese texts. Names, keys and JSON stay English; JSON carries texts in both languages.',
      zh: '--lang zh（或 KOO_LANG=zh，或中文系统语言环境）显示中文。命令名、键名和 JSON 保持英文；JSON 中的文字同时包含两种语言。',
    },
  },
];
