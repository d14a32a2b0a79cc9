/** Administrative templates of Windows (ADMX and ADML), for Group Policy and Intune. */
import type { PolicyShape } from './policy-shapes.ts';
import { escapeXml } from './xml.ts';

export interface TemplateNames {
  /** `Larder` */
  readonly productName: string;
  /** `SOFTWARE\Policies\<this>` */
  readonly registryKey: string;
}

/** Names of settings stand apart from those of policies. */
const ids = ({ name, isSetting }: PolicyShape): string => (isSetting ? `settings_${name}` : name);

export function toAdmx(shapes: readonly PolicyShape[], names: TemplateNames): string {
  const { productName, registryKey } = names;
  const namespace = `${registryKey}.Policies`;
  const policies = shapes.map((shape) => admxPolicy(shape, registryKey)).join('\n');
  return `<?xml version="1.0" encoding="utf-8"?>
<policyDefinitions xmlns="http://schemas.microsoft.com/GroupPolicy/2006/07/PolicyDefinitions" revision="1.0" schemaVersion="1.0">
  <policyNamespaces>
    <target prefix="app" namespace="${escapeXml(namespace)}" />
    <using prefix="windows" namespace="Microsoft.Policies.Windows" />
  </policyNamespaces>
  <resources minRequiredRevision="1.0" />
  <supportedOn>
    <definitions>
      <definition name="SupportedOn" displayName="$(string.SupportedOn)" />
    </definitions>
  </supportedOn>
  <categories>
    <category name="Product" displayName="$(string.Product)" />
    <category name="Settings" displayName="$(string.Settings)">
      <parentCategory ref="Product" />
    </category>
  </categories>
  <!-- ${escapeXml(productName)} -->
  <policies>
${policies}
  </policies>
</policyDefinitions>
`;
}

function admxPolicy(shape: PolicyShape, registryKey: string): string {
  const { name, kind, choices, isSetting } = shape;
  const id = ids(shape);
  const key = `SOFTWARE\\Policies\\${registryKey}${isSetting ? '\\settings' : ''}`;
  const presentation = kind === 'boolean' ? '' : ` presentation="$(presentation.${id})"`;
  const valueName = kind === 'boolean' ? ` valueName="${name}"` : '';
  const head = `    <policy name="${id}" class="Both" displayName="$(string.${id})" explainText="$(string.${id}_help)" key="${escapeXml(key)}"${valueName}${presentation}>
      <parentCategory ref="${isSetting ? 'Settings' : 'Product'}" />
      <supportedOn ref="SupportedOn" />`;
  return `${head}
${admxValue(shape, id, key, choices)}
    </policy>`;
}

function admxValue({ name, kind }: PolicyShape, id: string, key: string, choices: readonly string[]): string {
  switch (kind) {
    case 'boolean':
      return `      <enabledValue><decimal value="1" /></enabledValue>
      <disabledValue><decimal value="0" /></disabledValue>`;
    case 'list':
      return `      <elements><list id="${id}" key="${escapeXml(`${key}\\${name}`)}" valuePrefix="" /></elements>`;
    case 'choice': {
      const items = choices.map(
        (choice) =>
          `        <item displayName="$(string.${id}_${choice})"><value><string>${escapeXml(choice)}</string></value></item>`,
      );
      return `      <elements><enum id="${id}" valueName="${name}">\n${items.join('\n')}\n      </enum></elements>`;
    }
    case 'number':
    case 'text':
      return `      <elements><text id="${id}" valueName="${name}" required="true" /></elements>`;
  }
}

/** The texts, in English. */
export function toAdml(shapes: readonly PolicyShape[], { productName }: TemplateNames): string {
  const strings = shapes.flatMap((shape) => {
    const id = ids(shape);
    return [
      `      <string id="${id}">${escapeXml(shape.name)}</string>`,
      `      <string id="${id}_help">${escapeXml(shape.description)}</string>`,
      ...shape.choices.map((choice) => `      <string id="${id}_${choice}">${escapeXml(choice)}</string>`),
    ];
  });
  const presentations = shapes.filter(({ kind }) => kind !== 'boolean').map(presentation);
  return `<?xml version="1.0" encoding="utf-8"?>
<policyDefinitionResources xmlns="http://schemas.microsoft.com/GroupPolicy/2006/07/PolicyDefinitions" revision="1.0" schemaVersion="1.0">
  <displayName>${escapeXml(productName)}</displayName>
  <description>${escapeXml(`Policies of ${productName}`)}</description>
  <resources>
    <stringTable>
      <string id="Product">${escapeXml(productName)}</string>
      <string id="Settings">Settings</string>
      <string id="SupportedOn">${escapeXml(`Every version of ${productName} with policies`)}</string>
${strings.join('\n')}
    </stringTable>
    <presentationTable>
${presentations.join('\n')}
    </presentationTable>
  </resources>
</policyDefinitionResources>
`;
}

function presentation(shape: PolicyShape): string {
  const id = ids(shape);
  const label = escapeXml(shape.name);
  const control =
    shape.kind === 'list'
      ? `<listBox refId="${id}">${label}</listBox>`
      : shape.kind === 'choice'
        ? `<dropdownList refId="${id}" noSort="true">${label}</dropdownList>`
        : `<textBox refId="${id}"><label>${label}</label></textBox>`;
  return `      <presentation id="${id}">${control}</presentation>`;
}
