import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Template } from 'aws-cdk-lib/assertions'
import { ConversionStack } from '../../lib/conversion/conversion-stack'
import { stageOf } from '../../lib/stages'
import { newApp } from './support/house'

jest.setTimeout(60_000)

const folder = join(process.cwd(), '.build', 'infra', 'program-layers')

/** The beginning of a program file (ELF), up to the field that names its machine. */
function programFor(name: string, machine: number): string {
  const header = Buffer.alloc(64)
  header.writeUInt32BE(0x7f454c46, 0)
  header.writeUInt16LE(machine, 18)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, name), header)
  return join(folder, name)
}

function arm64() {
  return programFor('arm64', 183)
}

function conversionWith(ffmpeg: string, encoder: string, launcher = arm64()): Template {
  writeFileSync(join(folder, 'hide.node'), readFileSync(arm64()))
  process.env.FFMPEG_LAYER_BIN = ffmpeg
  process.env.ENCODER_LAYER_BIN = encoder
  process.env.LAUNCHER_LAYER_BIN = launcher
  const stage = stageOf({ stage: 'dev', mailSender: 'a@example.com' })
  return Template.fromStack(
    new ConversionStack(newApp(join(folder, 'cdk.out')), { ...stage, programs: { kind: 'layers' } }),
  )
}

afterEach(() => {
  delete process.env.FFMPEG_LAYER_BIN
  delete process.env.ENCODER_LAYER_BIN
  delete process.env.LAUNCHER_LAYER_BIN
})

describe('the layers of ffmpeg, encoder and launcher', () => {
  it('are for the function’s architecture, and the function knows where they are', () => {
    const template = conversionWith(arm64(), arm64())
    template.allResourcesProperties('AWS::Lambda::LayerVersion', { CompatibleArchitectures: ['arm64'] })
    const variables = {
      FFMPEG_BIN: '/opt/bin/ffmpeg',
      ENCODER_BIN: '/opt/bin/slice-encoder',
      LAUNCHER_BIN: '/opt/bin/launcher',
    }
    const worker = template.findResources('AWS::Lambda::Function', {
      Properties: { Environment: { Variables: variables } },
    })
    expect(Object.values(worker).map(({ Properties }) => Properties.Layers)).toEqual([
      [expect.anything(), expect.anything(), expect.anything()],
    ])
  })

  it.each([
    ['for another machine', () => programFor('x86-64', 62)],
    ['that is not there', () => join(folder, 'nothing')],
    ['that is not a program', () => join(process.cwd(), 'package.json')],
  ])('are never made of a file %s', (_case, binary) => {
    expect(() => conversionWith(binary(), arm64())).toThrow(/^FFMPEG_LAYER_BIN=.* is not a program for linux-arm64/)
    expect(() => conversionWith(arm64(), binary())).toThrow(/^ENCODER_LAYER_BIN=.* is not a program for linux-arm64/)
    const withLauncher = () => conversionWith(arm64(), arm64(), binary())
    expect(withLauncher).toThrow(/^LAUNCHER_LAYER_BIN=.* is not a program for linux-arm64/)
  })
  it('hold a launcher only with what hides the function’s credentials', () => {
    const alone = join(folder, 'alone')
    rmSync(alone, { recursive: true, force: true })
    mkdirSync(alone, { recursive: true })
    writeFileSync(join(alone, 'launcher'), readFileSync(arm64()))
    expect(() => conversionWith(arm64(), arm64(), join(alone, 'launcher'))).toThrow(
      /^LAUNCHER_LAYER_BIN=.* has no hide\.node beside it/,
    )
  })
})
