/** Takes adapters home: what for, what is under way, and what was exported with its certificate. */
import ExportsIcon from '@mui/icons-material/IosShareOutlined';
import { useState } from 'react';
import type { Job } from '../../../../shared/records/jobs.ts';
import { Await } from '../../components/Await.tsx';
import { Help } from '../../components/Help.tsx';
import { ListPage } from '../../components/ListPage.tsx';
import { Section } from '../../components/Section.tsx';
import { UnderWay } from '../../components/UnderWay.tsx';
import { useApiQuery } from '../../hooks/useApi.ts';
import { useText } from '../../text/TextProvider.tsx';
import { ExportJobRow } from './ExportJobRow.tsx';
import { FailedExports } from './FailedExports.tsx';
import { MadeExports } from './MadeExports.tsx';
import { exportables, NewExport } from './NewExport.tsx';
import { Share } from './Share.tsx';

export function Exports() {
  const t = useText();
  const adapters = useApiQuery('adapters.list');
  const made = useApiQuery('exports.list');
  const { data: models = [] } = useApiQuery('models.list');
  const { data: jobs = [] } = useApiQuery('jobs.list');
  /** An export to be shared: by its own id, or by the job that makes it. */
  const [toShare, setToShare] = useState<string | null>(null);
  const madeNow = jobs.find(({ id, state }) => id === toShare && state === 'done')?.result ?? toShare;
  const sharing = made.data?.find(({ id }) => id === madeNow);
  return (
    <ListPage
      title={t.exports.title}
      badge={<Help term="certificate" />}
      about={t.exports.about}
      above={
        <>
          <Section title={t.exports.newTitle}>
            <Await query={adapters}>
              {({ adapters: all }) => (
                <NewExport
                  versions={exportables(all, models)}
                  without={all.length > 0}
                  onToShare={({ id }) => setToShare(id)}
                />
              )}
            </Await>
          </Section>
          <UnderWay title={t.exports.running} show={isOnShow} done row={ExportJobRow} />
          <FailedExports />
          {sharing ? <Share made={sharing} onClose={() => setToShare(null)} /> : null}
        </>
      }
      query={made}
      isEmpty={(list) => list.length === 0}
      empty={{ icon: <ExportsIcon />, title: t.exports.emptyTitle, about: t.exports.emptyAbout }}
    >
      {(list) => (
        <Section title={t.exports.doneTitle}>
          <MadeExports list={list} onShare={({ id }) => setToShare(id)} />
        </Section>
      )}
    </ListPage>
  );
}

/** What leads elsewhere says so when it is done; an export is listed then, and an installation shows where it was asked for. */
const staysWhenDone: ReadonlySet<Job['kind']> = new Set(['ollama', 'lmStudio', 'share']);
const shownKinds: ReadonlySet<Job['kind']> = new Set([...staysWhenDone, 'export', 'llamaCpp']);

const isOnShow = ({ kind, state }: Job) =>
  shownKinds.has(kind) &&
  (state === 'running' || state === 'failed' || (state === 'done' && staysWhenDone.has(kind)));
