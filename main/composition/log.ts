/** Who writes down what happens: standard output, the terminal of a developer, the log file. */
import path from 'node:path';
import { app, shell } from 'electron';
import { createDeveloperLines, type DeveloperLines } from '../log/developer-lines.ts';
import { createEventLog, type ObservableEventLog } from '../log/event-log.ts';
import { createLogFile, logFileName, type LogFile } from '../log/log-file.ts';
import type { Logger } from '../log/logger.ts';
import type { Policies } from '../policies/policies.ts';
import { AppError } from '../support/errors.ts';
import type { Clock } from '../support/clock.ts';
import type { ShutdownList } from '../support/shutdown-list.ts';
import type { CommandLine } from '../system/start/command-line.ts';
import { writeJsonEvent } from '../system/start/standard-streams.ts';

export interface LogDependencies {
  readonly commandLine: Pick<CommandLine, 'dev' | 'logJson'>;
  readonly policies: Pick<Policies, 'logLevel'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly disposables: ShutdownList;
}

export interface Log {
  readonly events: ObservableEventLog;
  readonly developerLines: DeveloperLines;
  readonly logFile: LogFile;
  /** Shows the newest file. Rejects with `AppError('no-data')` when there is none. */
  openLog(): Promise<void>;
}

export function createLog({ commandLine, policies, clock, logger, disposables }: LogDependencies): Log {
  const { dev, logJson } = commandLine;
  const folder = path.join(app.getPath('userData'), 'logs');
  const onFailed = (reason: string): void => logger.warning(`No log file is kept: ${reason}`);
  const logFile = createLogFile({ folder, level: policies.logLevel, onFailed });
  disposables.add(logFile);
  const lines = createDeveloperLines(logger);
  const developerLines: DeveloperLines = {
    ...lines,
    logger: {
      info: lines.logger.info,
      warning(message) {
        lines.logger.warning(message);
        logFile.say('warning', message, clock.now());
      },
      error(message, error) {
        lines.logger.error(message, error);
        logFile.say('error', message, clock.now());
      },
    },
  };
  const writers = [logFile.note, ...(logJson ? [writeJsonEvent] : []), ...(dev ? [lines.note] : [])];
  return {
    events: createEventLog(clock, writers),
    developerLines,
    logFile,
    async openLog() {
      if ((await logFile.end()) === '') throw new AppError('no-data', { key: 'diagnostics.noLog' });
      const problem = await shell.openPath(path.join(folder, logFileName(0)));
      if (problem) throw new AppError('internal', problem);
    },
  };
}
