/** The frame's keys: Ctrl or Cmd with K, and single keys where nothing is being typed. */
import { useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { entries } from './entries.ts';

interface Openers {
  openPalette(): void;
  openShortcuts(): void;
}

/** Milliseconds within which a page's key must follow "g". */
const sequence = 1500;

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

export function useShortcuts({ openPalette, openShortcuts }: Openers): void {
  const navigate = useNavigate();
  useEffect(() => {
    let wentAt = 0;
    const onKey = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        openPalette();
        return;
      }
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event) || !singleKeys.areOn()) return;
      const page =
        event.timeStamp - wentAt < sequence ? entries.find(({ key }) => key === event.key) : undefined;
      wentAt = event.key === 'g' ? event.timeStamp : 0;
      const search = event.key === '/' ? document.querySelector<HTMLElement>('main [type=search]') : null;
      if (page) void navigate({ to: page.to });
      else if (event.key === '?') openShortcuts();
      else search?.focus();
      if (page || search || event.key === '?') event.preventDefault();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [navigate, openPalette, openShortcuts]);
}
