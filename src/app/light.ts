// Loaded for everything, also where no command runs: for the version, help, an unknown word. The build makes
// every other file import this one, so that all of it is one file of the bundle.
import './main.ts';
import '../cli/output/layout.ts';
