/** Words of the page Home, in German. */
import type { home as english } from '../en/home.ts';

export const home: typeof english = {
  title: 'Start',
  machine: 'Dieser Rechner',
  processor: 'Prozessor',
  cores: 'Kerne',
  memory: 'Arbeitsspeicher',
  system: 'System',
  selfTest: {
    title: 'Selbsttest',
    about:
      'Trainiert auf jedem Gerät einen echten Schritt, um zu sehen, welche hier funktionieren und welches das richtige ist.',
    running: 'Auf jedem Gerät wird ein Schritt trainiert',
    again: 'Erneut testen',
    chosen: 'Wird verwendet',
    works: 'Funktioniert',
    unavailable: 'Nicht verwendbar',
    step: (duration) => `${duration} je Schritt`,
    fix: (fix) => `So ändern Sie das: ${fix}`,
  },
};
