/** The page Adapters. */
import { Loading } from '../../components/Loading.tsx';
import { Page } from '../../components/Page.tsx';
import { useText } from '../../text/TextProvider.tsx';

export function Adapters() {
  const t = useText();
  return (
    <Page title={t.adapters.title}>
      <Loading />
    </Page>
  );
}
