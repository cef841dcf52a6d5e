/** The page Run. */
import { Loading } from '../../components/Loading.tsx';
import { Page } from '../../components/Page.tsx';
import { useText } from '../../text/TextProvider.tsx';

export function Run() {
  const t = useText();
  return (
    <Page title={t.run.title}>
      <Loading />
    </Page>
  );
}
