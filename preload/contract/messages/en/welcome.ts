/** The first screen: what Larder is, the first step, and what it promises. */
export const welcome = {
  'welcome.language': 'Language',
  'welcome.title': 'You have no mini-programs yet',
  'welcome.text':
    '%brand% keeps mini-programs, small web apps that open in their own window, and has their data ready before you open them.',
  'welcome.samples': 'Add a sample with one click',
  'welcome.adding': 'Adding {name}…',
  'welcome.cancelAdding': 'Cancel adding {name}',
  'welcome.addOwn': 'Add one by its ID or link',
  'welcome.noBackend': 'Mini-programs come from a source, and none is set up yet.',
  'welcome.chooseBackend': 'Choose a source',
  'welcome.promises': 'What %brand% promises',
  'welcome.aloneTitle': 'Each on its own',
  'welcome.aloneText': 'A mini-program runs in a sandbox. It sees neither your files nor other mini-programs.',
  'welcome.openTitle': 'Nothing in secret',
  'welcome.openText': 'You can see which servers it connects to, and under Activity what was fetched for it, and when.',
  'welcome.goneTitle': 'Gone is gone',
  'welcome.goneText': 'Remove one, and all it stored goes with it. %brand% itself collects nothing about you.',
} as const;
