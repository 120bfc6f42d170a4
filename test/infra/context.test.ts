import { App } from 'aws-cdk-lib'
import { StageError, stageContext } from '../../lib/stage-context'
import { stageOf } from '../../lib/stages'

const dev = { stage: 'dev', mailSender: 'audio@example.com' }
const certificate = 'arn:aws:acm:us-east-1:123456789012:certificate/01234567-89ab-cdef-0123-456789abcdef'

describe('what the command line says about a stage', () => {
  it.each([
    ['no sender', { stage: 'dev' }, 'Who sends the mails? Say -c mailSender='],
    ['a sender that is not an address', { ...dev, mailSender: 'me' }, '-c mailSender=me is not a mail address.'],
    ['an identity of a third kind', { ...dev, mailIdentity: 'old' }, 'is neither new nor existing.'],
    ['protection that is neither on nor off', { ...dev, protect: 'true' }, '-c protect=true is neither yes nor no.'],
    ['a firewall that is neither on nor off', { ...dev, firewall: '1' }, '-c firewall=1 is neither yes nor no.'],
    ['a site in AWS', { ...dev, site: 'https://a.example.com' }, 'say -c domain=audio.example.com.'],
    ['a domain that is a URL', { ...dev, domain: 'https://a.example.com', certificate }, 'is not a domain name.'],
    ['a domain without proof', { ...dev, domain: 'a.example.com' }, 'needs proof that it is yours'],
    ['two proofs', { ...dev, domain: 'a.example.com', certificate, hostedZone: 'Z0123456789' }, 'not both.'],
    ['a proof without a domain', { ...dev, certificate }, '-c certificate needs -c domain='],
    [
      'a zone’s name for its id',
      { ...dev, domain: 'a.example.com', hostedZone: 'example.com' },
      'is not the id of a zone',
    ],
    [
      'a certificate from elsewhere',
      { ...dev, domain: 'a.example.com', certificate: certificate.replace('us-east-1', 'eu-west-1') },
      'the only region whose certificates CloudFront takes.',
    ],
  ])('%s: a sentence', (_case, context, sentence) => {
    expect(() => stageOf(context)).toThrow(StageError)
    expect(() => stageOf(context)).toThrow(sentence)
  })

  it.each([
    [{ mailsender: 'a@example.com' }, 'Nothing reads -c mailsender. Say -c mailSender.'],
    [{ 'hosted-zone': 'Z1' }, 'Nothing reads -c hosted-zone. Say -c hostedZone.'],
    [{ colour: 'red' }, 'Nothing reads -c colour. The keys are stage, '],
  ])('%j, which nothing reads: a sentence', (context, sentence) => {
    expect(() => stageContext(new App({ context }).node)).toThrow(sentence)
  })

  it('is read, and the CDK’s own keys are left alone', () => {
    const context = { ...dev, firewall: '', '@aws-cdk/core:something': true, 'aws:cdk:enable-path-metadata': true }
    expect(stageContext(new App({ context }).node)).toEqual(dev)
  })

  it('decides what cannot be decided for everybody', () => {
    expect(stageOf(dev)).toMatchObject({ firewall: false, protect: false, mailIdentity: 'new', site: undefined })
    expect(stageOf({ ...dev, stage: 'prod' })).toMatchObject({ firewall: true, protect: false })
    const chosen = { firewall: 'yes', protect: 'yes', mailIdentity: 'existing', domain: 'a.example.com', certificate }
    expect(stageOf({ ...dev, ...chosen })).toMatchObject({
      firewall: true,
      protect: true,
      mailIdentity: 'existing',
      site: 'https://a.example.com',
    })
  })
})
