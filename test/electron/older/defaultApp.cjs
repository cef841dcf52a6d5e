/** What Electron's own binary does with a path it is given: runs the program there. */
const { statSync } = require('node:fs');
const { resolve } = require('node:path');

let entry;
const args = process.argv.slice(1);
while (args.length > 0 && entry === undefined) {
  const arg = args.shift();
  if (arg === '-r') require(resolve(args.shift()));
  else if (!arg.startsWith('-')) entry = resolve(arg);
}
if (entry === undefined || !statSync(entry).isFile()) {
  console.error('name the file of a program');
  process.exit(2);
}
require(entry);
