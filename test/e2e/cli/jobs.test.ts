import { readdirSync, statSync } from 'node:fs'
import { copyFile, mkdir, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type User, user } from '../support/cloud'
import { bundleCli, type Desk, desk, type Ended } from '../support/command-line'
import { sampleVideo } from '../support/media'

let place: Desk
let person: User

beforeAll(async () => {
  await bundleCli()
  place = desk()
  person = await user()
})

afterAll(() => place.clear())

function document({ code, stdout, stderr }: Ended) {
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return JSON.parse(stdout)
}

function mode(path: string) {
  return (statSync(path).mode & 0o777).toString(8)
}

it('says how to sign in, with 3, as long as nobody is', async () => {
  const { code, stdout, stderr } = await place.run(['ls', '--json'])
  expect(code).toBe(3)
  expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'signed-out' } })
  expect(stderr).toContain('audiolift login')
})

it('tells a wrong password, and a wrong token, with 3', async () => {
  const wrong = await place.run(['login', '--email', person.email], { input: 'not-that-one-9\n' })
  expect(wrong.code).toBe(3)
  const token = await place.run(['login', '--token'], { input: `alft_${'x'.repeat(40)}\n` })
  expect(token.code).toBe(3)
  expect(readdirSync(place.folder)).toEqual(['.audiolift'])
})

it('asks a person for the password, and does not show it', async () => {
  const { child, says, ended } = place.start(['login'], { terminal: true })
  await says('Email address: ')
  child.stdin?.write(`${person.email}\r`)
  await says('Password: ')
  child.stdin?.write(`${person.password}\r`)
  const { code, stdout } = await ended
  expect(code).toBe(0)
  expect(stdout).toContain(person.email)
  expect(stdout).not.toContain(person.password)
  expect(mode(place.config)).toBe('700')
  expect(readdirSync(place.config).map((name) => mode(join(place.config, name)))).toEqual(['600'])
})

it('lists, downloads and removes jobs', async () => {
  await copyFile(await sampleVideo({ seconds: 1 }), join(place.folder, 'Café – один.mp4'))
  await place.run(['convert', 'Café – один.mp4'])
  const { jobs } = document(await place.run(['ls', '--search', 'cafe', '--json']))
  expect(jobs).toEqual([expect.objectContaining({ state: 'done', name: 'Café – один.mp4' })])
  const [{ id, audio }] = jobs
  const got = await place.run(['get', id, '-o', 'again.mp3', '--json'])
  expect(document(got)).toMatchObject({ id, size: audio.size })
  expect((await stat(join(place.folder, 'again.mp3'))).size).toBe(audio.size)
  expect((await place.run(['get', id, '-o', 'again.mp3'])).code).toBe(1)
  expect((await place.run(['rm', id])).code).toBe(0)
  expect((await place.run(['get', id])).code).toBe(1)
  expect((await place.run(['rm', '../../etc'])).code).toBe(2)
})

it('shows quota and formats', async () => {
  expect(document(await place.run(['quota', '--json']))).toEqual(await person.client.quota())
  const { formats } = document(await place.run(['formats', '--json']))
  expect(formats.map(({ name }: { readonly name: string }) => name)).toContain('opus')
  expect((await place.run(['formats'])).stdout).toMatch(/^mp3 .*--bitrate/m)
})

it('makes a token that a program may use instead of a login, and revokes it', async () => {
  const made = document(
    await place.run(['tokens', 'create', 'robot', '--scope', 'jobs:read', '--days', '2', '--json']).then(quiet),
  )
  const audioliftToken: string = made.token
  const other = desk()
  try {
    expect(document(await other.run(['ls', '--json'], { env: { AUDIOLIFT_TOKEN: audioliftToken } }))).toHaveProperty(
      'jobs',
    )
    expect((await other.run(['tokens'], { env: { AUDIOLIFT_TOKEN: audioliftToken } })).code).toBe(3)
    expect((await other.run(['login', '--token'], { input: `${audioliftToken}\n` })).code).toBe(0)
    expect((await other.run(['ls'])).code).toBe(0)
  } finally {
    await other.clear()
  }
  const { tokens } = document(await place.run(['tokens', '--json']))
  expect(tokens).toEqual([expect.objectContaining({ id: made.id, name: 'robot', scopes: ['jobs:read'] })])
  expect((await place.run(['tokens', 'revoke', made.id])).code).toBe(0)
  expect(document(await place.run(['tokens', '--json']))).toEqual({ tokens: [] })
})

/** Its message about the secret is for people. */
function quiet(ended: Ended): Ended {
  return { ...ended, stderr: '' }
}

it('watches a folder, and remembers which files it has converted', async () => {
  const folder = join(place.folder, 'watched')
  await mkdir(folder)
  await copyFile(await sampleVideo({ seconds: 1 }), join(folder, 'first.mp4'))
  await writeFile(join(folder, 'bad.mp4'), 'no film')
  const args = ['watch', 'watched', '--quiet', '1', '--json']
  const { child, says, ended } = place.start(args)
  await says('"input":"watched/first.mp4","state":"done"')
  await says('"input":"watched/bad.mp4","state":"failed"')
  await copyFile(join(folder, 'first.mp4'), join(folder, 'second.mp4'))
  await says('"input":"watched/second.mp4","state":"done"')
  child.kill('SIGINT')
  expect((await ended).code).toBe(130)
  await rm(join(folder, 'first.mp3'))
  expect(await place.run([...args, '--once'])).toEqual({ code: 0, stdout: '', stderr: '' })
  expect(readdirSync(folder).sort()).toEqual(['bad.mp4', 'first.mp4', 'second.mp3', 'second.mp4'])
})

it('exits with 2 for wrong arguments, and with 4 if no service answers', async () => {
  for (const args of [
    ['dance'],
    ['convert'],
    ['ls', '--colour'],
    ['ls', '--state', 'odd'],
    ['convert', 'x', '--start', 'soon'],
  ])
    expect([args, (await place.run(args)).code]).toEqual([args, 2])
  expect((await place.run(['convert', 'missing.mp4'])).code).toBe(1)
  expect(
    (await place.run(['quota'], { env: { AUDIOLIFT_URL: 'http://127.0.0.1:9', AUDIOLIFT_TOKEN: 'x' } })).code,
  ).toBe(4)
})

it('signs out', async () => {
  expect((await place.run(['logout'])).code).toBe(0)
  expect((await place.run(['ls'])).code).toBe(3)
})
