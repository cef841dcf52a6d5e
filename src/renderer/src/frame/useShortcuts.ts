/** Performs commands by their keys: held together with Ctrl or Cmd anywhere, single ones where nothing is being typed. */
import { useEffect } from 'react';
import { type Actions, commonCommands, pageCommands } from './commands.ts';

/** Milliseconds within which the second of two keys must follow the first. */
const sequenceMs = 1500;

const switchKey = 'lowrank-single-keys';

/** Speech input can type keys by accident, so that single keys can be switched off. */
export const singleKeys = {
  areOn: () => localStorage.getItem(switchKey) !== 'off',
  set: (on: boolean) => localStorage.setItem(switchKey, on ? 'on' : 'off'),
};

function isTyping({ target }: KeyboardEvent): boolean {
  const element = target instanceof HTMLElement ? target : null;
  // Lists and menus take letters to find their entries.
  return (
    element?.closest(
      'input, textarea, select, [contenteditable=true], [role=dialog], [role=listbox], [role=menu], [role=grid]',
    ) != null
  );
}

const commandOf = (...pressed: string[]) =>
  [...pageCommands, ...commonCommands].find(({ keys }) => keys?.join(' ') === pressed.join(' '));

export function useShortcuts(actions: Actions): void {
  useEffect(() => {
    let last = { key: '', at: 0 };
    const onKey = (event: KeyboardEvent) => {
      const { key, timeStamp: at } = event;
      const held = (event.ctrlKey || event.metaKey) && !event.altKey;
      const single = !held && !event.altKey && !isTyping(event) && singleKeys.areOn();
      if (!held && !single) return;
      const second = single && at - last.at < sequenceMs ? commandOf(last.key, key) : undefined;
      const command = held ? commandOf('Mod', key.toUpperCase()) : (second ?? commandOf(key));
      if (single) last = { key, at };
      if (!command || command.applies?.() === false) return;
      event.preventDefault();
      command.perform(actions);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [actions]);
}
