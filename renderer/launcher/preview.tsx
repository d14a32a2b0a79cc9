/** What a mini-program is and asks for, before anything of it is installed. */
import type { JSX } from 'preact';
import type { MiniProgramPreview } from '../../preload/contract/launcher.ts';
import { Icon } from './drawings.tsx';
import { byteSize } from './format.ts';
import { permissionText, strings } from './strings.ts';

export function Preview({ preview }: { preview: MiniProgramPreview }): JSX.Element {
  const { description, version, packageSize, serviceDomains, permissions, appId, alreadyAdded } = preview;
  return (
    <>
      {alreadyAdded && (
        <p class="dialog-note">
          <Icon name="info" />
          <span>{strings.alreadyAdded}</span>
        </p>
      )}
      <p class="preview-description">{description || strings.noDescription}</p>
      <dl class="facts">
        <Fact term={strings.version}>{version}</Fact>
        <Fact term={strings.size}>{packageSize === undefined ? strings.sizeUnknown : byteSize(packageSize)}</Fact>
        <Fact term={strings.id}>
          <code>{appId}</code>
        </Fact>
        <Fact term={strings.domains}>
          <DomainList domains={serviceDomains} />
        </Fact>
        <Fact term={strings.permissions}>
          {permissions.length === 0 ? (
            strings.noPermissions
          ) : (
            <ul role="list" class="plain-list">
              {permissions.map((permission) => (
                <li key={permission}>{permissionText(permission)}</li>
              ))}
            </ul>
          )}
        </Fact>
      </dl>
      <p class="preview-promise">
        <Icon name="shield" />
        <span>{strings.sandboxed}</span>
      </p>
    </>
  );
}

export function Fact({ term, children }: { term: string; children: preact.ComponentChildren }): JSX.Element {
  return (
    <div class="fact">
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}

export function DomainList({ domains }: { domains: readonly string[] }): JSX.Element {
  if (domains.length === 0) return <>{strings.noDomains}</>;
  return (
    <ul role="list" class="domain-list">
      {domains.map((domain) => (
        <li key={domain}>{domain}</li>
      ))}
    </ul>
  );
}
