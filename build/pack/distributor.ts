/**
 * Who distributes this build, from the environment of `npm run pack` and `npm run dist`. Without them there are
 * reserved names in these places (brand-configuration.ts); nothing is ever asked there.
 *
 *     LARDER_UPDATE_URL         https: folder of the installers and their latest*.yml; without it a copy looks for no updates
 *     LARDER_HOMEPAGE           https: page about it, in packages and in "About Larder"
 *     LARDER_MAINTAINER         "Name <address>", in Debian packages
 *     LARDER_WINDOWS_PUBLISHER  the name in the certificate that signs for Windows; an update signed by another is refused
 */
import { StartError } from '../bootstrap/messages.mjs';

export interface Distributor {
  readonly updateUrl: string | null;
  readonly homepage: string | null;
  readonly maintainer: string | null;
  readonly windowsPublisher: string | null;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Throws `StartError` for a value that would only fail on users' computers. */
export function readDistributor(environment: Environment): Distributor {
  const maintainer = environment['LARDER_MAINTAINER'] || null;
  if (maintainer !== null && !/^[^<>]+ <[^<>@\s]+@[^<>@\s]+>$/.test(maintainer))
    throw new StartError('LARDER_MAINTAINER must be a name and an address: "Name <name@example.com>"');
  return {
    updateUrl: httpsUrl(environment, 'LARDER_UPDATE_URL'),
    homepage: httpsUrl(environment, 'LARDER_HOMEPAGE'),
    maintainer,
    windowsPublisher: environment['LARDER_WINDOWS_PUBLISHER'] || null,
  };
}

function httpsUrl(environment: Environment, name: string): string | null {
  const value = environment[name];
  if (!value) return null;
  const url = URL.canParse(value) ? new URL(value) : null;
  if (url?.protocol !== 'https:' || url.username || url.password || url.search || url.hash) {
    throw new StartError(
      `${name} must be an https: address without credentials, query and fragment; it is "${value.replace(/\/\/[^/@]*@/, '//…@')}"`,
    );
  }
  return url.href;
}

/** For the person who makes installers: what these will lack. */
export function missingParts({ updateUrl, homepage, maintainer }: Distributor): string[] {
  return [
    ...(updateUrl ? [] : ['LARDER_UPDATE_URL is not set: these copies look for no updates']),
    ...(homepage && maintainer
      ? []
      : ['LARDER_HOMEPAGE or LARDER_MAINTAINER is not set: Debian packages name a reserved address']),
  ];
}
