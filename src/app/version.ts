import pjson from '../../package.json' with { type: 'json' };

/** The versions of koo, Node.js and the system. */
interface Version {
  readonly name: string;
  readonly version: string;
  /** `linux-x64` */
  readonly platform: string;
  /** Version of Node.js. */
  readonly node: string;
}

export const version: Version = {
  name: pjson.name,
  version: pjson.version,
  platform: `${process.platform}-${process.arch}`,
  node: process.version.slice(1),
};

export const versionLine = `${version.name}/${version.version} ${version.platform} node-v${version.node}`;
