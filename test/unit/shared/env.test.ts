import { parseTerms } from '../../../lambdas/jobs/terms'
import { readEnv } from '../../../lambdas/shared/env'
import { terms } from '../../support/jobs'

const names = { table: 'THE_TABLE', bucket: 'THE_BUCKET' } as const

describe('the environment', () => {
  it('is read by our names', () => {
    expect(readEnv(names, { THE_TABLE: 't', THE_BUCKET: 'b', OTHER: 'x' })).toEqual({ table: 't', bucket: 'b' })
  })

  it('fails at start with every name that is missing or empty', () => {
    expect(() => readEnv(names, { THE_BUCKET: '' })).toThrow('Missing environment variables: THE_TABLE, THE_BUCKET')
  })
})

describe('the terms in the environment', () => {
  it('are read as the stage wrote them', () => {
    expect(parseTerms(JSON.stringify(terms))).toEqual(terms)
  })

  it.each([{ ...terms, lease: 0 }, { ...terms, retention: undefined }, { ...terms, lease: '60' }, {}])(
    'fail at start when they are not whole: %j',
    (broken) => {
      expect(() => parseTerms(JSON.stringify(broken))).toThrow()
    },
  )
})
