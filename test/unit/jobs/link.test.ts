import { linkToken, opensWith, readLinkToken } from '../../../lambdas/jobs/link'
import { ada, jobId, jobIn } from '../../support/jobs'

const job = jobIn('done')
const token = linkToken(job)

describe('the token of a mailed link', () => {
  it('leads back to the job and opens it', () => {
    const link = readLinkToken(token)
    expect(link).toEqual({ ref: { owner: ada, id: jobId }, secret: job.shareKey })
    expect(opensWith(job, link?.secret ?? '')).toBe(true)
  })

  it('is short enough for a mail and safe in a URL', () => {
    expect(token.length).toBeLessThanOrEqual(80)
    expect(encodeURIComponent(token)).toBe(token)
  })

  it('does not open with another secret, however alike', () => {
    for (const secret of ['', 'x', job.shareKey.slice(1), `${job.shareKey}x`, job.shareKey.toUpperCase()])
      expect(opensWith(job, secret)).toBe(false)
  })

  it.each(['', '.', 'x', '..', token.split('.')[0] ?? '', `x${token}`, `.${job.shareKey}`, `%00.${job.shareKey}`])(
    '%p is not a token',
    (text) => {
      expect(readLinkToken(text)).toBeUndefined()
    },
  )

  it('tampered with points elsewhere or nowhere', () => {
    const tampered = `B${token.slice(1)}`
    expect(readLinkToken(tampered)?.ref).not.toEqual({ owner: ada, id: jobId })
  })
})
