/**
 * A studio in a process of its own, for tests that kill it: starts a run on the home it is given and prints the run's id.
 * Arguments: the home, and the run's settings as JSON.
 */
import { createServices } from '../../../src/main/services/index.ts';

const [home = '', config = ''] = process.argv.slice(2);
const { methods } = createServices({ home });
const request = { name: '', config: JSON.parse(config), queue: false, parentId: null, prompts: [] };
const { id } = await methods['runs.start'](request);
console.log(id);
