import { defaultLimits } from '../../lambdas/conversion/engine'
import { costOfAudio, costOfSource } from '../../lambdas/jobs/cost'
import { serviceShards } from '../../lambdas/jobs/counters'
import { Quotas } from '../../lambdas/jobs/quotas'
import type { StageContext } from '../../lib/stage-context'
import { stageOf as stageFrom } from '../../lib/stages'

function stageOf(context: StageContext) {
  return stageFrom({ mailSender: 'audiolift@example.com', ...context })
}

describe('a stage', () => {
  it.each([undefined, 'production', ''])('%p is refused with what can be said instead', (stage) => {
    expect(() => stageOf({ ...(stage !== undefined && { stage }) })).toThrow(
      '-c stage=local, -c stage=dev, -c stage=prod',
    )
  })

  it('has a site without a slash at the end, to which paths are added', () => {
    expect(stageOf({ stage: 'local', site: 'http://127.0.0.1:8080/' }).site).toBe('http://127.0.0.1:8080')
    const certificate = 'arn:aws:acm:us-east-1:123456789012:certificate/01234567-89ab-cdef-0123-456789abcdef'
    expect(stageOf({ stage: 'dev', domain: 'audio.example.org', certificate }).site).toBe('https://audio.example.org')
  })

  it('converts with as much memory as a new account may have, or with as much as is said', () => {
    expect(stageOf({ stage: 'prod' }).workerMemory).toBe(3008)
    expect(stageOf({ stage: 'dev', workerMemory: '10240' }).workerMemory).toBe(10_240)
  })

  it.each(['3540MB', '1023', '10241', '3008.5', '-1'])('is refused with a workerMemory of %s', (workerMemory) => {
    expect(() => stageOf({ stage: 'dev', workerMemory })).toThrow(
      `-c workerMemory=${workerMemory} is not a number of megabytes from 1024 to 10240.`,
    )
  })

  it('reads the pool’s keys where they are: at the emulator locally, else at AWS', () => {
    expect(stageOf({ stage: 'local', emulator: 'http://127.0.0.1:4000' }).jwksUri('r', 'pool')).toBe(
      'http://127.0.0.1:4000/pool/.well-known/jwks.json',
    )
    expect(stageOf({ stage: 'dev' }).jwksUri('eu-west-1', 'pool')).toBe(
      'https://cognito-idp.eu-west-1.amazonaws.com/pool/.well-known/jwks.json',
    )
  })

  it('gives a worker time for its lease: the reservation, pick-up and deadline are longer', () => {
    for (const stage of ['local', 'dev', 'prod']) {
      const { reservation, pickUp, deadline, lease, sourceRetention, retention, longestRetention } = stageOf({
        stage,
      }).terms
      expect([
        lease < pickUp,
        pickUp < deadline,
        deadline < reservation,
        reservation < sourceRetention,
        sourceRetention < retention,
        retention < longestRetention,
      ]).toEqual([true, true, true, true, true, true])
    }
  })

  it.each(['local', 'dev', 'prod'])('%s has room for the largest upload in every quota', (stage) => {
    const { maxUploadSize, quotas } = stageOf({ stage })
    expect(Quotas.safeParse(quotas).success).toBe(true)
    expect(quotas.storedBytes).toBeGreaterThanOrEqual(maxUploadSize)
    // Each of the rows that count it has only its share.
    const dearest = costOfSource(maxUploadSize) + costOfAudio(defaultLimits.maxSeconds)
    expect(quotas.serviceCostPerDay / serviceShards).toBeGreaterThanOrEqual(dearest)
  })

  it('lets files be imported over https from servers of the public internet only; locally also from this machine', () => {
    const policies = ['dev', 'prod', 'local'].map((stage) => stageOf({ stage }).importPolicy)
    const strict = { http: false, trustedHosts: [] }
    expect(policies).toEqual([strict, strict, { http: false, trustedHosts: ['127.0.0.1'] }])
  })

  it('keeps a source long enough to retry a job over its daily quota on the entire next day', () => {
    for (const stage of ['local', 'dev', 'prod'])
      expect(stageOf({ stage }).terms.sourceRetention).toBeGreaterThanOrEqual(2 * 24 * 60 * 60 * 1000)
  })
})
