/** Services whose few methods a test brings itself; every other method says that the test did not expect it. */
import { type Emit, type Implementation, methods, type Services } from '../../src/shared/api.ts';

export interface FakeServices extends Services {
  readonly listeners: Set<Emit>;
}

export function fakeServices(own: Partial<Implementation>): FakeServices {
  const listeners = new Set<Emit>();
  const unexpected = Object.keys(methods).map((name) => [
    name,
    async () => {
      throw new Error(`the test did not expect a call of ${name}`);
    },
  ]);
  return {
    methods: { ...Object.fromEntries(unexpected), ...own } as Implementation,
    listeners,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    upload: async (name) => {
      throw new Error(`the test did not expect an upload of ${name}`);
    },
    close: async () => {},
  };
}
