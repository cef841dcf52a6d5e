/** The page NewRun. */
import { Loading } from '../../components/Loading.tsx';
import { Page } from '../../components/Page.tsx';
import { useText } from '../../text/TextProvider.tsx';

export function NewRun() {
  const t = useText();
  return (
    <Page title={t.newRun.title}>
      <Loading />
    </Page>
  );
}
