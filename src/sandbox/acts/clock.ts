import { both, verbatim } from '../../text/translate.ts';
import { declareAct, givenValues } from './act.ts';

export const clock = declareAct({
  do: 'clock',
  summary: 'Show, set or advance the business clock of the sandbox.',
  description:
    'Whatever becomes due on the way happens, in order: reminders, expiry, retries, freezes, releases, bills. A virtual ' +
    'clock stands still between commands; a real one goes on while a sandbox runs. Signatures always use the wall ' +
    'clock. Exit 7 if KooGallery gave up on a callback on the way.',
  examples: ['--virtual --to 2026-03-02', '--advance 400d', '--next'],
  fields: {
    mode: { type: 'choice', options: ['real', 'virtual'] },
    to: { type: 'time', input: { label: both('To, in Beijing') } },
    advance: { type: 'duration', input: { label: both('By'), hint: verbatim('30d, 12h, 90m, 1d12h') } },
    next: { type: 'switch' },
    /** IDs are derived from it. */
    seed: {
      type: 'number',
      min: 0,
      rule: both('The seed is a whole number of at least 0'),
      input: { label: both('Seed'), hint: both('With a seed, order IDs are the same in every run.') },
    },
  },
  terminal: {
    flags: {
      advance: {
        type: 'duration',
        exclusive: ['to', 'next', 'real'],
        summary: 'Advance a virtual clock, such as by 30d, 12h or 90m.',
      },
      to: {
        type: 'time',
        exclusive: ['next', 'real'],
        summary: 'Set a virtual clock; without a zone, the time is that of Beijing.',
      },
      next: { type: 'switch', exclusive: ['real'], summary: 'Advance a virtual clock to what is due next.' },
      virtual: { type: 'switch', exclusive: ['real'], summary: 'Make the clock a virtual one.' },
      real: { type: 'switch', summary: 'Make the clock the real one.' },
      seed: {
        type: 'number',
        min: 0,
        helpValue: 'N',
        summary: 'Derive IDs from this number, so that two runs are equal.',
      },
    },
    read: ({ virtual, real, ...given }) => ({
      ...(virtual === true && { mode: 'virtual' }),
      ...(real === true && { mode: 'real' }),
      ...givenValues(given),
    }),
    write: ({ mode, ...values }) => ({ ...(mode && { [mode]: true }), ...values }),
  },
});
