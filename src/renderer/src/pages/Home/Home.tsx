/** Where the studio opens: what this machine is and what it can train on. */
import { Page } from '../../components/Page.tsx';
import { useApiQuery } from '../../hooks/useApi.ts';
import { useSelfTest } from '../../hooks/useSelfTest.ts';
import { useText } from '../../text/TextProvider.tsx';
import { MachineCard } from './MachineCard.tsx';
import { SelfTestCard } from './SelfTestCard.tsx';

export function Home() {
  const t = useText();
  const { data: info } = useApiQuery('app.info');
  const { reports, error, running, again } = useSelfTest();
  return (
    <Page title={t.home.title}>
      <SelfTestCard reports={reports} error={error} running={running} onAgain={again} />
      {info ? <MachineCard info={info} /> : null}
    </Page>
  );
}
