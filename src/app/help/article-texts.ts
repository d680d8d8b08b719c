import { ExitCode } from '../../errors/exit-codes.ts';
import type { Localized } from '../../text/localized.ts';
import { both } from '../../text/translate.ts';

/** A part of an article: words, names with what each means, commands to type. */
export interface Part {
  readonly heading: Localized;
  readonly text?: Localized;
  readonly rows?: readonly (readonly [name: string, text: Localized])[];
  readonly commands?: readonly string[];
}

const meanings: Readonly<Record<keyof typeof ExitCode, Localized>> = {
  success: both('Success. A closed pipe (| head) is one, too.'),
  defect: both('A defect of koo itself; KOO_DEBUG=1 shows where.'),
  usage: both(
    'Usage: a flag, an argument or an input file is wrong, or a value is missing and there is no terminal to ask on.',
  ),
  configuration: both(
    'Not configured: no profile, no credential, a store that cannot be read, an operation this site does not offer.',
  ),
  permission: both('The server refused the credentials or the permission.'),
  business: both('The server answered with a business error.'),
  network: both('Network, DNS, TLS, or a deadline that passed.'),
  check: both('A check failed; the result says which.'),
  partial: both('Part of a batch failed; the result says which.'),
  interrupted: both('Interrupted by Ctrl-C, or a question was not answered.'),
};

/** The table of exit codes; scripts rely on them. */
export const exitCodes: readonly Part[] = [
  {
    heading: both('EXIT CODES'),
    rows: Object.entries(ExitCode).map(([name, code]) => [
      String(code).padStart(3),
      meanings[name as keyof typeof ExitCode],
    ]),
  },
  {
    heading: both('IN A SCRIPT'),
    text: both(
      'With --json a failure is one document on stdout whose error.exitCode is the exit code, and error.code a stable name for it.',
    ),
    commands: ['koo order get CS2207261447AUY4H --json || echo "exit $?"'],
  },
];

/** An overview of the signature schemes. */
export const signing: readonly Part[] = [
  {
    heading: both('WHAT KOOGALLERY SENDS'),
    text: both(
      'The access key is the one of the interface class in the seller console: base, kit, licence and general interfaces each have their own.',
    ),
    rows: [
      [
        'v1',
        both(
          'authToken in the query: base64 of HMAC-SHA256 over the sorted parameters, key access key + timeStamp.',
        ),
      ],
      ['v1-kit', both('authToken in a header, over the properties of the body that are not blank.')],
      [
        'v2, license-code, online-license, order-notify',
        both(
          'signature in the query: HMAC-SHA256 in hexadecimal over access key + nonce + timestamp + HMAC-SHA256 of the body as sorted JSON.',
        ),
      ],
      ['v2-kit', both('x-sign in a header, with x-timestamp and x-nonce: one HMAC-SHA256.')],
    ],
  },
  {
    heading: both('WHAT YOUR SERVER ANSWERS'),
    text: both(
      'V1 answers carry the header Body-Sign: base64 of HMAC-SHA256 over the bytes of the body as they are sent, key access key. The pages on V2 ask for no signature of the answer.',
    ),
  },
  {
    heading: both('WHAT YOU SEND TO THE OPEN API'),
    text: both(
      'AK and SK sign every call by SDK-HMAC-SHA256 in the header Authorization. A push of usage has a signature of its own on top, made with the access key.',
    ),
  },
  {
    heading: both('WHEN A SIGNATURE IS REFUSED'),
    text: both(
      'verify tries the known mistakes on a captured call and says which of them was made. The clock counts: V2 calls are good for 60 s, calls of the open API for 15 minutes.',
    ),
    commands: ['koo callback verify request.txt', 'koo callback sign @body.json --protocol v2', 'koo doctor'],
  },
];

/** How koo behaves without a person at a terminal. */
export const pipelines: readonly Part[] = [
  {
    heading: both('STREAMS'),
    text: both(
      'stdout carries the result and nothing else; progress, notices and failures in words go to stderr (-q leaves notices out). A file argument - reads stdin. A reader that closes the pipe early is no failure.',
    ),
    commands: ["koo callback activities --json --query '[].name'", 'koo usage check usage.csv -o ndjson'],
  },
  {
    heading: both('NO TERMINAL, NO QUESTION'),
    text: both(
      'Without a terminal, or with --no-input, koo asks nothing: a missing value is exit 2, and the message names the flag. What destroys something needs --yes there.',
    ),
  },
  {
    heading: both('SECRETS'),
    text: both('Give keys by the environment, masked by your CI, or by a file; never on the command line.'),
    commands: [
      'koo callback test https://isv.example.com/saasproduce --protocol v2 --access-key-file key.txt',
    ],
  },
  {
    heading: both('TEST REPORTS'),
    text: both('Reporters can be combined, each to a file of its own; exit 7 means that a check failed.'),
    commands: ['koo callback test --demo --reporter spec --reporter junit=report.xml'],
  },
  {
    heading: both('EXIT CODES'),
    text: both('koo help exit-codes has them all.'),
  },
];

/** How results can be formed and cut. */
export const formatting: readonly Part[] = [
  {
    heading: both('FORMS'),
    text: both('Every command takes -o, --output.'),
    rows: [
      [
        'table',
        both('For people (default). It fits the terminal, where long cells are cut; in a pipe it is whole.'),
      ],
      ['json', both('One document; --json is short for it. Its keys and its structure stay.')],
      ['ndjson', both('A document a line, one for each row.')],
      ['yaml', both('The JSON document as YAML.')],
      [
        'csv, tsv',
        both(
          'A header and a line for each row; what is nested is JSON in its cell. Values are as they are, for programs: a spreadsheet takes one that begins with =, +, - or @ for a formula. Import such a file as text.',
        ),
      ],
    ],
  },
  {
    heading: both('FIELDS'),
    text: both(
      '--fields chooses columns (or keys) and their order. A dot goes inwards; a number takes an element of a list. A field that is not there is exit 2, and the message lists those that are.',
    ),
    commands: [
      'koo callback activities --fields name,title.zh',
      'koo callback activities --protocol v2 --fields protocol,name -o csv',
    ],
  },
  {
    heading: both('QUERIES'),
    text: both(
      '--query takes a JMESPath (jmespath.org) and prints that part of the result. --fields then chooses from what the query gives.',
    ),
    commands: [
      `koo callback activities --query "[?need.period=='required'].name" -o csv`,
      "koo order get MOCKPERIODYEARNEW --site sandbox --query 'orderInfo.orderLine[0].expireTime'",
    ],
  },
  {
    heading: both('LANGUAGE'),
    text: both(
      '--lang zh (or KOO_LANG=zh, or a Chinese locale) gives Chinese texts. Names, keys and JSON stay English; JSON carries texts in both languages.',
    ),
  },
];
