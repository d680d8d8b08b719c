import type { Invocation } from './koo.ts';

/** A run of a command and how it has to end. */
export interface Case extends Omit<Invocation, 'args'> {
  /** What stands behind the command's name. */
  readonly args: readonly string[];
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

/** For every command of the manifest one run that succeeds and one that fails, by id. */
export const cases: Readonly<Record<string, Cases>> = {
  'callback:activities': {
    success: { args: ['newInstance', '--protocol', 'v2'], exitCode: 0 },
    failure: { args: ['newInstnce'], exitCode: 2, code: 'UNKNOWN_ACTIVITY' },
  },
  'callback:encrypt': {
    success: { args: ['13800000000'], exitCode: 0 },
    failure: { args: ['text', '--iv', 'short'], exitCode: 2, code: 'INVALID_IV' },
  },
  'callback:decrypt': {
    success: { args: [ciphertext], env: { KOO_ACCESS_KEY: 'TOPSECRETKEY' }, exitCode: 0 },
    failure: { args: [ciphertext], exitCode: 7, code: 'NOT_DECRYPTED' },
  },
  'callback:sign': {
    success: { args: ['-'], stdin: '{"activity":"newInstance","orderId":"1"}', exitCode: 0 },
    failure: { args: ['x'], env: { KOO_ACCESS_KEY: '' }, exitCode: 3, code: 'NO_ACCESS_KEY' },
  },
  'callback:verify': {
    success: {
      args: ['-'],
      stdin: '',
      exitCode: 0,
    },
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
      interrupt: { when: /Listening/, signal: 'SIGTERM' },
      exitCode: 0,
    },
    failure: { args: ['--protocol', 'v9'], exitCode: 2, code: 'UNKNOWN_PROTOCOL' },
    streams: true,
  },
};
