/** The machine as a card: what the self-test had to work with, and what the studio occupies of its disk. */
import type { AppInfo, Resources } from '../../../../shared/records/app.ts';
import { Facts } from '../../components/Facts.tsx';
import { RouterButton } from '../../components/links.tsx';
import { Section } from '../../components/Section.tsx';
import { useFormats, useText } from '../../text/TextProvider.tsx';

interface MachineCardProps {
  readonly info: AppInfo;
  readonly resources: Resources | undefined;
}

export function MachineCard({ info, resources }: MachineCardProps) {
  const t = useText();
  const { bytes } = useFormats();
  return (
    <Section
      title={t.home.machine}
      actions={
        <RouterButton to="/settings" variant="text">
          {t.settings.title}
        </RouterButton>
      }
    >
      <Facts
        facts={[
          [t.home.processor, info.cpu],
          [t.home.cores, String(info.cores)],
          [t.home.memory, bytes(info.memoryBytes)],
          resources
            ? [
                t.home.disk,
                resources.homeBytes === null
                  ? t.frame.free(bytes(resources.diskFreeBytes))
                  : t.settings.occupied(bytes(resources.homeBytes), bytes(resources.diskFreeBytes)),
              ]
            : null,
          [t.home.system, info.platform],
        ]}
      />
    </Section>
  );
}
