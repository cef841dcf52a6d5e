/**
 * How the desktop program is packaged: `npx electron-builder@26.17.0 --config electron-builder.config.ts`, after a build, on
 * the system it is for. electron-builder itself is no dependency: it would weigh more than all that checks the program.
 */

/** What Electron can do for other programs and this one never needs: switched off in its binary, before it is signed. */
const electronFuses = {
  // The engine's processes run in a Node of their own.
  runAsNode: false,
  enableNodeOptionsEnvironmentVariable: false,
  enableNodeCliInspectArguments: false,
  enableCookieEncryption: true,
  enableEmbeddedAsarIntegrityValidation: true,
  onlyLoadAppFromAsar: true,
  loadBrowserProcessSpecificV8Snapshot: false,
  // The page has an origin of its own, app://studio.
  grantFileProtocolExtraPrivileges: false,
};

const modules = 'node_modules';
const asarUnpack = ['out/main/**', 'package.json', `${modules}/**`];

export default {
  appId: 'org.lowrank.studio',
  productName: 'Lowrank Studio',
  copyright: 'Apache-2.0',
  directories: { output: 'dist', buildResources: 'resources/icons' },
  files: [
    'out/{main,preload,renderer}/**',
    'package.json',
    // Node itself, which lies beside the archive.
    `!${modules}/node-{darwin,linux,win32}-*{,/**}`,
    // What only compilers, debuggers and other systems' loaders read.
    '!**/*.{map,ts,mts,cts}',
    // Of what is published for every system, this system's only.
    `!${modules}/onnxruntime-node/bin/napi-v6/**`,
    `${modules}/onnxruntime-node/bin/napi-v6/\${platform}/\${arch}/**`,
    // The same library under its full version, and a provider that is not offered.
    `!${modules}/onnxruntime-node/bin/**/libonnxruntime.*.*.dylib`,
    `!${modules}/onnxruntime-node/bin/**/DirectML.dll`,
    `!${modules}/tokenizers/*.node`,
    `${modules}/tokenizers/tokenizers.\${platform}-\${arch}*.node`,
    `!${modules}/tokenizers/*-musl.node`,
    `!${modules}/better-sqlite3/{deps,src,prebuilds}/**`,
    `${modules}/better-sqlite3/prebuilds/\${platform}-\${arch}.node`,
  ],
  // Neither the engine's Node nor the system, which loads shared libraries, can look into an archive.
  asar: { smartUnpack: false },
  asarUnpack,
  // Beside the archive: the engine maps models and opens samples by their paths. See services/resources.ts.
  extraResources: [
    { from: 'resources', to: 'resources', filter: ['icons/*', 'samples/*', 'starter-model/*'] },
    // The engine's Node, from the package whose hash the lock file holds.
    { from: `${modules}/node-\${platform}-\${arch}/bin`, to: '.', filter: ['node', 'node.exe'] },
  ],
  // Every native module brings binaries for Node's stable interface, which serve Electron as they are.
  npmRebuild: false,
  electronFuses,
  protocols: [{ name: 'A run in Lowrank Studio', schemes: ['lowrank'] }],
  icon: 'resources/icons/icon.png',
  linux: { target: ['AppImage', 'tar.gz'], category: 'Development' },
  mac: { target: ['dmg', 'zip'], category: 'public.app-category.developer-tools' },
  win: { target: ['nsis'] },
  publish: null,
};
