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
  success: both('Success. A pipe that is closed early (| head) is also a success.'),
  defect: both('Internal error of koo. Set KOO_DEBUG=1 to see where.'),
  usage: both(
    'Usage error: a flag, an argument or an input file is invalid, or a value is missing and koo cannot ask for it without a terminal.',
  ),
  configuration: both(
    'Configuration error: there is no profile or no AK/SK, a store cannot be read, or the site does not offer the operation.',
  ),
  permission: both('Access denied: the server rejected the AK/SK, or it lacks the permission.'),
  business: both('Rejected: KooGallery returned an error code.'),
  network: both('Network error: DNS, TLS or connection failure, or a timeout.'),
  check: both('A check failed. The result shows which.'),
  partial: both('Part of a batch failed. The result shows which part.'),
  interrupted: both('Interrupted with Ctrl-C, or a prompt was cancelled.'),
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
    heading: both('IN SCRIPTS'),
    text: both(
      'With --json, koo prints a failure as one JSON document on stdout. Its error.exitCode is the exit code; its error.code is a stable name for the failure.',
    ),
    commands: ['koo order get CS2207261447AUY4H --json || echo "exit $?"'],
  },
];

/** An overview of the signature schemes. */
export const signing: readonly Part[] = [
  {
    heading: both('WHAT KOOGALLERY SENDS'),
    text: both(
      'KooGallery signs with the access key of the interface class. The seller console shows one key each for base, kit, licence and general interfaces.',
    ),
    rows: [
      [
        'v1',
        both(
          'authToken in the query: the Base64 of HMAC-SHA256 over the sorted parameters, with access key + timeStamp as the HMAC key.',
        ),
      ],
      [
        'v1-kit',
        both('authToken in a header, computed in the same way over the non-blank properties of the body.'),
      ],
      [
        'v2, license-code, online-license, order-notify',
        both(
          'signature in the query: the hexadecimal HMAC-SHA256 over access key + nonce + timestamp + the HMAC-SHA256 of the body as sorted JSON.',
        ),
      ],
      ['v2-kit', both('x-sign in a header, with x-timestamp and x-nonce: a single HMAC-SHA256.')],
    ],
  },
  {
    heading: both('WHAT YOUR SERVER RETURNS'),
    text: both(
      'A V1 response carries the header Body-Sign: the Base64 of HMAC-SHA256 over the bytes of the body as sent, with the access key as the HMAC key. The V2 pages do not ask for a signed response.',
    ),
  },
  {
    heading: both('WHAT YOU SEND TO THE OPEN API'),
    text: both(
      'Every call is signed with AK and SK: SDK-HMAC-SHA256, in the header Authorization. A push of usage carries a second signature, made with the access key.',
    ),
  },
  {
    heading: both('WHEN A SIGNATURE IS REJECTED'),
    text: both(
      'koo callback verify tries the known mistakes on a captured request and tells you which one was made; with --snippet, it also shows the code in your language. Check the clock as well: a V2 request is valid for 60 s, a call of the open API for 15 minutes.',
    ),
    commands: [
      'koo callback verify request.txt --snippet java',
      'koo callback sign @body.json --protocol v2',
      'koo doctor',
    ],
  },
];

/** How koo behaves without a person at a terminal. */
export const pipelines: readonly Part[] = [
  {
    heading: both('STREAMS'),
    text: both(
      'koo prints the result, and nothing else, on stdout. Progress, notices and error messages go to stderr; -q turns off notices. The file name - stands for stdin. A pipe that is closed early is not an error.',
    ),
    commands: ["koo callback activities --json --query '[].name'", 'koo usage check usage.csv -o ndjson'],
  },
  {
    heading: both('WITHOUT A TERMINAL'),
    text: both(
      'Without a terminal, or with --no-input, koo never prompts. A missing value ends with exit code 2, and the message names the flag. Destructive operations need --yes.',
    ),
  },
  {
    heading: both('SECRETS'),
    text: both(
      'Pass keys in environment variables that your CI masks, or in a file. Never pass a key on the command line.',
    ),
    commands: [
      'koo callback test https://isv.example.com/saasproduce --protocol v2 --access-key-file key.txt',
    ],
  },
  {
    heading: both('TEST REPORTS'),
    text: both(
      'You can combine reporters and write each to its own file. Exit code 7 means that a check failed.',
    ),
    commands: ['koo callback test --demo --reporter spec --reporter junit=report.xml'],
  },
  {
    heading: both('A SERVER TO TEST'),
    text: both(
      'With --start, koo starts your server, waits for its port, tests it, and stops it with all its processes. The server inherits the environment, but no key that koo reads from a file or a profile. Exit code 6 means that it did not start, 7 that it ended during the run.',
    ),
    commands: ["koo callback test http://127.0.0.1:8080/saasproduce --start 'npm start'"],
  },
  {
    heading: both('EXIT CODES'),
    text: both('See `koo help exit-codes`.'),
  },
];

/** How results can be formed and cut. */
export const formatting: readonly Part[] = [
  {
    heading: both('FORMATS'),
    text: both('Every command accepts -o, --output.'),
    rows: [
      [
        'table',
        both('For reading (default). On a terminal, long cells are cut to fit; in a pipe nothing is cut.'),
      ],
      [
        'json',
        both(
          'One JSON document; --json is the short form. Keys and structure are stable; the help of a command lists its fields.',
        ),
      ],
      ['ndjson', both('One JSON document per line, one for each row.')],
      ['yaml', both('The JSON document as YAML.')],
      [
        'csv, tsv',
        both(
          'A header, and a line for each row; nested values are JSON in their cell. Values and lists that --query selects have no header. A value that a spreadsheet would run as a formula (it begins with =, +, - or @ and is not a number), and one that begins with an apostrophe, gets a leading apostrophe, which koo removes when it reads a list of users. Other formats have no such mark.',
        ),
      ],
    ],
  },
  {
    heading: both('FIELDS'),
    text: both(
      '--fields selects columns (or keys) and their order. A dot selects a nested field, a number an element of a list. An unknown field ends with exit code 2, and the message lists the fields there are.',
    ),
    commands: [
      'koo callback activities --fields name,title.zh',
      'koo callback activities --protocol v2 --fields protocol,name -o csv',
    ],
  },
  {
    heading: both('QUERIES'),
    text: both(
      '--query takes a JMESPath expression (jmespath.org) and prints that part of the result. --fields then selects from the result of the query.',
    ),
    commands: [
      `koo callback activities --query "[?need.period=='required'].name" -o csv`,
      "koo order get MOCKPERIODYEARNEW --site sandbox --query 'orderInfo.orderLine[0].expireTime'",
    ],
  },
  {
    heading: both('LANGUAGE'),
    text: both(
      'With --lang zh, KOO_LANG=zh or a Chinese locale, koo prints its messages in Chinese. Command names and JSON keys stay English. Texts in JSON are in both languages; error messages in JSON are in English.',
    ),
  },
];
