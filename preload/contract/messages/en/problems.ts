/** What went wrong, and what was noticed at the start. The log has these in English. */
export const problems = {
  'problems.code.invalid-argument': 'Something that was asked for makes no sense to Larder.',
  'problems.code.no-token': 'The mini-program has set no token.',
  'problems.code.no-data': 'There is no data yet.',
  'problems.code.not-configured': 'Something that is needed for this is not set up.',
  'problems.code.domain-not-allowed': 'The address is not one that the mini-program may talk to.',
  'problems.code.template-error': 'The address that the author gave cannot be filled in.',
  'problems.code.offline': 'There is no network.',
  'problems.code.timeout': 'There was no answer in time.',
  'problems.code.network-error': 'The server could not be reached.',
  'problems.code.tls-error': 'There was no secure connection to the server.',
  'problems.code.pin-mismatch': 'The server’s certificate is not one that the mini-program trusts.',
  'problems.code.bad-status': 'The server refused the request, or failed.',
  'problems.code.too-large': 'The answer is too large.',
  'problems.code.not-text': 'The answer is not text.',
  'problems.code.aborted': 'It was cancelled.',
  'problems.code.rate-limited': 'More was asked at once than Larder answers.',
  'problems.code.denied': 'This is not allowed.',
  'problems.code.internal': 'Something went wrong inside Larder. The log has the details.',
  'problems.code.backend-unreachable': 'The backend cannot be reached.',
  'problems.code.backend-bad-answer': 'The backend gave an answer that Larder does not understand.',
  'problems.code.not-found': 'It is not there, or not any more.',
  'problems.code.package-mismatch': 'The package is not the one that was announced; it was not installed.',
  'problems.code.package-invalid': 'The package is not valid; it was not installed.',
  'problems.code.package-unreachable': 'The package could not be downloaded.',
  'problems.code.storage-failed': 'Something could not be read from the disk or saved on it.',
  'problems.code.bad-link': 'The link cannot be opened.',

  'problems.noBackend': 'Cannot look up "{id}": no backend is set up.',
  'problems.unknownProgram': 'Cannot find a mini-program "{id}": the backend does not know it.',
  'problems.backendStatus': 'Cannot look up "{id}": the backend answers with the status {status}.',
  'problems.packageStatus': 'Cannot download the package of "{id}": the server answers with the status {status}.',
  'problems.diskFull': 'Cannot install "{id}": the disk is full ({size} MiB needed).',
  'problems.removed': 'Cannot find the mini-program "{id}": it was removed.',
  'problems.developersOnly': 'This is for developers: start Larder with --dev.',
  'problems.requestGone': 'Cannot copy the request: it is not in the list any more.',
  'problems.neverLookedUp': 'Its details were never fetched: open it once.',
  'problems.startNotInstalled': 'Only an installed Larder can start with the system.',
  'problems.settingsNotSaved': 'Cannot save the settings on the disk.',

  'problems.download.pause':
    'Cannot pause the download: it is over, paused already, or sends something that must not be sent twice.',
  'problems.download.resume': 'Cannot resume the download: it is over, or was not paused.',
  'problems.download.abort': 'Cannot cancel the download: it is over already.',
  'problems.download.click': 'Cannot show the download: it was removed from the list.',
  'problems.download.forget':
    'Cannot remove the download from the list: the mini-program has not been told how it ended yet.',

  'problems.link.tooLong': 'Cannot open "{link}": it is longer than {limit} characters.',
  'problems.link.notALink': 'Cannot open "{link}": it is neither an app id nor a link.',
  'problems.link.foreign': 'Cannot open "{link}": Larder opens only {expected} links.',
  'problems.link.noAppId': 'Cannot open "{link}": it names no appId.',
  'problems.link.badAppId': 'Cannot open "{link}": its appId is not an app id.',
  'problems.link.badQuery': 'Cannot open "{link}": its query is not well encoded.',
  'problems.link.control': 'Cannot open "{link}": it holds control characters.',
  'problems.link.badPath': 'Cannot open "{link}": its startPagePath is not a page of the mini-program.',

  'problems.settings.setAside': 'The settings could not be read and were set aside as {copy}. The defaults are in use.',
  'problems.settings.newer':
    'The settings were written by a newer version of Larder. Changes made now last until Larder ends.',
  'problems.settings.partly': 'Some settings could not be read ({fields}); the file was copied to {copy}.',
  'problems.state.newer': 'The mini-program "{id}" was last used by a newer version of Larder and is left as it is.',
  'problems.state.unreadable': 'The saved data of "{id}" cannot be read from the disk ({code}).',
  'problems.state.damaged': 'The saved state of "{name}" was damaged and was set aside as {copy}. Lost: {fields}.',
  'problems.state.missing': 'The saved state of "{name}" was missing. Lost: {fields}.',
  'problems.token.unreadable': 'The token of "{name}" cannot be decrypted; it counts as not set.',
  'problems.token.plain': 'The token of "{id}" is still readable on the disk.',
  'problems.token.inMemory':
    'This system has no secret store, so tokens of mini-programs are kept only until Larder ends.',
  'problems.update.load-failed':
    'Version {version} of "{name}" does not start (its page could not be loaded). Version {previous} is used again until there is another update.',
  'problems.update.renderer-gone':
    'Version {version} of "{name}" does not start (its page stopped working before it had loaded). Version {previous} is used again until there is another update.',
  'problems.update.unresponsive':
    'Version {version} of "{name}" does not start (its page stopped answering before it had loaded). Version {previous} is used again until there is another update.',
  'problems.update.never-loaded':
    'Version {version} of "{name}" does not start ({starts, number} starts ended before its page had loaded). Version {previous} is used again until there is another update.',
  'problems.update.damaged':
    'Version {version} of "{name}" does not start (its files are damaged and cannot be fetched again). Version {previous} is used again until there is another update.',
  'problems.filesDamaged':
    'The files of version {version} of "{name}" are damaged and cannot be fetched again. Version {previous} is used.',
  'problems.backgroundFetch': 'A download of "{name}" had a problem: {message}',
} as const;
