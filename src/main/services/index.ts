/** Puts the services together behind the contract, for whichever host serves them. */
import type { Emit, Services } from '../../shared/api.ts';
import { appMethods } from './app.ts';
import { deviceMethods } from './devices.ts';

/** Starts the services; nothing runs until a method is called. */
export function createServices(): Services {
  const listeners = new Set<Emit>();
  const emit: Emit = (event, payload) => {
    for (const listener of listeners) listener(event, payload);
  };
  return {
    methods: { ...appMethods, ...deviceMethods(emit) },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
