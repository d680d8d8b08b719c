import type { Config } from '@oclif/core/config';
import { readGlobalOptions } from '../../../src/app/invocation/argv.ts';
import { splitAssignment } from '../../../src/callback/delivery/values.ts';
import CallbackSend from '../../../src/commands/callback/send.ts';
import CallbackTest from '../../../src/commands/callback/test.ts';
import { assertThat, type Target, textOf } from '../target.ts';

/** The words of each command, which is parsed and not run. */
class ParsedSend extends CallbackSend {
  static override id = 'callback:send';

  override async run(): Promise<never> {
    const parsed = await this.parse(CallbackSend).catch((error: Error) => this.catch(error));
    for (const assignment of parsed.flags.set ?? []) splitAssignment(assignment);
    return parsed as never;
  }
}

class ParsedTest extends CallbackTest {
  static override id = 'callback:test';

  override async run(): Promise<never> {
    return (await this.parse(CallbackTest).catch((error: Error) => this.catch(error))) as never;
  }
}

// All that parsing uses of it.
const config = { bin: 'koo', runHook: async () => ({ successes: [], failures: [] }) } as unknown as Config;

const maxWords = 1_000;

/** A command line, a word a line: as koo reads it before a command runs. */
export const argv: Target = {
  seeds: () => [
    'newInstance\nhttps://isv.example.com/produce\n--protocol\nv2\n--set\norderId=CS1',
    'https://isv.example.com\n--protocol=v1,v2-kit\n--sale\nperiod\n--only\nV2-*\n--timeout\n20\n--json\n-q',
    'x\n-qojson\n--lang=zh\n--\n--help',
  ],
  tokens: [
    '\n--',
    '\n-',
    '\n--set\n',
    '\n--no-',
    '=',
    '\n--query\n',
    '\n--fields=',
    '\n-o\ncsv',
    '\n--jsn',
    '\n--sett',
    '\n-qqq',
  ],
  async run(input) {
    // Of the user's own words there are not many; oclif compares each with all others.
    const words = textOf(input).split('\n', maxWords);
    const { lang, output } = readGlobalOptions(words);
    assertThat(
      [lang, output].every((value) => value === undefined || typeof value === 'string'),
      'an option is a text',
    );
    const Parsed = input.length % 2 === 0 ? ParsedSend : ParsedTest;
    await new Parsed(words, config).run();
  },
};
