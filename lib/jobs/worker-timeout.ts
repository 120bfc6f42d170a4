import { Duration } from 'aws-cdk-lib'

/** How long one conversion may take: Lambda's limit. The convert queue's visibility follows from it. */
export const workerTimeout = Duration.minutes(15)
