/** The page Datasets. */
import { Loading } from '../../components/Loading.tsx';
import { Page } from '../../components/Page.tsx';
import { useText } from '../../text/TextProvider.tsx';

export function Datasets() {
  const t = useText();
  return (
    <Page title={t.datasets.title}>
      <Loading />
    </Page>
  );
}
