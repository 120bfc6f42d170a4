import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  markedEmulator,
  markRunning,
  markStopped,
  movePort,
  moveState,
  whyTorn,
  wipe,
  withStreamsRewound,
} from '../../../local/emulator-state'
import { pathsUnder } from '../../../local/paths'

const root = mkdtempSync(join(tmpdir(), 'audiolift-'))
const paths = pathsUnder(root)
afterAll(() => rmSync(root, { recursive: true }))

describe('whyTorn', () => {
  it('keeps a state that was saved', () =>
    expect(whyTorn({ emulatorVanished: false, deploymentInterrupted: false })).toBeUndefined())

  it.each([
    [{ emulatorVanished: true, deploymentInterrupted: false }, 'killed'],
    [{ emulatorVanished: false, deploymentInterrupted: true }, 'interrupted'],
    [{ emulatorVanished: true, deploymentInterrupted: true }, 'killed'],
  ])('says why %j starts empty', (marks, word) => {
    expect(whyTorn(marks)).toContain(word)
    expect(whyTorn(marks)).toContain('starts empty')
  })
})

describe('marks', () => {
  it('tell the next start of an emulator that was never marked as stopped', () => {
    expect(markedEmulator(paths)).toBeUndefined()
    markRunning(paths, 42, 'then')
    expect(markedEmulator(paths)).toEqual({ pid: 42, identity: 'then' })
    markStopped(paths)
    expect(markedEmulator(paths)).toBeUndefined()
  })

  it('tell of it even when they were cut short', () => {
    mkdirSync(paths.state, { recursive: true })
    writeFileSync(paths.running, '{"pid')
    expect(markedEmulator(paths)).toEqual({ pid: 0, identity: '' })
  })
})

describe('wipe', () => {
  it('removes the memory, the objects and the note of what is deployed together', () => {
    for (const folder of [paths.state, paths.s3]) mkdirSync(folder, { recursive: true })
    for (const file of [paths.deployed, paths.deploying]) writeFileSync(file, '')
    wipe(paths)
    for (const each of [paths.state, paths.s3, paths.deployed, paths.deploying]) expect(existsSync(each)).toBe(false)
  })
})

describe('movePort', () => {
  it('moves loopback addresses with this port, and no other', () =>
    expect(movePort('http://localhost:4566/q http://127.0.0.1:4566 localhost:45661 example.com:4566', 4566, 4570)).toBe(
      'http://localhost:4570/q http://127.0.0.1:4570 localhost:45661 example.com:4566',
    ))

  it('moves a state on disk', () => {
    mkdirSync(paths.state, { recursive: true })
    writeFileSync(join(paths.state, 'sqs.json'), '{"http://localhost:4566/0/q": 1}')
    writeFileSync(join(paths.state, 'key.pem'), 'localhost:4566')
    moveState(paths, 4566, 4567)
    expect(readFileSync(join(paths.state, 'sqs.json'), 'utf8')).toBe('{"http://localhost:4567/0/q": 1}')
    expect(readFileSync(join(paths.state, 'key.pem'), 'utf8')).toBe('localhost:4566')
  })
})

describe('withStreamsRewound', () => {
  it('sets every position in a stream to its start and leaves the rest', () => {
    const saved = { payload: { esms: { a: 4 }, dynamodb_stream_positions: { data: { one: 4, two: 7 } } } }
    const rewound = { payload: { esms: { a: 4 }, dynamodb_stream_positions: { data: { one: 0, two: 0 } } } }
    expect(JSON.parse(withStreamsRewound(JSON.stringify(saved)))).toEqual(rewound)
  })

  it('leaves a state without streams as it is', () =>
    expect(withStreamsRewound('{"payload":{}}')).toBe('{"payload":{}}'))
})
