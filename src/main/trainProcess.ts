/** Entry of a training process: trains the run of one folder and goes on when whoever started it ends. */
import { runJob } from './engine/index.ts';

const [folder = '', flag] = process.argv.slice(2);
const stop = new AbortController();
process.on('SIGTERM', () => stop.abort());
process.on('SIGINT', () => stop.abort());
// Its terminal is gone, or nobody reads what it says any more: neither is a reason to end.
process.on('SIGHUP', () => {});
process.stderr.on('error', () => {});

process.exit((await runJob(folder, flag === '--resume', stop)) ? 0 : 1);
