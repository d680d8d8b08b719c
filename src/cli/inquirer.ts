// The part of inquirer that koo uses, so that the bundle omits editors and lists.
export { checkbox, input, password, Separator, search, select } from '@inquirer/prompts';
