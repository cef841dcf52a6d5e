/** Settings from a file, for `--config`. */
export { readSettings } from '../../engine/index.ts';
