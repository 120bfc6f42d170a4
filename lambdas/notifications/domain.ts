import * as z from 'zod'
import { formats } from '../../options/formats'
import { type JobIn, Owner } from '../jobs/domain'
import { escapeHtml, type Mail, mailDocument, quiet } from '../shared/mail'

/** A job event as SNS delivers it to a queue: the topic's envelope around what the relay published. */
export const Delivery = z.object({ Message: z.string() })
export const JobEvent = z.object({ id: z.string(), state: z.string(), owner: Owner, job: z.uuid() })

/** Seconds as `1 h 2 min`, `3 min 20 s` or `12 s`. */
export function spokenDuration(seconds: number): string {
  const total = Math.max(1, Math.round(seconds))
  const parts = [
    [Math.floor(total / 3600), 'h'],
    [Math.floor((total % 3600) / 60), 'min'],
    [total % 60, 's'],
  ] as const
  return parts
    .filter(([value]) => value > 0)
    .slice(0, 2)
    .map(([value, unit]) => `${value} ${unit}`)
    .join(' ')
}

/** Bytes as `4.2 MB` (decimal, as mail programs and download folders show them). */
export function spokenSize(bytes: number): string {
  // The borders are where rounding would say 1000 of the smaller unit.
  const [value, unit] =
    bytes >= 999.5e6 ? [bytes / 1e9, 'GB'] : bytes >= 999.5e3 ? [bytes / 1e6, 'MB'] : [bytes / 1e3, 'kB']
  return `${value >= 99.95 ? Math.round(value) : Math.max(0.1, value).toFixed(1)} ${unit}`
}

/** The day of an instant, in UTC, as `8 January 2026`. */
function spokenDate(instant: string | number): string {
  const day = { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' } as const
  return new Date(instant).toLocaleDateString('en-GB', day)
}

/** @param link where the audio can be had without signing in @param page where the user's jobs are */
export function readyMail(job: JobIn<'done'>, to: string, link: string, page: string): Mail {
  const { audio } = job
  const kind = audio.format === 'copy' ? audio.codec.toUpperCase() : formats[audio.format].title
  const rate = audio.bitrate === undefined ? '' : ` ${audio.bitrate} kb/s`
  const facts = `${spokenDuration(audio.duration)}, ${spokenSize(audio.size)}, ${kind}${rate}`
  const until = `The link works until ${spokenDate(job.keptUntil)}. Anyone with the link can download the audio.`
  return {
    to,
    subject: `Your audio is ready: ${job.audio.name}`,
    text: [
      `Your audio is ready.`,
      `${job.audio.name} (${facts})`,
      `Download it: ${link}`,
      until,
      `All your conversions: ${page}`,
    ].join('\n\n'),
    html: mailDocument('Your audio is ready', [
      `<p style="margin:0 0 4px;font-weight:600">${escapeHtml(job.audio.name)}</p><p style="${quiet}">${escapeHtml(facts)}</p>`,
      `<p style="margin:24px 0"><a href="${escapeHtml(link)}" style="${button}">Download the audio</a></p>`,
      `<p style="${quiet}">${escapeHtml(until)}</p>`,
      `<p style="${quiet}"><a href="${escapeHtml(page)}" style="color:#0f766e">All your conversions</a></p>`,
    ]),
  }
}

export function failedMail(job: JobIn<'failed'>, to: string, page: string): Mail {
  return {
    to,
    subject: `Your video could not be converted: ${job.name}`,
    text: [`“${job.name}” could not be converted.`, job.reason.message, `Your conversions: ${page}`].join('\n\n'),
    html: mailDocument('Your video could not be converted', [
      `<p style="margin:0 0 4px;font-weight:600">${escapeHtml(job.name)}</p><p style="margin:0 0 16px">${escapeHtml(job.reason.message)}</p>`,
      `<p style="${quiet}"><a href="${escapeHtml(page)}" style="color:#0f766e">Your conversions</a></p>`,
    ]),
  }
}

const button =
  'display:inline-block;padding:12px 20px;border-radius:8px;background:#0f766e;color:#ffffff;text-decoration:none;font-weight:600'
