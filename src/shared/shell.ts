/** Writes a command so that it can be pasted into a shell, whatever its words are made of. */

/** `sh`: every POSIX shell, and zsh. `windows`: cmd.exe and PowerShell. */
export type Shell = 'sh' | 'windows';

/** The shell of a system. @param platform as Node names it */
export function shellOf(platform: string): Shell {
  return platform === 'win32' ? 'windows' : 'sh';
}

/** One line, or several where a word has several. @param words the program and its arguments */
export function shellLine(words: readonly string[], shell: Shell): string {
  return words.map(quoters[shell]).join(' ');
}

const quoters: Readonly<Record<Shell, (word: string) => string>> = {
  sh: (word) =>
    /^[\p{L}\p{N}_@%+:,./-][\p{L}\p{N}_@%+=:,./-]*$/u.test(word)
      ? word
      : `'${word.replaceAll("'", String.raw`'\''`)}'`,

  /*
   * Double quotes are the only ones cmd.exe knows, and PowerShell knows them as well. Within them `""` is a quote, to both
   * and to the program, whose runtime also wants a backslash before a quote doubled. cmd.exe replaces %NAME% even there:
   * only outside of quotes can the percent sign be escaped. What has no form for both is written for cmd.exe: such a
   * %NAME%, and $ and `, which mean something to PowerShell; a line break cmd.exe cannot take at all.
   */
  windows: (word) => {
    if (/^[\p{L}\p{N}_+:./\\=-]+$/u.test(word)) return word;
    const escaped = word
      .replace(/(\\*)"/g, '$1$1""')
      .replace(/(\\*)(?:%(?=[^%\s]+%)|(?<=%[^%\s]+)%)/g, '$1$1"^%"')
      .replace(/\\+$/, '$&$&');
    return `"${escaped}"`;
  },
};
