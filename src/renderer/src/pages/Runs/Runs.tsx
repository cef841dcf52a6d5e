/** The page Runs. */
import { Loading } from '../../components/Loading.tsx';
import { Page } from '../../components/Page.tsx';
import { useText } from '../../text/TextProvider.tsx';

export function Runs() {
  const t = useText();
  return (
    <Page title={t.runs.title}>
      <Loading />
    </Page>
  );
}
