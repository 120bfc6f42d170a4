import { createWriteStream, renameSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createClient, type Job } from '../client/api/client'
import { waitForJob } from '../client/api/wait'
import { openFile } from '../client/upload/file-source'
import { upload } from '../client/upload/uploader'
import { demoAccount, signIn } from './account'
import type { Addresses } from './addresses'
import { UserError } from './errors'
import type { Mail } from './inbox'
import { waitForMail } from './mailbox'
import type { Steps } from './steps'

export interface Converted {
  readonly job: Job
  /** The link from the mail. */
  readonly link: string
  /** Bytes written. */
  readonly size: number
}

/**
 * Takes a file all the way through the real system: account, upload, conversion, mail, link. Writes the MP3 from that link
 * to `output`, complete or not at all.
 *
 * @throws UserError with the job's reason if it could not be converted.
 */
export async function convertFile(
  addresses: Addresses,
  { input, output }: { readonly input: string; readonly output: string },
  steps: Steps,
  onPercent: (what: string, percent: number) => void,
  signal?: AbortSignal,
): Promise<Converted> {
  const client = createClient({ baseUrl: addresses.page })
  const abortable = signal ? { signal } : {}
  await signIn(client, demoAccount, addresses, steps)
  const began = new Date()
  const source = await openFile(input)
  const reserved = await steps
    .step(
      'Upload',
      () =>
        upload(
          client,
          source,
          {},
          {
            ...abortable,
            onProgress: ({ sentBytes, totalBytes }) => onPercent('Upload', (100 * sentBytes) / totalBytes),
          },
        ),
      () => `${spoken(source.size)} straight to S3`,
    )
    .finally(() => source.close())
  const job = await steps.step(
    'Conversion',
    () =>
      waitForJob(client, reserved.id, {
        ...abortable,
        onProgress: ({ progress }) => onPercent('Conversion', progress.percent),
      }),
    ({ state, audio }) => (audio ? `${audio.duration.toFixed(1)} s of ${audio.bitrate} kbit/s MP3` : state),
  )
  if (job.state !== 'done') throw new UserError(`${source.name} could not be converted: ${reasonOf(job)}`)
  const link = await steps.step(
    'Mail',
    () => waitForMail(addresses.inbox, demoAccount.email, began, (mail) => linkIn(mail, job.id), signal),
    (found) => found,
  )
  const size = await steps.step(
    'Download',
    () => download(link, output, signal),
    (bytes) => `${spoken(bytes)} to ${output}`,
  )
  if (job.audio && size !== job.audio.size) {
    throw new UserError(
      `${output} has ${size} bytes where ${job.audio.size} were expected: the download was cut short.`,
    )
  }
  return { job, link, size }
}

/** The share link in the mail about this job. Other jobs' mails go to the same address. */
export function linkIn({ text }: Pick<Mail, 'text'>, jobId: string): string | undefined {
  if (!text.includes(jobId)) return undefined
  return /https?:\/\/\S+\/v1\/shares\/[^\s<>"]+/.exec(text)?.[0]
}

async function download(link: string, output: string, signal: AbortSignal | undefined): Promise<number> {
  const response = await fetch(link, signal ? { signal } : {})
  if (!response.ok || !response.body)
    throw new UserError(`The link in the mail does not work (${response.status}): ${link}`)
  const draft = join(dirname(output), `.audiolift-${process.pid}.mp3`)
  try {
    await pipeline(Readable.fromWeb(response.body), createWriteStream(draft))
    renameSync(draft, output)
  } catch (error) {
    rmSync(draft, { force: true })
    throw error
  }
  return statSync(output).size
}

function reasonOf({ state, reason }: Job): string {
  return reason?.message ?? `the job was ${state}.`
}

function spoken(bytes: number): string {
  return bytes >= 1e6 ? `${(bytes / 1e6).toFixed(1)} MB` : `${Math.ceil(bytes / 1e3)} kB`
}
