/** The first screen: what Larder is, the first step, and what it promises. */
export const welcome = {
  'welcome.language': 'Language',
  'welcome.title': 'Your larder is empty',
  'welcome.text':
    'Larder keeps mini-programs, small web apps that need no installation of their own, and has their data ready before you open them.',
  'welcome.samples': 'Try a sample: one click puts it on your shelf',
  'welcome.adding': 'Adding {name}…',
  'welcome.cancelAdding': 'Cancel adding {name}',
  'welcome.addOwn': 'Add one by its id or link',
  'welcome.noBackend': 'Mini-programs come from a backend, and none is set up yet.',
  'welcome.chooseBackend': 'Choose a backend',
  'welcome.promises': 'What Larder promises',
  'welcome.aloneTitle': 'Each on its own',
  'welcome.aloneText': 'A mini-program runs in a sandbox. It sees neither your files nor other mini-programs.',
  'welcome.openTitle': 'Nothing in secret',
  'welcome.openText': 'You see whom it may talk to, and under Activity what was fetched for it, and when.',
  'welcome.goneTitle': 'Gone is gone',
  'welcome.goneText': 'Remove one, and all it stored goes with it. Larder itself collects nothing about you.',
  'welcome.write': 'Do you write mini-programs? This makes one to begin with:',
} as const;
