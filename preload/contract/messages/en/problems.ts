/** What went wrong, and what was noticed at the start. The log has these in English. */
export const problems = {
  'problems.code.invalid-argument': 'The request was not valid.',
  'problems.code.no-token': 'The mini-program has set no token.',
  'problems.code.no-data': 'There is no data yet.',
  'problems.code.not-configured': 'Something that is needed for this is not set up.',
  'problems.code.domain-not-allowed': 'The mini-program may not connect to this address.',
  'problems.code.template-error': 'The address set by the author cannot be completed.',
  'problems.code.offline': 'There is no network.',
  'problems.code.timeout': 'There was no answer in time.',
  'problems.code.network-error': 'The server could not be reached.',
  'problems.code.tls-error': 'There was no secure connection to the server.',
  'problems.code.pin-mismatch': 'The server’s certificate is not one that the mini-program trusts.',
  'problems.code.bad-status': 'The server refused the request, or failed.',
  'problems.code.too-large': 'The response is too large.',
  'problems.code.not-text': 'The response is not text.',
  'problems.code.aborted': 'It was canceled.',
  'problems.code.rate-limited': 'Too many requests at once.',
  'problems.code.denied': 'This is not allowed.',
  'problems.code.internal': 'Something went wrong inside %brand%. The log has the details.',
  'problems.code.backend-unreachable': 'The mini-program source cannot be reached.',
  'problems.code.backend-bad-answer': 'The mini-program source sent a response that %brand% does not understand.',
  'problems.code.not-found': 'Not found. It may have been removed.',
  'problems.code.package-mismatch': 'The package is not the one that was announced; it was not installed.',
  'problems.code.package-invalid': 'The package is not valid; it was not installed.',
  'problems.code.package-unreachable': 'The package could not be downloaded.',
  'problems.code.storage-failed': 'Something could not be read from the disk or saved on it.',
  'problems.code.bad-link': 'The link cannot be opened.',

  'problems.noBackend': 'Cannot look up “{id}”: no mini-program source is set up.',
  'problems.unknownProgram': 'Cannot find a mini-program “{id}”: the source does not list it.',
  'problems.backendStatus': 'Cannot look up “{id}”: the source responded with status {status}.',
  'problems.packageStatus': 'Cannot download the package of “{id}”: the server responded with status {status}.',
  'problems.diskFull':
    'Cannot install “{id}”: the disk is full ({bytes, number, ::scale/0.000001 unit/megabyte .} needed).',
  'problems.removed': 'Cannot find the mini-program “{id}”: it was removed.',
  'problems.notFetchedNow':
    'This mini-program cannot be fetched for now: it needs a token and an address, and background fetch has to be on.',
  'problems.developersOnly': 'This is for developers: start %brand% with --dev.',
  'problems.requestGone': 'Cannot copy the request: it is no longer in the list.',
  'problems.neverLookedUp': 'Its details have never been fetched: open it once.',
  'problems.startNotInstalled': '%brand% must be installed to start when you sign in.',
  'problems.settingsNotSaved': 'Cannot save the settings on the disk.',

  'problems.download.pause':
    'Cannot pause the download: it is complete, already paused, or uploading something that must not be sent twice.',
  'problems.download.resume': 'Cannot resume the download: it is complete, or was not paused.',
  'problems.download.abort': 'Cannot cancel the download: it is already complete.',
  'problems.download.click': 'Cannot show the download: it was removed from the list.',
  'problems.download.forget': 'Cannot remove the download from the list: the mini-program has not processed it yet.',

  'problems.link.tooLong': 'Cannot open “{link}”: it is longer than {limit, number} characters.',
  'problems.link.notALink': 'Cannot open “{link}”: it is neither a mini-program ID nor a link.',
  'problems.link.foreign': 'Cannot open “{link}”: %brand% opens only {expected} links.',
  'problems.link.noAppId': 'Cannot open “{link}”: it has no appId.',
  'problems.link.badAppId': 'Cannot open “{link}”: its appId is not a mini-program ID.',
  'problems.link.badQuery': 'Cannot open “{link}”: its query is badly encoded.',
  'problems.link.control': 'Cannot open “{link}”: it contains control characters.',
  'problems.link.badPath': 'Cannot open “{link}”: its startPagePath is not a page of the mini-program.',

  'problems.settings.setAside':
    'The settings could not be read; the old file was kept as {copy}. The defaults are in use.',
  'problems.settings.newer':
    'The settings were written by a newer version of %brand%. Changes made now last until you quit %brand%.',
  'problems.settings.partly': 'Some settings could not be read; the file was copied to {copy}.',
  'problems.state.newer': 'The mini-program “{id}” was last used by a newer version of %brand% and is left as it is.',
  'problems.state.unreadable': 'The saved data of “{id}” cannot be read from the disk ({code}).',
  'problems.state.damaged':
    'The saved data of “{name}” was damaged; a copy was kept as {copy}. Some of it may be lost.',
  'problems.state.missing': 'The saved data of “{name}” was missing. Some of it may be lost.',
  'problems.token.unreadable': 'The token of “{name}” cannot be decrypted; you may need to sign in to it again.',
  'problems.token.plain': 'The token of “{id}” is still stored unencrypted on the disk.',
  'problems.token.inMemory':
    'This system has no secure storage, so tokens of mini-programs are kept only until you quit %brand%.',
  'problems.update.load-failed':
    'Version {version} of “{name}” did not start (its page could not be loaded). %brand% went back to version {previous} until the next update.',
  'problems.update.renderer-gone':
    'Version {version} of “{name}” did not start (its page stopped working before it had loaded). %brand% went back to version {previous} until the next update.',
  'problems.update.unresponsive':
    'Version {version} of “{name}” did not start (its page stopped responding before it had loaded). %brand% went back to version {previous} until the next update.',
  'problems.update.never-loaded':
    'Version {version} of “{name}” did not start ({starts, number} starts ended before its page had loaded). %brand% went back to version {previous} until the next update.',
  'problems.update.damaged':
    'Version {version} of “{name}” did not start (its files are damaged and cannot be fetched again). %brand% went back to version {previous} until the next update.',
  'problems.filesDamaged':
    'The files of version {version} of “{name}” are damaged and cannot be fetched again. %brand% went back to version {previous}.',
  'problems.backgroundFetch': 'A download of “{name}” had a problem: {message}',
} as const;
