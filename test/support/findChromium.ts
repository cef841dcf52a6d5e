/** Finds the Chromium of the end-to-end tests: the one named, the machine's own, or the one that npm brought along. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { squareFont } from './squareFont.ts';

export interface Chromium {
  readonly executablePath: string;
  /** What it needs besides the environment of the test. */
  readonly env: Readonly<Record<string, string>>;
}

const installed = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** Throws, saying what to install, when there is none: these tests are never skipped. */
export function findChromium(): Chromium {
  const named = process.env.CHROMIUM;
  if (named && !existsSync(named)) throw new Error(`CHROMIUM is ${named}, where there is no file`);
  const executablePath = named || installed.find(existsSync);
  if (executablePath) return { executablePath, env: {} };
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error('no Chromium found: install Chrome or Chromium, or set CHROMIUM to its path');
  }
  return bundled();
}

/** The folder of this user where programs keep what they can make again. */
const caches = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');

/**
 * The Chromium inside the npm package @sparticuz/chromium, unpacked once per version into the user's cache. It comes with
 * the libraries that a bare system lacks, and with Open Sans; Chinese is drawn in squares where the system has no fonts for it.
 */
function bundled(): Chromium {
  const manifest = new URL('../package.json', import.meta.resolve('@sparticuz/chromium'));
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
  const folder = join(caches, 'lowrank-studio', `chromium-${version}`);
  if (!existsSync(folder)) unpack(folder);
  return {
    executablePath: join(folder, 'chromium'),
    env: {
      FONTCONFIG_FILE: join(folder, 'fonts.conf'),
      LD_LIBRARY_PATH: [join(folder, 'al2023', 'lib'), process.env.LD_LIBRARY_PATH].filter(Boolean).join(':'),
    },
  };
}

/** Appears under its name only once it is whole, however many tests begin at the same time. */
function unpack(folder: string): void {
  mkdirSync(dirname(folder), { recursive: true });
  const staging = mkdtempSync(`${folder}-`);
  // The package unpacks into the folder for temporary files, and its libraries only where it believes to be on AWS.
  const { status, stderr } = spawnSync(
    process.execPath,
    [
      '--input-type=module',
      '--eval',
      `import chromium from '@sparticuz/chromium'; await chromium.executablePath();`,
    ],
    {
      cwd: dirname(fileURLToPath(import.meta.url)),
      env: { ...process.env, TMPDIR: staging, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' },
      encoding: 'utf8',
    },
  );
  try {
    if (status !== 0) throw new Error(`the Chromium of @sparticuz/chromium cannot be unpacked: ${stderr}`);
    writeFileSync(join(staging, 'fonts', 'square.ttf'), squareFont());
    writeFileSync(join(staging, 'fonts.conf'), fontConfiguration(folder));
    renameSync(staging, folder);
  } catch (error) {
    rmSync(staging, { recursive: true, force: true });
    // Another test was faster.
    if (!existsSync(folder)) throw error;
  }
}

const fontConfiguration = (folder: string) => `<?xml version="1.0"?>
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>${join(folder, 'fonts')}</dir>
  <cachedir>${join(folder, 'fonts-cache')}</cachedir>
</fontconfig>
`;
