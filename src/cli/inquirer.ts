// The part of inquirer that koo uses, so that the bundle omits editors and lists.
export { input, password, select } from '@inquirer/prompts';
