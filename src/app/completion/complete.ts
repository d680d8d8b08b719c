import { own } from '../../text/json.ts';
import { both } from '../../text/translate.ts';
import { helpTopics } from '../help/articles.ts';
import {
  bilingual,
  type Commands,
  type ManifestArg,
  type ManifestCommand,
  type ManifestFlag,
} from '../manifest/manifest.ts';
import { childrenOf, topics } from '../manifest/topics.ts';
import { argKind, choices, flagKind } from './kinds.ts';
import type { Candidate, Completion, Line } from './model.ts';
import { valuesOf } from './values.ts';

const noCompletion: Completion = { candidates: [] };

/** Completes the word at the cursor. @param words after `koo`, the last one up to the cursor */
export async function complete(
  words: readonly string[],
  commands: Commands,
  env: Line['env'],
): Promise<Completion> {
  const [current = ''] = words.slice(-1);
  const before = words.slice(0, -1);
  if (before[0] === 'help') return { candidates: helpSubjects(before.slice(1), commands) };
  const length = nameLength(before, commands);
  const id = before.slice(0, length).join(':');
  const command = commands[id];
  const children =
    before.length === length ? childrenOf(id, commands).map((child) => nameCandidate(child, commands)) : [];
  if (!command) {
    if (before.length > length) return noCompletion;
    return {
      candidates: current.startsWith('-') ? rootFlags : id === '' ? [...children, helpWord] : children,
    };
  }
  const rest = parseWords(before.slice(length), command);
  const line: Line = { id, args: rest.args, flags: rest.flags, env };
  if (rest.pending) return flagValue(rest.pending, current, line);
  const inside = rest.ended ? undefined : /^--([\w-]+)=(.*)$/s.exec(current);
  if (inside) {
    const [, name = '', value = ''] = inside;
    const flag = own(command.flags, name);
    return flag?.type === 'option'
      ? prefixed(`--${name}=`, await flagValue(flag, value, line))
      : { candidates: flagCandidates(command, rest.flags) };
  }
  if (!rest.ended && current.startsWith('-') && current !== '-')
    return { candidates: flagCandidates(command, rest.flags) };
  const values = await argValue(command, current, line);
  const found = { ...values, candidates: [...children, ...values.candidates] };
  // Offer flags if no argument is expected.
  const hasCompletion =
    found.candidates.length > 0 || found.filesBehind !== undefined || current !== '' || rest.ended;
  return hasCompletion || argAt(command, rest.args.length)
    ? found
    : { candidates: flagCandidates(command, rest.flags) };
}

/** The number of words that name a topic or a command. */
function nameLength(words: readonly string[], commands: Commands): number {
  let length = 0;
  while (length < words.length) {
    const parent = words.slice(0, length).join(':');
    if (!childrenOf(parent, commands).includes(words.slice(0, length + 1).join(':'))) break;
    length += 1;
  }
  return length;
}

interface ParsedWords {
  readonly args: readonly string[];
  readonly flags: ReadonlyMap<string, string>;
  /** The flag whose value is completed. */
  readonly pending: ManifestFlag | undefined;
  /** Whether `--` has ended the flags. */
  readonly ended: boolean;
}

/** Parses the flags and arguments after the name of a command. */
function parseWords(words: readonly string[], { flags }: ManifestCommand): ParsedWords {
  const args: string[] = [];
  const given = new Map<string, string>();
  let pending: ManifestFlag | undefined;
  let ended = false;
  for (const word of words) {
    if (pending) {
      given.set(pending.name, word);
      pending = undefined;
    } else if (word === '--') ended = true;
    else if (ended || !word.startsWith('-') || word === '-') args.push(word);
    else {
      const [, name = '', value] = /^--(?:no-(?=[\w-]+$))?([\w-]+)(?:=(.*))?$/s.exec(word) ?? [];
      const flag = own(flags, word.replace(/^--|=.*$/gs, '')) ?? own(flags, name) ?? byChar(flags, word);
      if (flag) given.set(flag.name, value ?? '');
      if (flag?.type === 'option' && value === undefined && (word.startsWith('--') || word.length === 2))
        pending = flag;
    }
  }
  return { args, flags: given, pending, ended };
}

function byChar(flags: ManifestCommand['flags'], word: string): ManifestFlag | undefined {
  return word.startsWith('--') ? undefined : Object.values(flags).find(({ char }) => char === word[1]);
}

function flagValue(flag: ManifestFlag, current: string, line: Line): Promise<Completion> | Completion {
  if (flag.options) return { candidates: choices(flag.options, flag.name) };
  const kind = flagKind(flag);
  return kind ? valuesOf(kind, current, line) : noCompletion;
}

function argValue(command: ManifestCommand, current: string, line: Line): Promise<Completion> | Completion {
  const arg = argAt(command, line.args.length);
  if (!arg) return noCompletion;
  if (arg.options) return { candidates: choices(arg.options, arg.name) };
  const kind = argKind(command.id, arg);
  return kind ? valuesOf(kind, current, line) : noCompletion;
}

/** The argument at a position; one that takes several values covers the last position and all after it. */
function argAt({ args }: ManifestCommand, place: number): ManifestArg | undefined {
  const list = Object.values(args);
  const last = list.at(-1);
  return list[place] ?? (last?.multiple ? last : undefined);
}

function prefixed(prefix: string, { candidates, filesBehind, open }: Completion): Completion {
  return {
    candidates: candidates.map(({ value, text }) => ({ value: prefix + value, text })),
    ...(filesBehind !== undefined && { filesBehind: prefix + filesBehind }),
    ...(open && { open }),
  };
}

/** The flags that can still be used. */
function flagCandidates({ flags }: ManifestCommand, given: ReadonlyMap<string, string>): Candidate[] {
  const available = Object.values(flags).filter(
    ({ name, hidden, multiple }) => !hidden && (multiple || !given.has(name)),
  );
  // Flags of the command come before global flags.
  const ordered = [...available.filter(isOwn), ...available.filter((flag) => !isOwn(flag))];
  const known = ordered.flatMap((flag) => {
    const text = bilingual(flag.summary);
    const names = flag.allowNo ? [`--${flag.name}`, `--no-${flag.name}`] : [`--${flag.name}`];
    return names.map((value) => ({ value, text }));
  });
  return [...known, helpFlag];
}

function isOwn({ helpGroup }: ManifestFlag): boolean {
  return helpGroup !== 'GLOBAL';
}

const helpFlag: Candidate = { value: '--help', text: both('Show help.') };
const rootFlags: readonly Candidate[] = [
  helpFlag,
  { value: '--version', text: both('Show the version.') },
  { value: '--lang', text: both('Language of messages: en, zh.') },
];
const helpWord: Candidate = { value: 'help', text: both('Show help about a command or a topic.') };

function helpSubjects(before: readonly string[], commands: Commands): Candidate[] {
  const articles = helpTopics.map(({ name, title }) => ({ value: name, text: title }));
  const children = childrenOf(before.join(':'), commands).map((child) => nameCandidate(child, commands));
  return before.length === 0 ? [...children, ...articles] : children;
}

function nameCandidate(id: string, commands: Commands): Candidate {
  const topic = topics.find(({ name }) => name === id);
  const command = commands[id];
  const text = topic?.description ?? bilingual(command?.summary);
  return { value: id.split(':').at(-1) ?? id, text };
}
