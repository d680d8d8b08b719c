import pjson from '../../package.json' with { type: 'json' };

/** What koo, and the system under it, are. */
export const version = {
  name: pjson.name,
  version: pjson.version,
  platform: `${process.platform}-${process.arch}`,
  node: process.version.slice(1),
} as const;

/** The version on one line. */
export const versionLine = `${version.name}/${version.version} ${version.platform} node-v${version.node}`;
