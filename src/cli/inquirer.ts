// What koo uses of inquirer: loaded as a whole it would bring editors and lists along.
export { input, password } from '@inquirer/prompts';
