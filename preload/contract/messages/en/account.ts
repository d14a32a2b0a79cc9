/** The user's account at the mini-program source. */
export const account = {
  'account.title': 'Account',
  'account.signIn': 'Sign in',
  'account.signInHint':
    'For mini-programs from this source that show what is yours. You sign in at {provider}, in your browser.',
  'account.signedInAs': 'Signed in as {name}',
  'account.signedInAt': 'Signed in at {provider}',
  'account.signOut': 'Sign out',
  'account.signingIn': 'Continue in your browser, at {provider}',
  'account.problem.denied': '{provider} did not sign you in.',
  'account.problem.timeout': 'The sign-in took too long. Try again.',
  'account.problem.unreachable': '{provider} cannot be reached. Check the network and try again.',
  'account.problem.bad-answer': '{provider} sent an answer that is not safe to use. You were not signed in.',
  'account.problem.ended': 'Your sign-in at {provider} has ended. Sign in again.',
  'account.problem.no-browser': 'Your browser cannot be opened for the sign-in.',
  'account.problem.issuer':
    'This source asks you to sign in at {provider}, which does not belong to it. You cannot sign in.',
  'account.page.done': 'You are signed in',
  'account.page.doneText': 'You can close this page.',
  'account.page.failed': 'You are not signed in',
  'account.page.failedText': 'You can close this page. Settings say what went wrong.',
} as const;
