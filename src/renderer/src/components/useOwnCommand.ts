/** The command line of this program as it is called on the machine where the studio runs. */
import { type Shell, shellLine, shellOf } from '../../../shared/shell.ts';
import { useApiQuery } from '../hooks/useApi.ts';

interface OwnCommand {
  /** The words it begins with. */
  readonly words: readonly string[];
  /** A command on this home, to be pasted into a shell there. */
  line(words: readonly string[]): string;
}

/** Undefined until it is known. */
export function useOwnCommand(): OwnCommand | undefined {
  const { data } = useApiQuery('app.info');
  if (!data) return undefined;
  const { command, homeOption, platform } = data;
  const shell: Shell = shellOf(platform.split(' ')[0] ?? '');
  return { words: command, line: (words) => shellLine([...command, ...words, ...homeOption], shell) };
}
