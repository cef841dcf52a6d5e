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
  // There is no cookie to encrypt, and the key would be asked for in the system's keyring.
  enableCookieEncryption: false,
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
    '!**/*.{map,ts,mts,cts,h}',
    // Bundles for pages.
    `!${modules}/**/dist/{browser,iife,umd}/**`,
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
  linux: {
    // Of these the packages bring the AppArmor profile without which Ubuntu 24.04 starts no Electron.
    target: ['deb', 'rpm', 'AppImage', 'tar.gz'],
    category: 'Development',
    maintainer: 'Lowrank Studio',
    synopsis: 'Fine-tune language models with LoRA on your own workstation',
  },
  mac: {
    target: [
      { target: 'dmg', arch: 'arm64' },
      { target: 'zip', arch: 'arm64' },
    ],
    category: 'public.app-category.developer-tools',
    hardenedRuntime: true,
    // What a just-in-time compiler and libraries of other signers need under the hardened runtime.
    entitlements: 'resources/mac/entitlements.plist',
    entitlementsInherit: 'resources/mac/entitlements.plist',
    // Signs and notarises where the signer's certificate and Apple's keys stand in the environment.
    notarize: true,
  },
  win: { target: ['nsis'] },
  publish: null,
};
