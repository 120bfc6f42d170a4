import { Logger } from '@aws-lambda-powertools/logger'

export type LogFields = Readonly<Record<string, unknown>>

/** Structured log lines. `job` is the correlation id: every line about a job carries it. */
export interface Log {
  info(message: string, fields?: LogFields): void
  warn(message: string, fields?: LogFields): void
  error(message: string, fields?: LogFields): void
}

/** JSON lines on standard output, in the shape of Powertools for AWS Lambda. `room` names the service. */
export function createLog(room: string): Log {
  const logger = new Logger({ serviceName: room })
  return {
    info: (message, fields = {}) => logger.info(message, fields),
    warn: (message, fields = {}) => logger.warn(message, fields),
    error: (message, fields = {}) => logger.error(message, fields),
  }
}
