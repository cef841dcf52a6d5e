/** The page Models. */
import { Loading } from '../../components/Loading.tsx';
import { Page } from '../../components/Page.tsx';
import { useText } from '../../text/TextProvider.tsx';

export function Models() {
  const t = useText();
  return (
    <Page title={t.models.title}>
      <Loading />
    </Page>
  );
}
