import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Template } from 'aws-cdk-lib/assertions'
import { ConversionStack } from '../../lib/conversion/conversion-stack'
import { stageOf } from '../../lib/stages'
import { newApp } from './support/house'

jest.setTimeout(60_000)

const folder = join(process.cwd(), '.build', 'infra', 'ffmpeg-layer')

/** The beginning of a program file (ELF), as far as it tells for which machine it is. */
const programFor = (name: string, machine: number): string => {
  const header = Buffer.alloc(64)
  header.writeUInt32BE(0x7f454c46, 0)
  header.writeUInt16LE(machine, 18)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, name), header)
  return join(folder, name)
}

const conversionWith = (binary: string): Template => {
  process.env.FFMPEG_LAYER_BIN = binary
  const stage = stageOf({ stage: 'dev' })
  return Template.fromStack(
    new ConversionStack(newApp(join(folder, 'cdk.out')), { ...stage, ffmpeg: { kind: 'layer' } }),
  )
}

afterEach(() => {
  delete process.env.FFMPEG_LAYER_BIN
})

describe('the ffmpeg layer', () => {
  it('is for the function’s architecture, and the function knows where it is', () => {
    const template = conversionWith(programFor('arm64', 183))
    template.hasResourceProperties('AWS::Lambda::LayerVersion', { CompatibleArchitectures: ['arm64'] })
    const worker = template.findResources('AWS::Lambda::Function', {
      Properties: { Environment: { Variables: { FFMPEG_BIN: '/opt/bin/ffmpeg' } } },
    })
    expect(Object.values(worker).map(({ Properties }) => Properties.Layers)).toEqual([[expect.anything()]])
  })

  it.each([
    ['for another machine', () => programFor('x86-64', 62)],
    ['that is not there', () => join(folder, 'nothing')],
    ['that is no program', () => join(process.cwd(), 'package.json')],
  ])('is never made of a file %s', (_case, binary) => {
    expect(() => conversionWith(binary())).toThrow('is not a program for linux-arm64')
  })
})
