// What koo uses of inquirer: loaded as a whole it would bring editors and lists along.
export { input, password, select } from '@inquirer/prompts';
