/** Entry of the command line: the same services as the studio, for scripts, headless machines and checks. */
import { run } from './cli/program.ts';

await run(process.argv.slice(2));
