/** What the administrator of the computer decides, and what is said where that meets the user. */
export const policies = {
  'policies.unreadable':
    'The administrator’s policies in {place} cannot be read: {reason}. Until they can, the settings, the source and the list of mini-programs stay as they are.',
  'policies.wrong':
    'The administrator’s policy “{name}” in {place} cannot be used: {reason}. What it is about stays as it is.',
  'policies.wrongEntry':
    'One of the list in the administrator’s policy “{name}” in {place} cannot be used: {reason}. The others hold.',
  'policies.unknown':
    'The administrator’s policy “{name}” in {place} is not known to this version of %brand%, which ignores it.',
  'policies.locked': 'Your administrator has decided this.',
  'policies.lockedSetting': 'Cannot change “{name}”: your administrator has decided it.',
  'policies.notAllowed': 'Cannot use “{id}”: your administrator does not allow this mini-program.',
  'policies.notPreinstalled': '“{id}”, which your administrator wants here, could not be added: {reason}',
  'builtIn.index': 'Not every mini-program that came with %brand% can be used: {reason}. Install %brand% again.',
  'builtIn.missing':
    'The package of “{name}” that came with %brand% is missing on this computer. It is fetched from the network instead; or install %brand% again.',
  'builtIn.changed':
    'The package of “{name}” that came with %brand% was changed on this computer and is not used. It is fetched from the network instead; or install %brand% again.',
  'builtIn.notAdded': '“{name}”, which came with %brand%, could not be added: {reason}',
  'settings.backendFromPolicy': 'Your administrator has chosen it.',
  'diagnostics.check.policies': 'Policies',
  'diagnostics.policies.none': 'This computer has none.',
  'diagnostics.policies.ok': 'In force from {place}: {names}.',
  'diagnostics.policies.several':
    'In {place} these cannot be used, or are not known to this version: {names}. The log has the reasons.',
  'diagnostics.hint.policies': 'Tell your administrator.',
  'updates.off.managed': 'Your administrator installs new versions, so this copy does not look for them.',
} as const;
