#!/usr/bin/env node
/** Entry of the command line: the same services as the studio, for scripts, headless machines and checks. */
import { program } from 'commander';
import pkg from '../../package.json' with { type: 'json' };

program.name('lowrank').description(pkg.description).version(pkg.version);
await program.parseAsync();
