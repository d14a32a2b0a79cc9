/** What the user is asked and told of the network between this computer and the servers. */
export const network = {
  'network.proxy.title': 'Sign in to the proxy',
  'network.proxy.intro':
    'The proxy {proxy} asks for a user name and a password. %brand% sends them to this proxy only, and keeps them like the tokens of mini-programs.',
  'network.proxy.refused': 'The proxy did not accept the user name and password.',
  'network.proxy.userName': 'User name',
  'network.proxy.password': 'Password',
  'network.proxy.signIn': 'Sign in',
  'network.proxy.notice':
    'The proxy {proxy} asks for a user name and a password. Until you sign in, %brand% cannot reach anything through it.',
} as const;
