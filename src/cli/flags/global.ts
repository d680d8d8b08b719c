import * as Flags from '@oclif/core/flags';

export const outputFormats = ['table', 'json', 'ndjson', 'yaml', 'csv', 'tsv'] as const;
export type OutputFormat = (typeof outputFormats)[number];

const helpGroup = 'GLOBAL';

/** Flags of every command. */
export const globalFlags = {
  output: Flags.option({ options: outputFormats })({
    char: 'o',
    helpGroup,
    summary: 'Output format (default: table).',
  }),
  json: Flags.boolean({ exclusive: ['output'], helpGroup, summary: 'Same as --output json.' }),
  query: Flags.string({
    helpGroup,
    helpValue: 'JMESPATH',
    summary: 'Print only the part of the result that a JMESPath expression selects.',
  }),
  fields: Flags.string({
    helpGroup,
    helpValue: 'A,B.C',
    summary: 'Print only these fields of each row, in this order.',
  }),
  quiet: Flags.boolean({ char: 'q', helpGroup, summary: 'Print no notices on stderr.' }),
  lang: Flags.option({ options: ['en', 'zh'] as const })({
    helpGroup,
    summary: 'Language of messages (default: KOO_LANG, then the locale).',
  }),
  'no-input': Flags.boolean({
    env: 'KOO_NO_INPUT',
    helpGroup,
    summary: 'Never prompt; a missing value is an error.',
  }),
};
