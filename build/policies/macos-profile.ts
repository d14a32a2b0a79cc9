/** A configuration profile of macOS with every policy: whoever manages the computers keeps those that are wanted. */
import { createHash } from 'node:crypto';
import { lockedSettingsSchema, policySchema } from '../../main/policies/policy-schema.ts';
import { settingsSchema } from '../../main/storage/settings-schema.ts';
import { escapeXml } from './xml.ts';

export interface ProfileNames {
  readonly productName: string;
  /** The application's: the profile's payload is named after it. */
  readonly bundleId: string;
}

/** Values to begin with: they are valid, and change nothing for a user but what a comment would. */
export function examplePolicies(): Record<string, unknown> {
  const defaults: Record<string, unknown> = settingsSchema.parse({});
  const settings = Object.fromEntries(
    Object.keys(lockedSettingsSchema().shape).flatMap((name) =>
      defaults[name] === null ? [] : [[name, defaults[name]]],
    ),
  );
  return policySchema().parse({
    backendUrl: 'https://mp.example.com',
    developerMode: false,
    allowedMiniPrograms: ['xoqXxUSMRccLCrZNRebmzj'],
    preinstalledMiniPrograms: ['xoqXxUSMRccLCrZNRebmzj'],
    privateHosts: ['*.corp.example.com'],
    updates: false,
    logLevel: 'problems',
    settings,
  });
}

export function toMobileconfig({ productName, bundleId }: ProfileNames): string {
  const payload = {
    ...examplePolicies(),
    PayloadType: bundleId,
    PayloadIdentifier: `${bundleId}.policies.payload`,
    PayloadUUID: uuidOf(`${bundleId}.policies.payload`),
    PayloadVersion: 1,
    PayloadDisplayName: productName,
  };
  const profile = {
    PayloadContent: [payload],
    PayloadType: 'Configuration',
    PayloadScope: 'System',
    PayloadIdentifier: `${bundleId}.policies`,
    PayloadUUID: uuidOf(`${bundleId}.policies`),
    PayloadVersion: 1,
    PayloadDisplayName: `${productName} policies`,
  };
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
${toPlist(profile, '')}
</plist>
`;
}

function toPlist(value: unknown, indent: string): string {
  const inner = `${indent}  `;
  if (typeof value === 'boolean') return `${indent}<${value}/>`;
  if (typeof value === 'number') return `${indent}<integer>${value}</integer>`;
  if (Array.isArray(value))
    return `${indent}<array>\n${value.map((item) => toPlist(item, inner)).join('\n')}\n${indent}</array>`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(
      ([key, item]) => `${inner}<key>${escapeXml(key)}</key>\n${toPlist(item, inner)}`,
    );
    return `${indent}<dict>\n${entries.join('\n')}\n${indent}</dict>`;
  }
  return `${indent}<string>${escapeXml(String(value))}</string>`;
}

/** The same for the same name, so that a profile that is made anew replaces the one before. */
function uuidOf(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)]
    .join('-')
    .toUpperCase();
}
