/** A run of a command and how it has to end. */
export interface Case {
  /** What stands behind the command's name. */
  readonly args: readonly string[];
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Sends SIGTERM as soon as this stands on stderr. */
  readonly until?: RegExp;
  readonly exitCode: number;
  /** The failure's code; absent for a success, and for a result that ends with an exit code of its own. */
  readonly code?: string;
}

export interface Cases {
  readonly success: Case;
  readonly failure: Case;
  /** stdout is a log as long as the command runs: a document a line, none when nothing happens. */
  readonly streams?: true;
}

/** The access key in every case; it must never be seen again. */
export const secret = 'TOP+SECRET/key=42';

const target = 'https://isv.example.com/saasproduce';
const ciphertext = 'zr4cPK8UeH6NEr6a12NOdTsXuTKwf4jtwnhn3g==';

/** A V2 delivery, signed with {@link secret}. */
const capture = `curl -X POST '${target}?signature=258021252C454CDFB84E81E2BDDFD357E3510D485EB9072E3FB6993EEC1A93E8&timestamp=1795572374441&nonce=6B4F4F2ABD1C494AF2A8BB108FC4F1116FAA3DD24E3BF7C9FDE453A31B6A4452' \\
  -H 'Content-Type: application/json;charset=utf8' \\
  --data-binary '{"activity":"newInstance","orderId":"1"}'`;

/** For every command of the manifest one run that succeeds and one that fails, by id. */
export const cases: Readonly<Record<string, Cases>> = {
  'callback:activities': {
    success: { args: ['newInstance', '--protocol', 'v2'], exitCode: 0 },
    failure: { args: ['newInstnce'], exitCode: 2, code: 'UNKNOWN_ACTIVITY' },
  },
  'callback:encrypt': {
    success: { args: ['13800000000'], exitCode: 0 },
    failure: { args: ['text', '--iv', 'short'], exitCode: 2, code: 'NOT_ENCRYPTED' },
  },
  'callback:decrypt': {
    success: { args: [ciphertext], env: { KOO_ACCESS_KEY: 'TOPSECRETKEY' }, exitCode: 0 },
    failure: { args: [ciphertext], exitCode: 7, code: 'NOT_DECRYPTED' },
  },
  'callback:sign': {
    success: { args: ['-'], input: '{"activity":"newInstance","orderId":"1"}', exitCode: 0 },
    failure: { args: ['a=1'], env: { KOO_ACCESS_KEY: '' }, exitCode: 3, code: 'NO_ACCESS_KEY' },
  },
  'callback:verify': {
    success: { args: ['-'], input: capture, exitCode: 0 },
    failure: { args: ['none.har'], exitCode: 2, code: 'UNREADABLE_FILE' },
  },
  'callback:send': {
    success: { args: ['newInstance', target, '--protocol', 'v2', '--dry-run'], exitCode: 0 },
    failure: { args: ['nosuch', target], exitCode: 2, code: 'UNKNOWN_ACTIVITY' },
  },
  'callback:test': {
    success: { args: ['--demo', '--protocol', 'order-notify'], exitCode: 0 },
    failure: { args: ['--protocol', 'v2'], exitCode: 2, code: 'NO_URL' },
  },
  'callback:serve': {
    success: {
      args: ['--port', '0', '--protocol', 'v2'],
      until: /Listening/,
      exitCode: 0,
    },
    failure: { args: ['--protocol', 'v9'], exitCode: 2, code: 'UNKNOWN_PROTOCOL' },
    streams: true,
  },
};
