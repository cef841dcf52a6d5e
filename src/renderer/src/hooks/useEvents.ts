/** Keeps what queries have answered current: one table says what each event of main changes. */
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { EventName, Method, Output, Payload } from '../../../shared/api.ts';
import type { Run } from '../../../shared/records/runs.ts';
import { api } from '../api.ts';

type Apply<E extends EventName> = (client: QueryClient, payload: Payload<E>) => void;

/** Asks again for these methods' answers where they are on show, whatever their input. */
function stale(...methods: Method[]): (client: QueryClient) => void {
  return (client) => {
    for (const method of methods) void client.invalidateQueries({ queryKey: [method] });
  };
}

/** Changes every answer of a method that is in memory. */
function change<M extends Method>(
  client: QueryClient,
  method: M,
  update: (old: Output<M>) => Output<M>,
): void {
  client.setQueriesData<Output<M>>({ queryKey: [method] }, (old) => (old === undefined ? old : update(old)));
}

const isActive = ({ state }: Run) => state === 'running' || state === 'queued' || state === 'paused';

/** A running run changes several times a second, so its row is put in place; only a change of state asks again. */
function applyRun(client: QueryClient, run: Run): void {
  const known = client
    .getQueriesData<Run[]>({ queryKey: ['runs.active'] })
    .flatMap(([, runs]) => runs ?? [])
    .find(({ id }) => id === run.id);
  if (known?.state === run.state && isActive(run)) {
    change(client, 'runs.active', (runs) => runs.map((old) => (old.id === run.id ? run : old)));
    change(client, 'runs.list', (page) => ({
      ...page,
      runs: page.runs.map((old) => (old.id === run.id ? run : old)),
    }));
    change(client, 'runs.get', (old) => (old.id === run.id ? { ...old, ...run } : old));
    return;
  }
  stale('runs.active', 'runs.list', 'runs.get', 'runs.compare')(client);
}

const effects: { readonly [E in EventName]: Apply<E> } = {
  'app.resources': (client, resources) => client.setQueryData(['app.resources', undefined], resources),
  'devices.tested': (client, reports) => {
    change(client, 'devices.selfTest', () => reports);
    stale('runs.preview')(client); // it now knows what a step takes
  },
  'jobs.changed': (client, job) => {
    change(client, 'jobs.list', (jobs) =>
      jobs.some(({ id }) => id === job.id)
        ? jobs.map((old) => (old.id === job.id ? job : old))
        : [...jobs, job],
    );
  },
  'models.changed': stale('models.list', 'endpoint.get'),
  'datasets.changed': stale('datasets.list'), // a report is asked for again by whoever changes what it is about
  'adapters.changed': stale('adapters.list', 'endpoint.get'),
  'exports.changed': stale('exports.list', 'exports.failed', 'exports.forecast', 'exports.llamaCpp'),
  'settings.changed': stale('settings.get'),
  'runs.changed': applyRun,
  'runs.listChanged': stale('runs.list', 'runs.active', 'runs.get', 'runs.compare'),
  'runs.logged': (client, { id, entry }) =>
    client.setQueryData<Output<'runs.log'>>(['runs.log', { id }], (old) =>
      old?.some((known) => known.id === entry.id) ? old : old && [...old, entry],
    ),
  'runs.sampled': (client, { id, sample }) =>
    client.setQueryData<Output<'runs.samples'>>(['runs.samples', { id }], (old) => old && [...old, sample]),
  'endpoint.changed': stale('endpoint.get'),
  'playground.preparing': () => {},
  'playground.token': () => {}, // the playground listens itself
};

/** Called once, by the frame. */
export function useEvents(): void {
  const client = useQueryClient();
  useEffect(() => {
    const ends = (Object.keys(effects) as EventName[]).map((event) =>
      api.on(event, (payload) => (effects[event] as Apply<EventName>)(client, payload)),
    );
    return () => {
      for (const end of ends) end();
    };
  }, [client]);
}
