/** What a mini-program is and asks for, before anything of it is installed. */
import { BRAND } from '../../../preload/contract/brand.ts';
import type { JSX } from 'preact';
import type { MiniProgramPreview } from '../../../preload/contract/launcher.ts';
import { Fact } from '../widgets/facts.tsx';
import { Icon } from '../widgets/icons.tsx';
import { byteSize } from '../widgets/format.ts';
import { t } from '../language.ts';

export function Preview({ preview }: { preview: MiniProgramPreview }): JSX.Element {
  const { description, version, packageSize, serviceDomains, permissions, appId, alreadyAdded } = preview;
  return (
    <>
      {alreadyAdded && (
        <p class="dialog-note">
          <Icon name="info" />
          <span>{t('shelf.add.alreadyAdded')}</span>
        </p>
      )}
      <p class="preview-description own-direction">
        <bdi>{description || t('shelf.fact.noDescription')}</bdi>
      </p>
      <dl class="facts">
        <Fact term={t('shelf.fact.version')}>{version}</Fact>
        <Fact term={t('shelf.fact.size')}>
          {packageSize === undefined ? t('shelf.fact.sizeUnknown') : byteSize(packageSize)}
        </Fact>
        <Fact term={t('shelf.fact.id')}>
          <code>{appId}</code>
        </Fact>
        <Fact term={t('shelf.fact.domains')}>
          <DomainList domains={serviceDomains} />
        </Fact>
        <Fact term={t('shelf.fact.permissions')}>
          <PermissionList permissions={permissions} />
        </Fact>
      </dl>
      <p class="dialog-note">
        <Icon name="shield" />
        <span>{t('shelf.fact.sandboxed')}</span>
      </p>
    </>
  );
}

export function PermissionList({ permissions }: { permissions: readonly string[] }): JSX.Element {
  if (permissions.length === 0) return <>{t('shelf.fact.noPermissions')}</>;
  return (
    <ul role="list">
      {permissions.map((permission) => (
        <li key={permission}>{permissionText(permission)}</li>
      ))}
    </ul>
  );
}

/** A permission as a person reads it; an unknown one is shown as the backend wrote it. */
function permissionText(permission: string): string {
  return permission === BRAND.cdnPermission ? t('shelf.fact.dynamicDomains') : permission;
}

export function DomainList({ domains }: { domains: readonly string[] }): JSX.Element {
  if (domains.length === 0) return <>{t('shelf.fact.noDomains')}</>;
  return (
    <ul role="list" class="preview-domains">
      {domains.map((domain) => (
        <li key={domain} dir="ltr">
          {domain}
        </li>
      ))}
    </ul>
  );
}
