/** What cmd.exe and PowerShell make of a line, by their documented rules, and a program of its arguments. */

/**
 * Words that a program gets from a line at the prompt of cmd.exe. npm starts programs through a batch file, which hands
 * the line to a second reading. @param environment variables by their names
 */
export function cmdWords(line: string, environment: Readonly<Record<string, string>>): string[] {
  if (/[\r\n]/.test(line)) throw new Error('a line break ends the command');
  // Phase 1, which knows no quotes: what is between two percent signs is a variable, and stays where there is none.
  const expanded = line.replace(/%([^%]+)%/g, (text, name: string) => environment[name] ?? text);
  return programWords(withoutCarets(withoutCarets(expanded)));
}

/** Phase 2: a caret outside of quotes takes the next character as it is; operators there would end the command. */
function withoutCarets(line: string): string {
  let [result, quoted] = ['', false];
  for (let i = 0; i < line.length; i++) {
    const character = line[i]!;
    if (character === '"') quoted = !quoted;
    if (!quoted && /[&|<>()]/.test(character)) throw new Error(`${character} outside of quotes in ${line}`);
    result += !quoted && character === '^' ? (line[++i] ?? '') : character;
  }
  return result;
}

/** Arguments as the C runtime of Windows takes them from a command line: "Parsing C command-line arguments". */
function programWords(line: string): string[] {
  const words: string[] = [];
  let [word, quoted]: [string | undefined, boolean] = [undefined, false];
  for (let i = 0; i < line.length; i++) {
    const slashes = /^\\*/.exec(line.slice(i))![0].length;
    if (slashes > 0 && line[i + slashes] === '"') {
      word = (word ?? '') + '\\'.repeat(Math.floor(slashes / 2));
      i += slashes;
      if (slashes % 2 === 1) {
        word += '"';
        continue;
      }
    }
    const character = line[i]!;
    if (character === '"') {
      word ??= '';
      if (quoted && line[i + 1] === '"') {
        word += '"';
        i++;
      } else quoted = !quoted;
    } else if (/[ \t]/.test(character) && !quoted) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? '') + character;
  }
  return word === undefined ? words : [...words, word];
}

/** Words of a line that PowerShell hands to a program: "about_Parsing", "about_Quoting_Rules". Throws where it would not take it. */
export function powershellWords(line: string): string[] {
  const words: string[] = [];
  let rest = line.trimStart();
  while (rest !== '') {
    const quoted = /^["“”„]((?:[^"“”„`$]|["“”„]{2})*)["“”„](?=\s|$)/.exec(rest);
    const bare = /^[^\s"'“”„‘’`$(){}@#,;&|<>]+(?=\s|$)/.exec(rest);
    const [text, word] = quoted
      ? [quoted[0], quoted[1]!.replace(/(["“”„])\1/g, '$1')]
      : [bare?.[0], bare?.[0]];
    if (text === undefined || word === undefined) throw new Error(`PowerShell does not take ${rest}`);
    words.push(word);
    rest = rest.slice(text.length).trimStart();
  }
  return words;
}
