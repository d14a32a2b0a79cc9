/** "About Larder": its version, the update, what it is made of, and where its data lies. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { IpcError } from '../../../preload/contract/errors.ts';
import type { AboutLarder, UpdatesState } from '../../../preload/contract/updates.ts';
import { Dialog, DialogProblem } from '../widgets/dialog.tsx';
import { BrandMark } from '../widgets/brand-mark.tsx';
import { t } from '../language.ts';
import { Fact } from '../widgets/facts.tsx';
import type { Call } from '../use-launcher.ts';
import { useNow } from '../widgets/use-now.ts';
import { goToPage } from '../use-page.ts';
import { NoticesDialog } from './notices-dialog.tsx';
import { UpdateStatus } from './update-status.tsx';

export interface AboutDialogProps {
  updates: UpdatesState | null;
  call: Call;
  onClose(): void;
}

export function AboutDialog({ updates, call, onClose }: AboutDialogProps): JSX.Element {
  const [about, setAbout] = useState<AboutLarder | null>(null);
  const [problem, setProblem] = useState<IpcError | null>(null);
  const [showsNotices, setShowsNotices] = useState(false);
  const nowMs = useNow(updates);
  useEffect(() => {
    void call('launcher:get-about').then((result) => (result.ok ? setAbout(result.value) : setProblem(result.error)));
  }, [call]);
  const run = async (channel: 'launcher:open-homepage' | 'launcher:open-data-folder'): Promise<void> => {
    const result = await call(channel);
    setProblem(result.ok ? null : result.error);
  };

  if (showsNotices) return <NoticesDialog call={call} onClose={() => setShowsNotices(false)} />;
  return (
    <Dialog
      title={t('about.title')}
      icon={<BrandMark />}
      closesOutside
      onClose={onClose}
      footer={
        <button type="button" class="button button-primary" data-autofocus onClick={onClose}>
          {t('common.done')}
        </button>
      }
    >
      {problem && <DialogProblem message={problem} />}
      {about && <p class="about-version">{t('about.version', { version: about.version })}</p>}
      {updates && <UpdateStatus state={updates} nowMs={nowMs} call={call} />}
      {about && <Facts about={about} onOpenFolder={() => void run('launcher:open-data-folder')} />}
      <p class="about-links">
        <button type="button" class="button-link" onClick={() => setShowsNotices(true)}>
          {t('about.thirdParty')}
        </button>
        <button type="button" class="button-link" onClick={() => (onClose(), goToPage('diagnostics'))}>
          {t('about.diagnostics')}
        </button>
        {about?.homepage && (
          <button
            type="button"
            class="button-link"
            title={about.homepage}
            onClick={() => void run('launcher:open-homepage')}
          >
            {t('about.homepage')}
          </button>
        )}
      </p>
    </Dialog>
  );
}

function Facts({ about, onOpenFolder }: { about: AboutLarder; onOpenFolder(): void }): JSX.Element {
  return (
    <dl class="facts">
      {about.standIn === null ? (
        <Fact term={t('about.electron')}>{about.electron}</Fact>
      ) : (
        <Fact term={t('about.runsOn')}>{t('about.standIn', { standIn: about.standIn, electron: about.electron })}</Fact>
      )}
      <Fact term={t('about.chromium')}>{about.chromium}</Fact>
      <Fact term={t('about.node')}>{about.node}</Fact>
      <Fact term={t('about.system')}>{about.system}</Fact>
      <Fact term={t('about.licence')}>{about.license}</Fact>
      <Fact term={t('about.dataFolder')}>
        <span class="fact-line">
          <code dir="ltr">{about.dataFolder}</code>
          <button type="button" class="button-link" onClick={onOpenFolder}>
            {t('about.openFolder')}
          </button>
        </span>
      </Fact>
    </dl>
  );
}
